"""The demo: a database of its own, a district of schools, server and worker.

It stays in the foreground and leaves nothing running. What was entered is kept for the
next time; `sakaguru demo-reset` starts over. Only a database that a demo has marked as
its own is ever filled or emptied.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from sakaguru.config.children import (
    Child,
    end_leftovers,
    remember,
    run_ourselves,
    start_child,
)
from sakaguru.config.connections import connect, require_database
from sakaguru.config.env import Environment, SettingsAreWrong, read_environment
from sakaguru.config.postgres import PostgresRefused, embedded_server
from sakaguru.config.serving import listen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from types import FrameType

MARK = "sakaguru demo"
SECONDS_TO_ANSWER = 60
CHILDREN = "demo-children"
MADE_BY_A_DEMO = (
    *("files", "warehouse", "mail", "log", "trail"),
    "demo-accounts.json",
)


class StopAsked(Exception):
    """Ctrl-C or SIGTERM: stop cleanly."""


class Steps:
    """Tells what happens and how long each step took."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.done = 0
        self.began = time.monotonic()

    @contextlib.contextmanager
    def step(self, words: str) -> Iterator[None]:
        self.done += 1
        began = time.monotonic()
        print(f"[{self.done}/{self.count}] {words} ...", flush=True)
        yield
        print(f"      {time.monotonic() - began:.1f} s", flush=True)


def run_demo(only: list[str]) -> int:
    """Run until somebody stops it; ``only`` narrows the first loading."""
    environment = demo_environment()
    settings = read_environment(environment)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, ask_to_stop)
    children: list[Child] = []
    try:
        with only_one(settings.data), free_port(settings), database(settings):
            try:
                start_all(settings, environment, children, only)
                watch(children)
            finally:
                stop_all(children)
                (settings.data / CHILDREN).unlink(missing_ok=True)
    except StopAsked:
        print("Berhenti; yang sudah diisi tersimpan. / Stopped; entries are kept.")
        return 0
    except (PostgresRefused, ChildEnded) as error:
        print(error, file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"`sakaguru {' '.join(error.cmd[3:])}` failed.", file=sys.stderr)
        return 1
    return 0


def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    raise StopAsked


def demo_environment() -> dict[str, str]:
    """Our environment, and a secret of the demo's own when none is set."""
    environment = dict(os.environ)
    data = read_environment().data
    data.mkdir(parents=True, exist_ok=True)
    if not environment.get("SECRET_KEY"):
        kept = data / "secret-key"
        if not kept.exists():
            kept.touch(mode=0o600)
            kept.write_text(secrets.token_urlsafe(50))
        environment["SECRET_KEY"] = kept.read_text().strip()
    # Its passwords lie in a file beside it, and nobody's telephone is at hand.
    environment.setdefault("SECOND_FACTOR", "never")
    environment.setdefault("GALLERY", "1")
    return environment


@contextlib.contextmanager
def only_one(data: Path) -> Iterator[None]:
    """One demo per data folder."""
    with (data / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            fault = (
                f"SAKAGURU_DATA {data} is in use by a demo that runs: stop it first."
            )
            raise SettingsAreWrong([fault]) from None
        yield


@contextlib.contextmanager
def free_port(settings: Environment) -> Iterator[None]:
    """The port is ours, once what a killed demo may have left is ended."""
    end_leftovers(settings.data / CHILDREN)
    listen(settings.host, settings.port).close()
    yield


@contextlib.contextmanager
def database(settings: Environment) -> Iterator[None]:
    """The database is up inside; an embedded one is stopped after."""
    if not settings.database_is_embedded:
        require_database(settings)
        claim(settings)
        yield
        return
    server = embedded_server(settings.data)
    try:
        began = time.monotonic()
        print("PostgreSQL ...", flush=True)
        server.start()
        server.ensure_database()
        print(f"      {time.monotonic() - began:.1f} s", flush=True)
        claim(settings)
        yield
    finally:
        server.stop()


def start_all(
    settings: Environment,
    environment: Mapping[str, str],
    children: list[Child],
    only: list[str],
) -> None:
    steps = Steps(2)
    collect = ("manage", "collectstatic", "--no-input", "-v", "0")
    with (
        steps.step("Menyiapkan basis data dan tampilan / preparing database and looks"),
        ThreadPoolExecutor(1) as beside,
    ):
        static = beside.submit(run_ourselves, *collect, environment=environment)
        run_ourselves("migrate", "-v", "0", environment=environment)
        static.result()
    with steps.step("Memuat contoh, menyalakan server / loading the demo, starting"):
        for name in ("serve", "worker"):
            logs = settings.data / "log"
            children.append(start_child(name, logs=logs, environment=environment))
            remember(children, settings.data / CHILDREN)
        narrowed = ["--only", *only] if only else []
        run_ourselves("manage", "load_demo", *narrowed, environment=environment)
        wait_until_it_answers(settings, children)
    print_accounts(settings.data / "demo-accounts.json")
    seconds = time.monotonic() - steps.began
    print(f"\nSiap dalam {seconds:.0f} detik / ready: {address(settings)}", flush=True)
    print("Hentikan dengan Ctrl-C / stop with Ctrl-C.", flush=True)


def address(settings: Environment) -> str:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.port}/"


def wait_until_it_answers(settings: Environment, children: list[Child]) -> None:
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    # Not by a proxy, whatever the environment names for the way out.
    here = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while True:
        refuse_ended(children)
        try:
            with here.open(f"{address(settings)}sehat", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            if time.monotonic() > deadline:
                raise ChildEnded(children[0]) from None
            time.sleep(0.1)


class ChildEnded(RuntimeError):
    def __init__(self, child: Child) -> None:
        super().__init__(
            f"`sakaguru {child.name}` does not run; its last words ({child.log}):\n"
            f"{child.last_words()}"
        )


def refuse_ended(children: list[Child]) -> None:
    for child in children:
        if child.has_ended:
            raise ChildEnded(child)


def watch(children: list[Child]) -> None:
    """Wait until somebody asks to stop.

    Raises:
        StopAsked: by Ctrl-C or SIGTERM.
        ChildEnded: server or worker fell.
    """
    while True:
        refuse_ended(children)
        time.sleep(0.5)


def stop_all(children: list[Child]) -> None:
    for child in children:
        child.stop()


def print_accounts(path: Path) -> None:
    accounts: list[dict[str, Any]] = json.loads(path.read_text())
    columns = ("tier", "role", "organisation", "email", "password")
    rows = [columns, *(tuple(str(a[c]) for c in columns) for a in accounts)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(columns))]
    print()
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  " + "  ".join(cells).rstrip())


def claim(settings: Environment) -> None:
    """Mark an empty database as the demo's.

    Raises:
        SettingsAreWrong: it holds something that no demo put there.
    """
    with connect(settings.database) as connection:
        if is_ours(connection):
            return
        holds = "SELECT 1 FROM pg_tables WHERE schemaname = 'public' LIMIT 1"
        if connection.execute(holds).fetchone():
            fault = (
                "DATABASE_URL: this database holds something else than a demo: "
                "give the demo an empty one."
            )
            raise SettingsAreWrong([fault])
        name = sql.Identifier(settings.database["NAME"])
        comment = sql.SQL("COMMENT ON DATABASE {} IS {}")
        connection.execute(comment.format(name, sql.Literal(MARK)))


def is_ours(connection: psycopg.Connection[Any]) -> bool:
    row = connection.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
        " WHERE datname = current_database()"
    ).fetchone()
    return row is not None and row[0] == MARK


def reset_demo() -> int:
    """Empty the demo's own database and throw away the files it made."""
    settings = read_environment()
    settings.data.mkdir(parents=True, exist_ok=True)
    with only_one(settings.data):
        if not settings.database_is_embedded:
            empty(settings)
        elif (server := embedded_server(settings.data)).data.exists():
            server.start()
            server.ensure_database()
            try:
                empty(settings)
            finally:
                server.stop()
            server.erase()
        for name in MADE_BY_A_DEMO:
            path = settings.data / name
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
    print("Contoh dikosongkan / the demo is empty: `make demo` fills it again.")
    return 0


def empty(settings: Environment) -> None:
    with connect(settings.database) as connection:
        if not is_ours(connection):
            fault = "DATABASE_URL: this database is no demo's; it is left alone."
            raise SettingsAreWrong([fault])
        connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
