"""Run the tests that concern a change, in a process that ends with it.

All tests are collected once; each change is made in a fork of that process, in the
functions that are alive there, so that nothing is read or written anew.
"""

from __future__ import annotations

import contextlib
import gc
import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import signal
import sys
import time
import traceback
from contextlib import nullcontext
from functools import partial
from itertools import pairwise
from pathlib import Path

import coverage
import pytest
from pytest_django.plugin import blocking_manager_key

from mutation import kept_database, living
from mutation.changes import changes
from mutation.groups import SIZES
from mutation.plan import NOT_REPLACED, TOO_LONG

SLOW, LEAST = 10, 30
"""So many times as long as unchanged, and so many seconds, is too long."""


def in_a_fork(work, limit: float, said: Path) -> int:
    """How the work ended; 0: well. It is stopped after ``limit`` seconds."""
    child = os.fork()
    if not child:
        status = 1
        try:
            os.setsid()
            file = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(file, 1)
            os.dup2(file, 2)
            status = work() or 0
        except BaseException:  # noqa: BLE001 -- as above
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            sys.stdout.flush()
            os._exit(status)
    end = time.monotonic() + limit
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return TOO_LONG


def in_a_fork_loudly(work) -> bool:
    child = os.fork()
    if not child:
        status = 1
        try:
            status = work() or 0
        except BaseException:  # noqa: BLE001 -- as above
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            os._exit(status)
    return os.waitpid(child, 0)[1] == 0


def run_items(session, items, after=None) -> int:
    """Run them until one fails; 0 when none did."""
    session.items[:] = items
    following = [*items[1:], None]
    try:
        for item, other in zip(items, following, strict=True):
            start = time.monotonic()
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=other)
            if after:
                after(item, time.monotonic() - start)
            elif session.testsfailed:
                return 1
    finally:
        with contextlib.suppress(Exception):
            session._setupstate.teardown_exact(None)
    return int(bool(session.testsfailed) and not after)


class Trial:
    """A plug-in of pytest that tries changes in place of running tests once."""

    def __init__(self, plan) -> None:
        self.plan = plan
        self.later: list[dict] = []
        self.ran = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        self.ran = True
        key = self.plan.is_django and blocking_manager_key
        with session.config.stash[key].unblock() if key else nullcontext():
            self.plan.renew()
        files = {module: str(file) for module, file in self.plan.files.items()}
        told = self.unchanged(session, set(files.values()))
        items = {item.nodeid: item for item in session.items}
        alive = living.functions_of(set(files.values()))
        gc.freeze()  # so that forks copy less
        for module, file in files.items():
            lines = told["lines"].get(file, {})
            source = Path(file).read_text("utf-8")
            old = living.code_of(source, file)
            for change in changes(source, SIZES):
                if not self.plan.asks_for(module, change.said):
                    continue
                names = concerned(told, lines, change, self.plan.seconds)
                new = living.code_of(change.tree, file)
                chosen = [items[name] for name in names]
                limit = LEAST + SLOW * sum(told["times"][name] for name in names)
                start = time.monotonic()
                if change.when_read:
                    work = partial(set_and_tried, session, module, change, chosen)
                else:
                    work = partial(tried, session, alive, file, old, new, chosen)
                end = in_a_fork(work, limit, self.plan.said) if names else 0
                if kept_database.leaves_rows(chosen) or end == TOO_LONG:
                    self.plan.renew()
                if end == NOT_REPLACED:
                    self.put_off(module, change, names, told)
                else:
                    self.plan.tell(module, change, end, names, start)
            self.plan.tell_counts(module, "so far")
        return True

    def put_off(self, module, change, names, told):
        """Changes of what a module does when it is read: in a process that reads it."""
        took = sum(told["times"][name] for name in names)
        self.later.append(
            {"module": module, "change": change, "names": names, "took": took}
        )

    def unchanged(self, session, files) -> dict:
        """What each test runs of the modules, how long it takes, and which fail."""
        out = self.plan.home / "unchanged.json"
        all_items = list(session.items)

        def work():
            cover = coverage.Coverage(None, config_file=False, include=sorted(files))
            times: dict[str, float] = {}
            failed: list[str] = []
            before = 0

            def after(item, took):
                nonlocal before
                times[item.nodeid] = took
                if session.testsfailed > before:
                    failed.append(item.nodeid)
                before = session.testsfailed
                cover.switch_context(following.get(item.nodeid, "end"))

            names = [item.nodeid for item in all_items]
            following = dict(pairwise(names))
            cover.start()
            cover.switch_context(names[0])
            run_items(session, all_items, after)
            cover.stop()
            data = cover.get_data()
            lines = {file: data.contexts_by_lineno(file) for file in files}
            told = {"lines": lines, "times": times, "failed": failed}
            out.write_text(json.dumps(told), "utf-8")
            return 0

        if in_a_fork(work, 3_600, self.plan.said) != 0:
            raise RuntimeError(self.plan.said.read_text("utf-8", errors="replace"))
        self.plan.renew()
        told = json.loads(out.read_text("utf-8"))
        self.plan.tell_unchanged(told)
        return told


def concerned(told, lines, change, seconds: float) -> list[str]:
    """The tests that run the changed lines, quickest first, up to so many seconds."""
    wanted = set(told["times"]) if change.when_read else set()
    for line, names in lines.items():
        if change.line <= int(line) <= change.end:
            wanted.update(names)
    found, spent = [], 0.0
    for name in sorted(wanted & told["times"].keys(), key=told["times"].get):
        spent += told["times"][name]
        if name in told["failed"]:
            continue
        if found and spent > seconds:
            break
        found.append(name)
    return found


def tried(session, alive, file, old, new, chosen) -> int:
    if not living.replace(alive, file, old, new):
        return NOT_REPLACED
    return run_items(session, chosen)


def set_and_tried(session, module, change, chosen) -> int:
    name = "sakaguru." + module.replace("/", ".")
    if not living.set_again(name, change.tree, change.line):
        return NOT_REPLACED
    return run_items(session, chosen)


class Changed(importlib.abc.MetaPathFinder):
    """Reads one module changed; the file stays as it is."""

    def __init__(self, name: str, file: str, code) -> None:
        self.name, self.file, self.code = name, file, code

    def find_spec(self, fullname, path=None, target=None):
        if fullname != self.name:
            return None
        return importlib.util.spec_from_file_location(
            fullname, self.file, loader=Reading(fullname, self.file, self.code)
        )


class Reading(importlib.machinery.SourceFileLoader):
    def __init__(self, fullname, path, code) -> None:
        super().__init__(fullname, path)
        self.code = code

    def get_code(self, fullname):
        return self.code


def try_when_read(plan, put_off) -> None:
    """Changes that need their module read anew: a whole run of pytest each."""
    for each in put_off:
        change, module = each["change"], each["module"]
        file = str(plan.files[module])
        name = "sakaguru." + module.replace("/", ".")
        code = living.code_of(change.tree, file)

        def work(name=name, file=file, code=code, names=each["names"]):
            sys.meta_path.insert(0, Changed(name, file, code))
            return int(pytest.main([*plan.options, "-x", *names]))

        start = time.monotonic()
        limit = LEAST + 30 + SLOW * each["took"]
        end = in_a_fork(work, limit, plan.said) if each["names"] else 0
        plan.renew()
        plan.tell(module, change, end, each["names"], start)
