"""Programs of ours that run beside the one in the foreground, and stop with it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sakaguru.config.postgres import last_lines

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SECONDS_TO_STOP = 20
OURSELVES = [sys.executable, "-m", "sakaguru.config"]


@dataclass(frozen=True, slots=True)
class Child:
    name: str
    log: Path
    process: subprocess.Popen[bytes]

    @property
    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def last_words(self) -> str:
        return last_lines(self.log)

    def stop(self) -> None:
        """Ask it to finish what it does, wait, and insist only after that."""
        self._tell(signal.SIGTERM, to_all=False)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(SECONDS_TO_STOP)
        self._tell(signal.SIGKILL, to_all=True)
        self.process.wait()

    def _tell(self, number: signal.Signals, *, to_all: bool) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if to_all:
                os.killpg(self.process.pid, number)
            else:
                self.process.send_signal(number)


def start_child(name: str, *, logs: Path, environment: Mapping[str, str]) -> Child:
    """Start ``sakaguru NAME`` in a group of its own: Ctrl-C reaches only us."""
    logs.mkdir(parents=True, exist_ok=True)
    log = logs / f"{name}.log"
    with log.open("ab") as out:
        process = subprocess.Popen(
            [*OURSELVES, name],
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    return Child(name, log, process)


def remember(children: list[Child], path: Path) -> None:
    """Note the children, for the case that we are killed before we can stop them."""
    path.write_text("".join(f"{child.process.pid}\n" for child in children))


def end_leftovers(path: Path) -> None:
    """End children that a killed forerunner of ours left running."""
    if not path.exists():
        return
    for line in path.read_text().split():
        pid = int(line)
        for number in (signal.SIGTERM, signal.SIGKILL):
            if is_ours(pid):
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(pid, number)
                wait_for_end(pid)
    path.unlink()


def is_ours(pid: int) -> bool:
    """Whether that process is a command of ours; numbers are given anew."""
    shown = subprocess.run(
        ["ps", "-ww", "-p", str(pid), "-o", "args="],  # noqa: S607 -- POSIX names it
        check=False,
        capture_output=True,
        text=True,
    ).stdout
    return "sakaguru.config" in shown


def wait_for_end(pid: int) -> None:
    deadline = time.monotonic() + SECONDS_TO_STOP
    while is_ours(pid) and time.monotonic() < deadline:
        time.sleep(0.1)


def run_ourselves(*argv: str, environment: Mapping[str, str]) -> None:
    """Run one ``sakaguru`` command to its end, on our own output.

    Raises:
        subprocess.CalledProcessError: it failed; its words stand above.
    """
    subprocess.run([*OURSELVES, *argv], env=dict(environment), check=True)
