"""The loops over schools that gather regions.

Compiled by `kernel.loops()`, with NumPy twins in `plain.py`, as the other loops are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def gather(  # noqa: PLR0913, PLR0917 -- one pass over the schools
    score: NDArray[np.float64],
    level: NDArray[np.int8],
    se: NDArray[np.float64],
    order: NDArray[np.int64],
    starts: NDArray[np.int64],
    first: int,
    values: NDArray[np.float64],
    ends: NDArray[np.int64],
    known: NDArray[np.int32],
    error: NDArray[np.float64],
    levels: NDArray[np.int32],
) -> None:
    """Gather the counted schools of each group for neighbouring nodes from ``first``.

    A school is counted on a node where it has a level.

    ``order[starts[g]:starts[g + 1]]`` are the schools of group g. Row by row ``values``
    takes a node's scores, group after group; ``ends`` (nodes x groups) says where each
    group's scores end. ``se`` has no rows where errors were not computed.
    """
    block = len(values)
    errors = len(se) > 0
    filled = np.zeros(block, np.int64)
    for group in range(len(starts) - 1):
        begin = starts[group]
        while begin < starts[group + 1]:
            end = min(begin + 64, starts[group + 1])
            for row in range(block):
                node = first + row
                held = filled[row]
                for place in range(begin, end):
                    school = order[place]
                    step = level[school, node]
                    if step > 0:
                        values[row, held] = score[school, node]
                        held += 1
                        levels[group, node, step - 1] += 1
                        if errors:
                            own = se[school, node]
                            if not np.isnan(own):
                                known[group, node] += 1
                                error[group, node] += own * own
                filled[row] = held
            begin = end
        for row in range(block):
            ends[row, group] = filled[row]


def describe(  # noqa: C901, PLR0912, PLR0915 -- no calls inside
    values: NDArray[np.float64],
    ends: NDArray[np.int64],
    first: int,
    top: float,
    shares: NDArray[np.float64],
    counted: NDArray[np.int32],
    mean: NDArray[np.float64],
    spread: NDArray[np.float64],
    quantiles: NDArray[np.float64],
) -> None:
    """Mean, variance and type 7 quantiles of each group's scores (R10 to R12).

    ``values`` are put in disorder. Few scores are sorted; of many only those are that
    share a bin of the scale (0 to ``top``) with a wanted order statistic.
    """
    ranks = np.zeros(2 * len(shares), np.int64)
    lows = np.zeros(2 * len(shares), np.int64)
    rest = np.zeros(len(shares))
    same = 0
    picked = np.zeros(2 * len(shares))
    tally = np.zeros(4097, np.int64)
    pool = np.empty(values.shape[1])
    for row in range(len(values)):
        begin = np.int64(0)
        for group in range(ends.shape[1]):
            sample = values[row, begin : ends[row, group]]
            begin = ends[row, group]
            k = len(sample)
            counted[group, first + row] = k
            if k == 0:
                continue
            total = 0.0
            for value in sample:
                total += value
            centre = total / k
            mean[group, first + row] = centre
            total = 0.0
            for value in sample:
                total += (value - centre) * (value - centre)
            if k > 1:
                spread[group, first + row] = total / (k - 1)
            if k != same:
                same = k
                for place in range(len(shares)):
                    height = (k - 1) * shares[place]
                    low = int(np.floor(height))
                    lows[2 * place] = low
                    lows[2 * place + 1] = min(low + 1, k - 1)
                    rest[place] = height - np.floor(height)
            if k <= 32:  # noqa: PLR2004 -- measured
                for place in range(1, k):
                    value = sample[place]
                    hole = place
                    while hole > 0 and sample[hole - 1] > value:
                        sample[hole] = sample[hole - 1]
                        hole -= 1
                    sample[hole] = value
                for place in range(len(ranks)):
                    picked[place] = sample[lows[place]]
            else:
                ranks[:] = lows
                bins = 256 if k < 4096 else 4096  # noqa: PLR2004 -- measured
                width = bins / top
                tally[: bins + 1] = 0
                for value in sample:
                    tally[min(int(value * width), bins)] += 1
                running = np.int64(0)
                held = np.int64(0)
                want = 0
                for one in range(bins + 1):
                    size = tally[one]
                    tally[one] = 0
                    mine = False
                    while want < len(ranks) and ranks[want] < running + size:
                        mine = True
                        ranks[want] += held - running
                        want += 1
                    if mine:
                        tally[one] = 1
                        held += size
                    running += size
                held = np.int64(0)
                for value in sample:
                    if tally[min(int(value * width), bins)] > 0:
                        pool[held] = value
                        held += 1
                ordered = np.sort(pool[:held])
                for place in range(len(ranks)):
                    picked[place] = ordered[ranks[place]]
            for place in range(len(shares)):
                low_value = picked[2 * place]
                step = picked[2 * place + 1] - low_value
                quantiles[group, first + row, place] = low_value + rest[place] * step
