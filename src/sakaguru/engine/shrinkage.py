"""A second, calmer estimate for schools with few respondents (empirical Bayes).

It stands beside the plain score, under its own name, and never replaces it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sakaguru.engine.quality import NOISE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sakaguru.engine.scores import SchoolScores

FEWEST = 3
"""Counted schools with a known error that a group needs to lend its mean."""


@dataclass(frozen=True, eq=False)
class Shrunken:
    """Estimates per school and node, in points; NaN where nothing can be said."""

    estimate: NDArray[np.float64]
    se: NDArray[np.float64]
    own_share: NDArray[np.float64]
    """How much of the estimate is the school's own score, 0 to 1."""


def shrink(scores: SchoolScores, group: NDArray[np.int64]) -> Shrunken:
    """Draw each school's scores towards the mean of similar schools.

    ``estimate = B y + (1 - B) m`` with ``B = t^2 / (t^2 + SE^2)``: *m* the mean of the
    group's counted schools with a known error, *t^2* the variance between their true
    scores (the variance less the mean of their SE^2, never below 0). The error is
    ``sqrt(B SE^2 + (1 - B)^2 Var(m))``. A school with an unknown error takes the
    largest known one of its group.
    A school without any error keeps its own score (B = 1), also where *t^2* is 0.

    Args:
        scores: with standard errors.
        group: the group of similar schools of each school (kind, size, place); -1 none.

    Returns:
        NaN where the school has no score, or its group fewer than 3 counted schools
        with a known error.

    Raises:
        ValueError: the scores came without errors.

    Source:
        Morris (1983), "Parametric Empirical Bayes Inference". *ours* in its details.
    """
    if scores.se is None:
        raise ValueError("standard errors were not computed")
    shape = scores.score.shape
    result = Shrunken(*(np.full(shape, np.nan) for _ in range(3)))
    counted = scores.counted
    for one in np.unique(group[group >= 0]):
        rows = np.flatnonzero(group == one)
        for node in range(shape[1]):
            _shrink_group(
                scores.score[rows, node],
                scores.se[rows, node],
                counted[rows, node],
                (result, rows, node),
            )
    return result


def _shrink_group(
    score: NDArray[np.float64],
    se: NDArray[np.float64],
    counted: NDArray[np.bool_],
    place: tuple[Shrunken, NDArray[np.int64], int],
) -> None:
    base = counted & ~np.isnan(se)
    if np.count_nonzero(base) < FEWEST:
        return
    centre = score[base].mean()
    spread = score[base].var(ddof=1)
    between = max(0.0, spread - (se[base] ** 2).mean())
    own = np.where(np.isnan(se), se[base].max(), se) ** 2
    total = between + own
    uncertain = total > NOISE**2
    share = np.where(uncertain, between / np.where(uncertain, total, 1.0), 1.0)
    result, rows, node = place
    estimate = share * score + (1 - share) * centre
    error = np.sqrt(share * own + (1 - share) ** 2 * spread / np.count_nonzero(base))
    result.estimate[rows, node] = estimate
    result.se[rows, node] = np.where(np.isnan(score), np.nan, error)
    result.own_share[rows, node] = np.where(np.isnan(score), np.nan, share)
