"""How far the units of a region lie apart: rule R13."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sakaguru.engine.plain import add_runs
from sakaguru.engine.quality import NOISE
from sakaguru.engine.rollup import gather, roll_up, runs_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sakaguru.engine.rollup import Tier
    from sakaguru.engine.scores import SchoolScores


@dataclass(frozen=True, eq=False)
class Disparity:
    """Figures per region and node; NaN (or -1) with fewer than two counted units."""

    between: NDArray[np.float64]
    """Share of the variance of school scores that lies between units (eta squared).

    NaN where all schools have the same score: nothing lies anywhere then.
    """
    gap: NDArray[np.float64]
    """Best unit mean minus worst unit mean, in points."""
    gap_se: NDArray[np.float64]
    best: NDArray[np.int64]
    """The unit with the highest mean; the first of equals."""
    worst: NDArray[np.int64]


def disparity(
    scores: SchoolScores, units: Tier, region: NDArray[np.int64], regions: int
) -> Disparity:
    """Measure the disparity between the units of each region (R13).

    ``eta^2 = sum k_u (m_u - m)^2 / sum (x - m)^2`` over the counted schools; the gap's
    error is ``sqrt(SE_best^2 + SE_worst^2)`` (R12). Units without a counted school take
    no part, also where their standards have some and so give them a total (R10).

    Args:
        scores: the schools.
        units: which unit each school lies in.
        region: the region of each unit, 0 to ``regions`` - 1; -1 in none.
        regions: how many regions there are.
    """
    order = np.argsort(region, kind="stable")
    order = order[region[order] >= 0]
    if not len(order):
        return _none((regions, scores.score.shape[1]))
    starts = np.searchsorted(region[order], np.arange(regions + 1)).astype(np.int64)
    every = np.ones(len(scores), np.bool_)
    (figures,) = gather(scores, [runs_of(units, every)], spread=True)
    (shown,) = roll_up(scores, [units])
    counted = figures.counted[order].astype(np.float64)
    some = counted > 0
    enough = add_runs(some.astype(np.int64), starts) > 1
    between = _between(
        counted, figures.mean[order], figures.spread[order], region[order], starts
    )
    means = np.where(some, shown.mean[order], np.nan)
    best, worst, gap, gap_se = _gap(means, shown.se[order], starts)
    return Disparity(
        np.where(enough, between, np.nan),
        np.where(enough, gap, np.nan),
        np.where(enough, gap_se, np.nan),
        np.where(enough, order[best], -1),
        np.where(enough, order[worst], -1),
    )


def _between(
    counted: NDArray[np.float64],
    mean: NDArray[np.float64],
    spread: NDArray[np.float64],
    region: NDArray[np.int64],
    starts: NDArray[np.int64],
) -> NDArray[np.float64]:
    points = np.where(counted > 0, counted * mean, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        centre = add_runs(points, starts) / add_runs(counted, starts)
        apart = np.where(counted > 0, counted * (mean - centre[region]) ** 2, 0.0)
        inside = np.where(counted > 1, (counted - 1) * spread, 0.0)
        explained = add_runs(apart, starts)
        whole = explained + add_runs(inside, starts)
        apart_at_all = whole > add_runs(counted, starts) * NOISE**2
        return np.where(apart_at_all, explained / whole, np.nan)


def _none(shape: tuple[int, int]) -> Disparity:
    unknown, nobody = np.full(shape, np.nan), np.full(shape, -1)
    return Disparity(unknown, unknown, unknown, nobody, nobody)


def _gap(
    mean: NDArray[np.float64], se: NDArray[np.float64], starts: NDArray[np.int64]
) -> tuple[
    NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]
]:
    """Best and worst unit of each run of units, their gap and its error."""
    shape = (len(starts) - 1, mean.shape[1])
    best, worst = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    gap, error = np.full(shape, np.nan), np.full(shape, np.nan)
    columns = np.arange(shape[1])
    for region in range(shape[0]):
        here = slice(starts[region], starts[region + 1])
        if starts[region] == starts[region + 1]:
            continue
        high = _first_highest(mean[here])
        low = _first_highest(-mean[here])
        best[region], worst[region] = high + starts[region], low + starts[region]
        gap[region] = mean[here][high, columns] - mean[here][low, columns]
        error[region] = np.hypot(se[here][high, columns], se[here][low, columns])
    return best, worst, gap, error


def _first_highest(mean: NDArray[np.float64]) -> NDArray[np.int64]:
    """The first unit per node whose mean no other's exceeds by more than noise."""
    known = np.where(np.isnan(mean), -np.inf, mean)
    return np.asarray((known >= known.max(axis=0) - NOISE).argmax(axis=0))
