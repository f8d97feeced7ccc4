"""Few large groups, gathered one by one: the bytes of `rollup.gather`.

Where all groups of a tier are gathered, `rollup.gather` is quicker; where a school
changed, only its own ancestors are gathered again, and the largest of them is a nation.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sakaguru.engine.kernel import loops
from sakaguru.engine.rollup import (
    QUANTILES,
    WORTH_THREADS,
    Figures,
    errors_of_means,
    room_for,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sakaguru.engine.rollup import Runs
    from sakaguru.engine.scores import NodeScores

BINS = 1024
"""Bins of the scale among which order statistics are looked for."""


def gather_alone(
    scores: NodeScores, runs: Sequence[Runs], workers: int | None = None
) -> list[Figures]:
    """What `rollup.gather` gives, without the spread."""
    nodes = scores.score.shape[1]
    threads = min(workers or os.cpu_count() or 1, nodes)
    found = []
    for one in runs:
        figures = room_for(scores, len(one.starts) - 1, spread=False)
        for group in range(len(one.starts) - 1):
            schools = one.order[one.starts[group] : one.starts[group + 1]]
            mine = figures.part(group, group + 1)
            work = partial(_gather_nodes, scores, schools, mine)
            if len(schools) * nodes < WORTH_THREADS:
                work(0, nodes)
                continue
            cuts = np.linspace(0, nodes, threads + 1).astype(int).tolist()
            with ThreadPoolExecutor(threads) as pool:
                list(pool.map(work, cuts[:-1], cuts[1:]))
        found.append(figures)
    return found


def _gather_nodes(
    scores: NodeScores,
    schools: NDArray[np.int64],
    figures: Figures,
    first: int,
    last: int,
) -> None:
    """The nodes from ``first`` to before ``last`` of one group."""
    nodes, steps = last - first, figures.levels.shape[2]
    se = np.empty((0, 0)) if scores.se is None else scores.se
    sums, squared = np.zeros((2, nodes)), np.zeros(nodes)
    counts = np.zeros((nodes, steps + 1), np.int32)
    tally = np.zeros((nodes, BINS), np.int32)
    width = BINS / scores.framework.scale
    rows = (scores.score, scores.level)
    loops().count_alone(*rows, se, schools, first, width, sums, counts, tally)
    counted = counts[:, 1:].sum(axis=1, dtype=np.int32)
    with np.errstate(invalid="ignore"):
        mean = sums[0] / counted
    wanted, ranks = _wanted(tally, _ranks(counted))
    starts = np.concatenate([[0], np.where(wanted, tally, 0).sum(axis=1).cumsum()])
    pool, ends = np.empty(starts[-1]), starts[:-1].copy()
    places = (schools, first, width)
    loops().spread_alone(*rows, *places, mean, wanted, squared, pool, ends)
    here = (0, slice(first, last))
    figures.counted[here], figures.mean[here] = counted, mean
    figures.levels[here] = counts[:, 1:]
    figures.quantiles[here] = _quantiles(pool, starts, ranks, counted)
    if scores.se is not None:
        with np.errstate(invalid="ignore", divide="ignore"):
            spread = np.where(counted > 1, squared / (counted - 1), np.nan)
        size = np.array([[len(schools)]], np.float64)
        figures.se[here] = errors_of_means(
            *(counted[None], spread[None], counts[None, :, 0], sums[None, 1], size)
        )[0]


def _heights(counted: NDArray[np.int32]) -> NDArray[np.float64]:
    """Where the quantiles of type 7 lie among the ordered scores: nodes x 5."""
    last = np.maximum(counted.astype(np.int64) - 1, 0)
    return np.asarray(last[:, None] * np.array(QUANTILES))


def _ranks(counted: NDArray[np.int32]) -> NDArray[np.int64]:
    """The order statistics below and above each quantile: nodes x 5 x 2."""
    low = np.floor(_heights(counted)).astype(np.int64)
    last = np.maximum(counted.astype(np.int64) - 1, 0)[:, None]
    return np.stack([low, np.minimum(low + 1, last)], axis=2)


def _wanted(
    tally: NDArray[np.int32], ranks: NDArray[np.int64]
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """The bins that hold a wanted rank, and the ranks among the scores of these."""
    wanted = np.zeros(tally.shape, np.bool_)
    left = np.zeros_like(ranks)
    for node in np.flatnonzero(tally.any(axis=1)):
        bins = np.searchsorted(tally[node].cumsum(), ranks[node], side="right")
        wanted[node, bins] = True
        others = np.where(wanted[node], 0, tally[node]).cumsum()
        left[node] = ranks[node] - others[bins]
    return wanted, left


def _quantiles(
    pool: NDArray[np.float64],
    starts: NDArray[np.int64],
    ranks: NDArray[np.int64],
    counted: NDArray[np.int32],
) -> NDArray[np.float64]:
    heights = _heights(counted)
    found = np.full(heights.shape, np.nan)
    for node in np.flatnonzero(counted):
        low, high = np.sort(pool[starts[node] : starts[node + 1]])[ranks[node]].T
        rest = heights[node] - np.floor(heights[node])
        found[node] = low + rest * (high - low)
    return found
