"""Change between two cycles (R14)."""

from __future__ import annotations

from enum import Enum
from math import isnan, sqrt
from typing import NamedTuple

SURE = 1.96
"""Standard errors beyond which a change is called one."""


class Direction(Enum):
    UP = "up"
    DOWN = "down"
    UNPROVEN = "unproven"


class Change(NamedTuple):
    """A difference in points (now minus before) with its standard error, if known."""

    points: float
    error: float | None
    direction: Direction


def change(
    now: float | None,
    before: float | None,
    now_error: float | None = None,
    before_error: float | None = None,
) -> Change | None:
    """Compare a node over two cycles; None where one of them has no figure.

    Without both errors no rise or fall is claimed.
    """
    if now is None or before is None:
        return None
    points = round(now - before, 2)
    if now_error is None or before_error is None:
        return Change(points, None, Direction.UNPROVEN)
    error = sqrt(now_error**2 + before_error**2)
    if isnan(error):
        return Change(points, None, Direction.UNPROVEN)
    if abs(points) <= SURE * error:
        return Change(points, error, Direction.UNPROVEN)
    return Change(points, error, Direction.UP if points > 0 else Direction.DOWN)
