"""How well a role's items hang together: for the authors of an instrument."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sakaguru.engine.packing import MISSING
from sakaguru.engine.quality import NOISE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sakaguru.engine.answers import RoleAnswers
    from sakaguru.engine.instruments import Part

CHUNK = 100_000
"""Rows that are looked at together."""
WEAK = 0.2
"""Below this correlation with the rest an item does not fit."""


@dataclass(frozen=True, eq=False)
class Reliability:
    """Figures of one scale: some items of one role, in their packing order."""

    items: NDArray[np.int64]
    """Places of the items in the role's part."""
    alpha: float
    """Cronbach's alpha; NaN with fewer than two items or no variance."""
    item_rest: NDArray[np.float64]
    """Correlation of each item with the mean of the others the respondent answered."""
    alpha_without: NDArray[np.float64]
    """Alpha of the scale if the item were left out."""
    answered: NDArray[np.int64]
    """Respondents who answered the item."""

    @property
    def misfits(self) -> NDArray[np.bool_]:
        """Items that hardly go with the rest, or against it."""
        return self.item_rest < WEAK


def reliability(
    part: Part, answers: RoleAnswers, items: NDArray[np.int64]
) -> Reliability:
    """Judge one scale by the answers of all schools.

    Covariances are taken over the respondents who answered both items, so a missing
    answer costs only its own item.

    Args:
        part: the role's items; their values are points / max (R1).
        answers: all rows of the role.
        items: places of the scale's items, such as those of one standard.
    """
    covariance, answered = _covariances(part, answers, items)
    alpha = cronbach(covariance)
    places = np.arange(len(items))
    without = [cronbach(covariance[np.ix_(rest, rest)]) for rest in _rests(places)]
    return Reliability(
        items, alpha, _item_rest(part, answers, items), np.array(without), answered
    )


def _rests(places: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    return [np.delete(places, place) for place in places]


def cronbach(covariance: NDArray[np.float64]) -> float:
    """``k/(k - 1) (1 - sum of variances / variance of the sum)``."""
    k = len(covariance)
    whole = float(covariance.sum())
    if k < 2 or not whole > NOISE * np.trace(covariance):  # noqa: PLR2004 -- two items
        return float("nan")
    return float(k / (k - 1) * (1 - np.trace(covariance) / whole))


def _values(
    part: Part, body: NDArray[np.uint8], items: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """R1 values with 0 where missing, and 1 or 0 for answered or not."""
    chosen = body[:, items]
    given = (chosen != MISSING).astype(np.float64)
    return np.where(given > 0, chosen / part.maximum[items], 0.0), given


def _covariances(
    part: Part, answers: RoleAnswers, items: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    k = len(items)
    both, product, total = (np.zeros((k, k)) for _ in range(3))
    base = np.full(k, np.nan)
    for start in range(0, len(answers.body), CHUNK):
        x, given = _values(part, answers.body[start : start + CHUNK], items)
        base = _first(base, x, given > 0)
        x = np.where(given > 0, x - base, 0.0)
        both += given.T @ given
        product += x.T @ x
        total += x.T @ given
    with np.errstate(invalid="ignore", divide="ignore"):
        centred = product - total * total.T / both
        covariance = np.where(both > 1, centred / (both - 1), np.nan)
    return covariance, np.diag(both).astype(np.int64)


def _first(
    known: NDArray[np.float64], values: NDArray[np.float64], use: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """The first value of each item, kept from chunk to chunk.

    Sums are taken of what differs from it, so that an item that all answered alike has
    no variance at all, and none left by rounding.
    """
    row = use.argmax(axis=0)
    columns = np.arange(len(known))
    found = np.isnan(known) & use[row, columns]
    return np.where(found, values[row, columns], known)


def _item_rest(
    part: Part, answers: RoleAnswers, items: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Pearson's correlation by sums over chunks of rows."""
    sums = np.zeros((6, len(items)))
    base_x, base_rest = (np.full(len(items), np.nan) for _ in range(2))
    for start in range(0, len(answers.body), CHUNK):
        x, given = _values(part, answers.body[start : start + CHUNK], items)
        others = given.sum(axis=1, keepdims=True) - given
        with np.errstate(invalid="ignore", divide="ignore"):
            rest = (x.sum(axis=1, keepdims=True) - x) / others
        use = (given > 0) & (others > 0)
        base_x, base_rest = _first(base_x, x, use), _first(base_rest, rest, use)
        x, rest = np.where(use, x - base_x, 0.0), np.where(use, rest - base_rest, 0.0)
        pieces = (use, x, rest, x * x, rest * rest, x * rest)
        sums += np.array([piece.sum(axis=0) for piece in pieces])
    return _correlation(sums)


def _correlation(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of n, x, y, x^2, y^2, x y; NaN where x or y does not vary beyond rounding."""
    n, sx, sy, sxx, syy, sxy = sums
    with np.errstate(invalid="ignore", divide="ignore"):
        vx, vy = sxx - sx * sx / n, syy - sy * sy / n
        vary = np.minimum(vx, vy) > n * NOISE**2
        return np.where(vary, (sxy - sx * sy / n) / np.sqrt(vx * vy), np.nan)
