"""Tell a person at a terminal how far the work is."""

from __future__ import annotations

import sys
import time


class Progress:
    """One line on standard error, rewritten; silent where no terminal is."""

    def __init__(self) -> None:
        self.shown = sys.stderr.isatty()
        self.phase = ""
        self.total = 0
        self.seconds: dict[str, float] = {}
        self._since = time.perf_counter()

    def start(self, phase: str, total: int = 1) -> None:
        self.stop()
        self.phase, self.total = phase, total
        self.reached(0)

    def reached(self, done: int) -> None:
        if self.shown:
            share = 100 * done // max(self.total, 1)
            sys.stderr.write(f"\r\x1b[K{self.phase} {share} %")
            sys.stderr.flush()

    def stop(self) -> None:
        """End the phase; its seconds are kept."""
        now = time.perf_counter()
        if self.phase:
            before = self.seconds.get(self.phase, 0.0)
            self.seconds[self.phase] = before + now - self._since
        self.phase, self._since = "", now
        if self.shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
