"""What is changed in one group, by which tests, and what came of it."""

from __future__ import annotations

import sys
import time

from mutation import kept_database
from mutation.equal import EQUAL

NOT_REPLACED, BROKEN, TOO_LONG = 77, 78, -99
"""How a fork can end beside by its tests."""


class Plan:
    def __init__(self, name, group, home, chosen) -> None:
        self.name, self.home, self.again = name, home, chosen.again
        names = [m for m in group.modules if not chosen.only or m in chosen.only]
        self.files = {m: home / "src" / "sakaguru" / f"{m}.py" for m in names}
        self.seconds, self.said = group.seconds, home / "said.txt"
        self.counts = {module: [0, 0, 0] for module in names}
        self.options = ["-q", "-p", "no:cacheprovider", "--assert=plain", "-s"]
        self.is_django = not group.is_engine
        if group.is_engine:
            self.options += ["-c", str(home / "tests" / "engine" / "pytest.ini")]
            self.options += ["--rootdir", str(home / "tests" / "engine")]
        asked = chosen.tests or group.tests
        self.tests = [str(home / "tests" / each) for each in asked]

    def asks_for(self, module, said) -> bool:
        if said in EQUAL:
            self.counts[module][2] += self.again is None
            return False
        return self.again is None or f"{module} | {said}" in self.again

    def renew(self) -> None:
        """Throw away what the last runs left in the database."""
        if self.is_django:
            kept_database.make_anew()

    def tell_unchanged(self, told) -> None:
        took = sum(told["times"].values())
        tell(f"{self.name}: {len(told['times'])} tests in {took:.0f} s, unchanged")
        for name in told["failed"]:
            tell(f"{self.name}: fails without any change, left out: {name}")

    def tell(self, module, change, end, names, start) -> None:
        """Count how a change ended: 0 where all its tests passed."""
        noticed = end not in (0, BROKEN)
        self.counts[module][0] += noticed
        self.counts[module][1] += 1
        if end == BROKEN:
            tell(self.said.read_text("utf-8", errors="replace"))
        if not noticed:
            took = time.monotonic() - start
            tell(
                f"NOT NOTICED {module} | {change.said}"
                f" # line {change.line}, {len(names)} tests, {took:.0f} s"
            )

    def tell_counts(self, module, word="") -> None:
        tell(f"{module}: {share(*self.counts[module])} {word}".strip())

    def sum_up(self) -> None:
        for module in self.counts:
            self.tell_counts(module)
        tell(f"== {self.name}: {share(*map(sum, zip(*self.counts.values())))}")  # noqa: B905 -- triples


def share(kills, tried, equal) -> str:
    part = 100 * kills / max(1, tried)
    return f"{kills} of {tried}, {part:.1f} %; {equal} equal"


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
