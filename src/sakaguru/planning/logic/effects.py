"""What a new measurement says about an activity, and what follows from it.

That an activity is done changes no figure here: only what was measured counts.
"""

from __future__ import annotations

from enum import Enum
from math import sqrt
from typing import NamedTuple

WORTH = 0.25 / 7
"""Share of the scale below which a difference would not matter to a school."""

SURE = 1.96
STEP = 0.5
"""Share of the way left to the top by which an own standard is raised."""

LEAST_STEP = 0.1


class Said(Enum):
    """The same words as the stored verdict."""

    BETTER = "better"
    NO_CHANGE = "no_change"
    WORSE = "worse"
    UNDECIDED = "undecided"


class Next(Enum):
    """What a measurement asks of the unit."""

    RAISE = "raise"
    """The target is met: propose a standard of one's own above it."""
    CARRY_ON = "carry_on"
    """It helped but is not enough: go on, or add to it."""
    NEW_STRATEGY = "new_strategy"
    """Not met, and nothing shows that it helped: another way is needed."""
    KEEP = "keep"
    """Met, and there is nothing higher to ask for."""


class Measure(NamedTuple):
    """A score with its standard error, None where it is not known."""

    points: float
    error: float | None

    @property
    def margin(self) -> float | None:
        return None if self.error is None else SURE * self.error


class Beyond(NamedTuple):
    """The change beyond that of schools alike, with its interval."""

    points: float
    low: float
    high: float


def own_change(before: Measure, after: Measure) -> tuple[float, float | None]:
    """The change of the school alone, and half the width of its interval."""
    points = after.points - before.points
    if before.error is None or after.error is None:
        return points, None
    return points, SURE * sqrt(before.error**2 + after.error**2)


def beyond(before: Measure, after: Measure, foreseen: float, margin: float) -> Beyond:
    """Difference in differences of one school against what was foreseen for it."""
    points = after.points - before.points - foreseen
    return Beyond(points, points - margin, points + margin)


def verdict(difference: Beyond | None, top: float = 7.0) -> Said:
    """Better or worse only where zero lies outside; alike only where it must be small.

    Without schools alike nothing is said: a rise of one school proves nothing.
    """
    if difference is None:
        return Said.UNDECIDED
    if difference.low > 0:
        return Said.BETTER
    if difference.high < 0:
        return Said.WORSE
    worth = WORTH * top
    if difference.low > -worth and difference.high < worth:
        return Said.NO_CHANGE
    return Said.UNDECIDED


def is_met(after: float, target: float) -> bool:
    return round(after, 2) >= round(target, 2)


def what_next(said: Said, after: float, target: float, top: float) -> Next:
    """What the measurement asks for; ``target`` is the higher of national and own."""
    if is_met(after, target):
        return Next.KEEP if raised(after, target, top) is None else Next.RAISE
    return Next.CARRY_ON if said is Said.BETTER else Next.NEW_STRATEGY


def raised(after: float, target: float, top: float) -> float | None:
    """A standard of one's own: half the way from what is reached to the top.

    In tenths of a point; None where the top is reached or nothing higher is left.
    """
    reached = max(after, target)
    step = max((top - reached) * STEP, LEAST_STEP)
    proposal = min(round(reached + step, 1), top)
    return proposal if proposal > round(reached, 2) else None
