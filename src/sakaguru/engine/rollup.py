"""From schools to regions: rules R10 to R12."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from functools import partial
from itertools import pairwise
from threading import local
from typing import TYPE_CHECKING

import numpy as np

from sakaguru.engine.kernel import loops
from sakaguru.engine.plain import add_runs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from sakaguru.engine.framework import Framework
    from sakaguru.engine.scores import NodeScores

QUANTILES = (0.10, 0.25, 0.50, 0.75, 0.90)
BLOCK = 16
"""Nodes that are gathered together: two cache lines of scores. Loops count on it."""
WORTH_THREADS = 1 << 20
"""Scores from which threads pay."""
GROUPS = 2048
"""Groups whose errors are computed together."""
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
    scores: NodeScores,
    tiers: Iterable[Tier],
    *,
    invited: NDArray[np.bool_] | None = None,
    pupils: NDArray[np.int64] | None = None,
    segments: Mapping[str, NDArray[np.bool_]] | None = None,
    gathering: Callable[[NodeScores, Sequence[Runs]], list[Figures]] | None = None,
) -> list[RegionScores]:
    """Gather school scores into regions (R10 to R12).

    Args:
        scores: one row per school ordinal, also for schools without answers.
        tiers: any gatherings; regions need not be neighbours in school order.
        invited: who was asked; everybody by default. A school that sent counts as
            invited.
        pupils: per school, for the second figure weighted by pupils.
        segments: further figures over these schools only, besides all.
        gathering: another way to the same bytes; `gather` by default.

    Returns:
        For each tier all schools first, then each segment.
    """
    every = np.ones(len(scores), np.bool_)
    wanted = {EVERY_SCHOOL: every, **(segments or {})}
    asked = every if invited is None else invited
    named = [(tier, name) for tier in tiers for name in wanted]
    runs = [runs_of(tier, wanted[name]) for tier, name in named]
    found = (gathering or gather)(scores, runs)
    return [
        _region_scores(scores, pair, mine, figures, asked, pupils)
        for pair, mine, figures in zip(named, runs, found, strict=True)
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
    scores: NodeScores,
    named: tuple[Tier, str],
    runs: Runs,
    figures: Figures,
    invited: NDArray[np.bool_],
    pupils: NDArray[np.int64] | None,
) -> RegionScores:
    sent = scores.sent
    schools = np.diff(runs.starts)
    here = runs.count(sent)
    not_sent = runs.count(invited & ~sent)
    figures.mean[:, 0] = total_of_standards(scores.framework, figures.mean)
    return RegionScores(
        tier=named[0].name,
        segment=named[1],
        schools=schools,
        not_invited=schools - here - not_sent,
        not_sent=not_sent,
        insufficient=here.astype(np.int32)[:, None] - figures.counted,
        counted=figures.counted,
        mean=figures.mean,
        se=figures.se,
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
    """s^2 (R12): variance between counted schools, divisor K - 1; NaN for K < 2.

    Without nodes where it was not asked for.
    """
    se: NDArray[np.float64]
    quantiles: NDArray[np.float64]
    levels: NDArray[np.int32]

    def part(self, begin: int, end: int) -> Figures:
        """The groups from ``begin`` to before ``end``, as views."""
        named = (part.name for part in fields(self))
        return Figures(**{name: getattr(self, name)[begin:end] for name in named})


@dataclass(frozen=True, eq=False)
class Gathering:
    """Every group of several runs, numbered one after the other."""

    schools: NDArray[np.int64]
    """Ordinals of the schools that lie in any group."""
    member: NDArray[np.int32]
    """The group of each of them in each of the runs, -1 in none."""
    order: NDArray[np.int32]
    """``order[starts[g]:starts[g + 1]]`` are the places of group g in ``schools``."""
    starts: NDArray[np.int64]


def gather(
    scores: NodeScores,
    runs: Sequence[Runs],
    workers: int | None = None,
    *,
    spread: bool = False,
) -> list[Figures]:
    """Run the loops over the schools of every group, a block of nodes at a time.

    All runs are gathered in one go, so that a score is fetched once for all tiers.
    """
    whole = _together(runs, len(scores))
    nodes = scores.score.shape[1]
    figures = room_for(scores, len(whole.starts) - 1, spread=spread)
    buffers = local()
    work = partial(_gather_block, scores, whole, figures, buffers)
    blocks = range(0, nodes, BLOCK)
    if len(whole.order) * nodes < WORTH_THREADS:
        for first in blocks:
            work(first)
    else:
        with ThreadPoolExecutor(workers or os.cpu_count() or 1) as pool:
            for _ in pool.map(work, blocks):
                pass
    ends = np.cumsum([0, *(len(one.starts) - 1 for one in runs)]).tolist()
    return [figures.part(begin, end) for begin, end in pairwise(ends)]


def _together(runs: Sequence[Runs], schools: int) -> Gathering:
    inside = [one.order[one.starts[0] : one.starts[-1]] for one in runs]
    used = np.zeros(schools, np.bool_)
    for mine in inside:
        used[mine] = True
    place = np.cumsum(used, dtype=np.int32) - np.int32(1)
    member = np.full((int(used.sum()), len(runs)), -1, np.int32)
    groups = 0
    for column, (one, mine) in enumerate(zip(runs, inside, strict=True)):
        sizes = np.diff(one.starts)
        numbers = np.arange(groups, groups + len(sizes), dtype=np.int32)
        member[place[mine], column] = np.repeat(numbers, sizes)
        groups += len(sizes)
    sizes = np.concatenate([np.zeros(1, np.int64), *(np.diff(r.starts) for r in runs)])
    order = np.concatenate([np.zeros(0, np.int32), *(place[mine] for mine in inside)])
    return Gathering(np.flatnonzero(used), member, order, np.cumsum(sizes))


def room_for(scores: NodeScores, groups: int, *, spread: bool) -> Figures:
    """Room for so many groups; what is not wanted takes none."""
    shape = (groups, scores.score.shape[1])
    errors = scores.se is not None
    levels = np.empty((groups, len(scores.framework.level_tops), shape[1]), np.int32)
    return Figures(
        counted=np.empty(shape, np.int32),
        mean=np.empty(shape),
        spread=np.empty(shape if spread else (groups, 0)),
        se=np.empty(shape) if errors else np.broadcast_to(np.nan, shape),
        quantiles=np.empty((*shape, len(QUANTILES))),
        levels=levels.swapaxes(1, 2),
    )


class Buffers:
    """A thread's room for a block of nodes, used again from block to block."""

    def __init__(self, whole: Gathering, levels: int) -> None:
        schools, groups = len(whole.schools), len(whole.starts) - 1
        self.held = np.empty((schools, BLOCK))
        self.step = np.empty((schools, BLOCK), np.int8)
        self.home = np.empty((BLOCK, schools), np.uint16)
        self.total = np.empty((groups, BLOCK))
        self.levels = np.empty((groups, levels, BLOCK), np.int32)
        self.known = np.empty((groups, BLOCK), np.int32)
        self.error = np.empty((groups, BLOCK))
        self.squared = np.empty((groups, BLOCK))

    def clear(self) -> None:
        for sums in (self.total, self.levels, self.known, self.error, self.squared):
            sums[:] = 0


def _gather_block(
    scores: NodeScores,
    whole: Gathering,
    figures: Figures,
    buffers: local,
    first: int,
) -> None:
    """``buffers`` keeps each thread's room from block to block."""
    if not hasattr(buffers, "room"):
        steps = len(scores.framework.level_tops)
        buffers.room = Buffers(whole, steps)
    room: Buffers = buffers.room
    room.clear()
    run, top, shares = loops(), scores.framework.scale, np.array(QUANTILES)
    se = np.empty((0, 0)) if scores.se is None else scores.se
    held, step, home = room.held, room.step, room.home
    run.hold(
        *(scores.score, scores.level, whole.schools, first),
        *(held, step, home, top),
    )
    run.add_groups(
        *(held, step, se, whole.schools, first, whole.member),
        *(room.total, room.levels, room.known, room.error),
    )
    counted = room.levels.sum(axis=1, dtype=np.int32)
    with np.errstate(invalid="ignore"):
        mean = room.total / counted
    run.spread_groups(held, whole.member, mean, room.squared)
    run.few(held, whole.order, whole.starts, counted, shares, first, figures.quantiles)
    run.many(
        *(held, home, whole.order, whole.starts, counted, shares, first),
        figures.quantiles,
    )
    _keep_block(figures, room, whole, counted, mean, first, errors=len(se) > 0)


def _keep_block(
    figures: Figures,
    room: Buffers,
    whole: Gathering,
    counted: NDArray[np.int32],
    mean: NDArray[np.float64],
    first: int,
    *,
    errors: bool,
) -> None:
    """Some groups at a time, as what is computed between takes memory."""
    wide = min(BLOCK, figures.mean.shape[1] - first)
    nodes = slice(first, first + wide)
    sizes = np.diff(whole.starts)[:, None].astype(np.float64)
    for begin in range(0, len(sizes), GROUPS):
        here = slice(begin, begin + GROUPS)
        k = counted[here, :wide]
        figures.counted[here, nodes] = k
        figures.mean[here, nodes] = mean[here, :wide]
        figures.levels[here, nodes] = room.levels[here, :, :wide].swapaxes(1, 2)
        with np.errstate(invalid="ignore", divide="ignore"):
            spread = np.where(k > 1, room.squared[here, :wide] / (k - 1), np.nan)
        if figures.spread.size:
            figures.spread[here, nodes] = spread
        if errors:
            own = (room.known[here, :wide], room.error[here, :wide])
            figures.se[here, nodes] = errors_of_means(k, spread, *own, sizes[here])


def errors_of_means(
    counted: NDArray[np.int32],
    spread: NDArray[np.float64],
    known: NDArray[np.int32],
    error: NDArray[np.float64],
    schools: NDArray[np.float64],
) -> NDArray[np.float64]:
    """R12: between-school variance with finite correction, plus the schools' own.

    ``Var = (1 - K/N) s^2 / K + sum(SE_k^2) / (K N)``; a school with an unknown error
    takes the mean of the known ones; with none known that term is left out.

    Args:
        counted: K, groups x nodes.
        spread: s^2, the variance between counted schools.
        known: counted schools whose standard error is known.
        error: the sum of their squared standard errors.
        schools: N, of each group.
    """
    k = counted.astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        between = np.where(k == schools, 0.0, (1 - k / schools) * spread / k)
        own = np.where(known > 0, error / (known * schools), 0.0)
        return np.where(k > 0, np.sqrt(between + own), np.nan)


def _weighted_mean(
    scores: NodeScores, runs: Runs, pupils: NDArray[np.float64]
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
