"""A listener that nobody should ever knock at, and an ear for every way out.

Python tells each socket that connects by its audit events. Typst is not Python: whoever
asks for a package there goes through the proxy that the environment names, and that is
the listener.
"""

from __future__ import annotations

import os
import socket
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PROXIES = ("http_proxy", "https_proxy", "all_proxy")
_ears: list[list[str]] = []


class Trap:
    """Counts who connects; answers nothing."""

    def __init__(self) -> None:
        self.knocks = 0
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                guest, _ = self.door.accept()
            except OSError:
                return
            self.knocks += 1
            guest.close()

    def close(self) -> None:
        self.door.close()


@contextmanager
def listening() -> Iterator[tuple[Trap, list[str]]]:
    """A trap, and where else Python went in the meantime."""
    trap, went = Trap(), []
    names = [name for each in PROXIES for name in (each, each.upper())]
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(dict.fromkeys(names, f"http://127.0.0.1:{trap.port}"))
    _ears.append(went)
    try:
        yield trap, went
    finally:
        _ears.remove(went)
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        trap.close()


def _hear(event: str, told: tuple[object, ...]) -> None:
    if not _ears:
        return
    is_out = event == "socket.connect" and isinstance(told[1], tuple)
    if is_out or event == "socket.getaddrinfo":
        for ear in _ears:
            ear.append(f"{event} {told[1] if is_out else told[0]}")


sys.addaudithook(_hear)
