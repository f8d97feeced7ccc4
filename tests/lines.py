"""A line to the server that can be cut, and a browser that can be killed."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from browsers import chromium
from delays import dawdle

if TYPE_CHECKING:
    from collections.abc import Iterator


class Line:
    """Carries what goes to a port; once cut, nobody answers there.

    While ``is_held`` what the server answers stays on the way. ``carried`` and ``sent``
    are the bytes from and to the server, headers included.
    """

    def __init__(self, target: int) -> None:
        self.target, self.carried, self.sent = target, 0, 0
        self.is_cut = self.is_held = False
        self.open: set[socket.socket] = set()
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        self.is_cut = True
        for end in list(self.open):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        self.is_cut = False

    def close(self) -> None:
        self.cut()
        self.door.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self.door.accept()
                if self.is_cut:
                    near.close()
                else:
                    threading.Thread(
                        target=self._carry, args=(near,), daemon=True
                    ).start()

    def _carry(self, near: socket.socket) -> None:
        ends = {near}
        with suppress(OSError):
            far = socket.create_connection(("127.0.0.1", self.target))
            ends.add(far)
            self.open |= ends
            if not self.is_cut:  # it was, perhaps, since somebody was let in
                self._pump(near, far)
        self.open -= ends
        for end in ends:
            end.close()

    def _pump(self, near: socket.socket, far: socket.socket) -> None:
        while True:
            ready, _, _ = select.select([near, far], [], [], 60)
            for end in ready:
                data = end.recv(65536)
                if not data:
                    return
                while self.is_held and end is far and not self.is_cut:
                    time.sleep(0.02)
                other = far if end is near else near
                other.sendall(data)
                self.carried += len(data) if end is far else 0
                self.sent += len(data) if end is near else 0


def wait_for_the_last_of(group: int) -> None:
    """Its parts die one by one; one that still holds a file locks out the next."""
    while group in {each for state, each in states_and_groups() if state != "Z"}:
        time.sleep(0.02)


def states_and_groups() -> Iterator[tuple[str, int]]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, group, *_ = stat.read_text().rpartition(") ")[2].split()
            yield state, int(group)


class Phone:
    """A Chromium of its own with a profile that outlives it."""

    def __init__(self, playwright, profile) -> None:
        self.playwright, self.profile = playwright, profile
        self.program = self.browser = None

    def start(self):
        """Switch it on; gives a page. The profile is what it was."""
        port_file = self.profile / "DevToolsActivePort"
        port_file.unlink(missing_ok=True)
        flags = ["--no-sandbox"] if os.geteuid() == 0 else []
        self.program = subprocess.Popen(
            [
                chromium(),
                *flags,
                "--headless=new",
                "--remote-debugging-port=0",
                "--no-first-run",
                "--disable-dev-shm-usage",
                "--disable-gpu",
                f"--user-data-dir={self.profile}",
                "about:blank",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        for _ in range(600):
            if port_file.exists() and port_file.read_text().count("\n"):
                break
            time.sleep(0.1)
        port = port_file.read_text().split("\n")[0]
        self.browser = self.playwright.chromium.connect_over_cdp(
            f"http://127.0.0.1:{port}"
        )
        context = dawdle(self.browser.contexts[0])
        context.set_default_timeout(60_000)
        return context.new_page()

    def kill(self) -> None:
        """Like a battery that falls out."""
        if self.program and self.program.poll() is None:
            os.killpg(self.program.pid, signal.SIGKILL)
            self.program.wait()
            wait_for_the_last_of(self.program.pid)
        with suppress(Exception):
            self.browser.close()
        for lock in self.profile.glob("Singleton*"):
            lock.unlink()
