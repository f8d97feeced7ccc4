"""Change between two cycles (R14), as `adapters.changing` finds it by the engine."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

SURE = 1.96
"""Standard errors beyond which a change is called one; those of the engine."""


class Direction(Enum):
    UP = "up"
    DOWN = "down"
    UNPROVEN = "unproven"


class Change(NamedTuple):
    """A difference in points (now minus before) with its standard error, if known."""

    points: float
    error: float | None
    direction: Direction
