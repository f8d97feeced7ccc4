"""Rounding and levels, for what is shown one by one (R6)."""

from __future__ import annotations

from math import floor, isnan
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

SURE = 1.96
"""Standard errors on either side of a score within which it may well lie."""
NONE = -1
"""Stands for no figure where hundredths of points are stored."""


class Band(NamedTuple):
    """A level of a framework: its number from 1, its bilingual label, its top."""

    number: int
    label: dict[str, str]
    up_to: float


def rounded(score: float | None) -> float | None:
    """Half up to two decimals, as every engine does it; None stays None."""
    if score is None or isnan(score):
        return None
    return floor(score * 100 + 0.5 + 1e-6) / 100


def level_of(score: float | None, bands: Sequence[Band]) -> Band | None:
    """Find the band into which a score falls; None without a score."""
    points = rounded(score)
    if points is None:
        return None
    return next((band for band in bands if points <= band.up_to), bands[-1])


def is_on_border(
    score: float | None, error: float | None, bands: Sequence[Band]
) -> bool:
    """Whether the interval of a score (± 1.96 SE) reaches into another level."""
    if score is None or error is None:
        return False
    ends = (level_of(score + side * SURE * error, bands) for side in (-1, 1))
    return any(end != level_of(score, bands) for end in ends)


def to_next(score: float | None, bands: Sequence[Band]) -> float | None:
    """Points still missing to the next level; None on the highest or without score."""
    band, points = level_of(score, bands), rounded(score)
    if band is None or points is None or band == bands[-1]:
        return None
    return round(band.up_to + 0.01 - points, 2)
