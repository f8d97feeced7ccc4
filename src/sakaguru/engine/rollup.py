"""From schools to regions: rules R10 to R12."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from threading import local
from typing import TYPE_CHECKING

import numpy as np

from sakaguru.engine.kernel import loops
from sakaguru.engine.plain import add_runs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from sakaguru.engine.framework import Framework
    from sakaguru.engine.scores import SchoolScores

QUANTILES = (0.10, 0.25, 0.50, 0.75, 0.90)
BLOCK = 16
"""Nodes that are gathered together: two cache lines of scores."""
WORTH_THREADS = 1 << 20
"""Scores from which threads pay."""
EVERY_SCHOOL = ""
"""The name of the segment that holds all schools."""


@dataclass(frozen=True, eq=False)
class Tier:
    """One way to gather schools: each one's group, 0 to ``count`` - 1; -1 in none."""

    name: str
    group: NDArray[np.int64]
    count: int


@dataclass(frozen=True, eq=False)
class RegionScores:
    """The figures of the groups of one tier. First axis: groups; second: nodes.

    For each node: schools = not_invited + not_sent + insufficient + counted (R11).
    Figures without a counted school are NaN.
    """

    tier: str
    segment: str
    schools: NDArray[np.int64]
    not_invited: NDArray[np.int64]
    not_sent: NDArray[np.int64]
    insufficient: NDArray[np.int32]
    counted: NDArray[np.int32]
    mean: NDArray[np.float64]
    """R10; for the total the mean of the region's standards."""
    se: NDArray[np.float64]
    """R12; NaN where unknown, and where schools came without errors."""
    quantiles: NDArray[np.float64]
    """Type 7, over ``QUANTILES``: groups x nodes x 5."""
    levels: NDArray[np.int32]
    """Counted schools per level: groups x nodes x levels."""
    weighted_mean: NDArray[np.float64] | None = None
    """The mean weighted by pupils; None without their numbers."""

    @property
    def gap(self) -> NDArray[np.float64]:
        """p90 - p10 (R11)."""
        return np.asarray(self.quantiles[..., -1] - self.quantiles[..., 0])


def roll_up(
    scores: SchoolScores,
    tiers: Iterable[Tier],
    *,
    invited: NDArray[np.bool_] | None = None,
    pupils: NDArray[np.int64] | None = None,
    segments: Mapping[str, NDArray[np.bool_]] | None = None,
) -> list[RegionScores]:
    """Gather school scores into regions (R10 to R12).

    Args:
        scores: one row per school ordinal, also for schools without answers.
        tiers: any gatherings; regions need not be neighbours in school order.
        invited: who was asked; everybody by default. A school that sent counts as
            invited.
        pupils: per school, for the second figure weighted by pupils.
        segments: further figures over these schools only, besides all.

    Returns:
        For each tier all schools first, then each segment.
    """
    every = np.ones(len(scores), np.bool_)
    wanted = {EVERY_SCHOOL: every, **(segments or {})}
    asked = every if invited is None else invited
    return [
        _region_scores(scores, tier, name, mask, asked, pupils)
        for tier in tiers
        for name, mask in wanted.items()
    ]


@dataclass(frozen=True, eq=False)
class Runs:
    """Schools put in group order: ``order[starts[g]:starts[g + 1]]`` are group g's."""

    order: NDArray[np.int64]
    starts: NDArray[np.int64]

    def count(self, flag: NDArray[np.bool_]) -> NDArray[np.int64]:
        running = np.concatenate([[0], np.cumsum(flag[self.order])])
        return np.asarray(running[self.starts[1:]] - running[self.starts[:-1]])


def runs_of(tier: Tier, mask: NDArray[np.bool_]) -> Runs:
    """Order the masked schools by group, school order within."""
    group = np.where(mask, tier.group, -1)
    order = np.argsort(group, kind="stable")
    starts = np.searchsorted(group[order], np.arange(tier.count + 1))
    return Runs(order.astype(np.int64), starts.astype(np.int64))


def _region_scores(
    scores: SchoolScores,
    tier: Tier,
    segment: str,
    mask: NDArray[np.bool_],
    invited: NDArray[np.bool_],
    pupils: NDArray[np.int64] | None,
) -> RegionScores:
    runs = runs_of(tier, mask)
    sent = scores.sent
    figures = gather(scores, runs)
    schools = np.diff(runs.starts)
    here = runs.count(sent)
    not_sent = runs.count(invited & ~sent)
    mean = figures.mean
    mean[:, 0] = total_of_standards(scores.framework, mean)
    return RegionScores(
        tier=tier.name,
        segment=segment,
        schools=schools,
        not_invited=schools - here - not_sent,
        not_sent=not_sent,
        insufficient=here.astype(np.int32)[:, None] - figures.counted,
        counted=figures.counted,
        mean=mean,
        se=np.full_like(mean, np.nan)
        if scores.se is None
        else errors_of_means(figures, schools),
        quantiles=figures.quantiles,
        levels=figures.levels,
        weighted_mean=None
        if pupils is None
        else _weighted_mean(scores, runs, pupils.astype(np.float64)),
    )


def total_of_standards(
    framework: Framework, mean: NDArray[np.float64]
) -> NDArray[np.float64]:
    """R10: a region's total is the weighted mean of its standards."""
    points = np.zeros(len(mean))
    weight = np.zeros(len(mean))
    for place in framework.standards:
        given = ~np.isnan(mean[:, place])
        points += np.where(given, framework.weight[place] * mean[:, place], 0.0)
        weight += np.where(given, framework.weight[place], 0.0)
    with np.errstate(invalid="ignore"):
        return np.where(weight > 0.0, points / weight, np.nan)


@dataclass(frozen=True, eq=False)
class Figures:
    """What the loops over schools give per group and node."""

    counted: NDArray[np.int32]
    mean: NDArray[np.float64]
    spread: NDArray[np.float64]
    """s^2 (R12): variance between counted schools, divisor K - 1; NaN for K < 2."""
    known: NDArray[np.int32]
    """Counted schools whose standard error is known."""
    error: NDArray[np.float64]
    """Sum of their squared standard errors."""
    quantiles: NDArray[np.float64]
    levels: NDArray[np.int32]


def gather(scores: SchoolScores, runs: Runs, workers: int | None = None) -> Figures:
    """Run the loops over the schools of every group, a block of nodes at a time."""
    groups, nodes = len(runs.starts) - 1, scores.score.shape[1]
    shape = (groups, nodes)
    figures = Figures(
        counted=np.zeros(shape, np.int32),
        mean=np.full(shape, np.nan),
        spread=np.full(shape, np.nan),
        known=np.zeros(shape, np.int32),
        error=np.zeros(shape),
        quantiles=np.full((*shape, len(QUANTILES)), np.nan),
        levels=np.zeros((*shape, len(scores.framework.level_tops)), np.int32),
    )
    blocks = range(0, nodes, BLOCK)
    buffers = local()
    if len(runs.order) * nodes < WORTH_THREADS:
        for first in blocks:
            _gather_block(scores, runs, figures, buffers, first)
        return figures
    with ThreadPoolExecutor(workers or os.cpu_count() or 1) as pool:
        work = partial(_gather_block, scores, runs, figures, buffers)
        for _ in pool.map(work, blocks):
            pass
    return figures


def _gather_block(
    scores: SchoolScores, runs: Runs, figures: Figures, buffers: local, first: int
) -> None:
    """``buffers`` keeps each thread's room from block to block."""
    block = min(BLOCK, scores.score.shape[1] - first)
    if not hasattr(buffers, "values"):
        buffers.values = np.empty((BLOCK, max(1, len(runs.order))))
    values = buffers.values[:block]
    ends = np.zeros((block, len(runs.starts) - 1), np.int64)
    loops().gather(
        scores.score,
        scores.level,
        np.empty((0, 0)) if scores.se is None else scores.se,
        runs.order,
        runs.starts,
        first,
        values,
        ends,
        figures.known,
        figures.error,
        figures.levels,
    )
    loops().describe(
        values,
        ends,
        first,
        scores.framework.scale,
        np.array(QUANTILES),
        figures.counted,
        figures.mean,
        figures.spread,
        figures.quantiles,
    )


def errors_of_means(
    figures: Figures, schools: NDArray[np.int64]
) -> NDArray[np.float64]:
    """R12: between-school variance with finite correction, plus the schools' own.

    ``Var = (1 - K/N) s^2 / K + sum(SE_k^2) / (K N)``; a school with an unknown error
    takes the mean of the known ones; with none known that term is left out.
    """
    se = np.empty_like(figures.mean)
    for node in range(se.shape[1]):
        k = figures.counted[:, node].astype(np.float64)
        known = figures.known[:, node]
        with np.errstate(invalid="ignore", divide="ignore"):
            spread = (1 - k / schools) * figures.spread[:, node] / k
            between = np.where(k == schools, 0.0, spread)
            own = np.where(known > 0, figures.error[:, node] / (known * schools), 0.0)
            se[:, node] = np.where(k > 0, np.sqrt(between + own), np.nan)
    return se


def _weighted_mean(
    scores: SchoolScores, runs: Runs, pupils: NDArray[np.float64]
) -> NDArray[np.float64]:
    """R10's second figure: weighted by pupils, over the same counted schools."""
    heads = pupils[runs.order]
    mean = np.empty((len(runs.starts) - 1, scores.score.shape[1]))
    for node in range(mean.shape[1]):
        counted = scores.level[runs.order, node] > 0
        weight = np.where(counted, heads, 0.0)
        points = np.where(counted, scores.score[runs.order, node] * heads, 0.0)
        with np.errstate(invalid="ignore"):
            whole = add_runs(weight, runs.starts)
            mean[:, node] = add_runs(points, runs.starts) / whole
    mean[:, 0] = total_of_standards(scores.framework, mean)
    return mean
