"""Count how far schools are, for every unit above them."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from sakaguru.survey.enums import ROLES, AssignmentState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Standing(NamedTuple):
    """One asked school: its path, its state, and what came in per role."""

    path: str
    state: int
    received: Sequence[int]


class Tally(NamedTuple):
    """Schools below a unit: asked; begun; with anything sent; with enough of all.

    Each includes the next. ``received`` follows the order of roles.
    """

    asked: int = 0
    started: int = 0
    sent: int = 0
    complete: int = 0
    received: tuple[int, ...] = (0,) * len(ROLES)

    @property
    def sent_share(self) -> float | None:
        return self.sent / self.asked if self.asked else None

    @property
    def complete_share(self) -> float | None:
        return self.complete / self.asked if self.asked else None


def tallies(
    schools: Iterable[Standing], *, below: str, depth: int | None = None
) -> dict[str, Tally]:
    """Tally schools for ``below`` and the units under it, by path.

    Only paths down to ``depth`` levels under ``below``; None: all, the schools' own
    included.
    """
    counts: dict[str, list[int]] = {}
    for school in schools:
        marks = (
            1,
            school.state >= AssignmentState.STARTED,
            school.state >= AssignmentState.SENT,
            school.state >= AssignmentState.COMPLETE,
            *school.received,
        )
        for path in _units(school.path, below, depth):
            have = counts.setdefault(path, [0] * len(marks))
            for place, mark in enumerate(marks):
                have[place] += mark
    return {path: _tally(have) for path, have in counts.items()}


def _tally(have: list[int]) -> Tally:
    asked, started, sent, complete, *received = have
    return Tally(asked, started, sent, complete, tuple(received))


def _units(path: str, below: str, depth: int | None) -> list[str]:
    rest = path[len(below) :].split("/")[:-1][:depth]
    return list(accumulate((f"{code}/" for code in rest), initial=below))
