"""The loops over schools that gather regions.

Compiled by `kernel.loops()`, with NumPy twins in `plain.py`, as the other loops are.
All take a block of 16 neighbouring nodes at a time (the last block is filled up with
nodes that nobody is counted on), and all gatherings together: ``groups`` numbers the
groups of every tier and segment one after the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def hold(
    score: NDArray[np.float64],
    level: NDArray[np.int8],
    schools: NDArray[np.int64],
    first: int,
    held: NDArray[np.float64],
    step: NDArray[np.int8],
    home: NDArray[np.uint16],
    top: float,
) -> None:
    """Put the nodes from ``first`` of the wanted schools side by side.

    ``held`` takes scores, NaN where a school is not counted on a node; ``step`` levels.
    ``home`` (nodes x schools) says which of 4,096 bins of the scale (0 to ``top``) each
    score lies in, 4112 where there is none; the outermost take what lies beyond.
    """
    width = 4096 / top
    wide = min(16, score.shape[1] - first)
    begin = 0
    while begin < len(schools):
        end = min(begin + 64, len(schools))
        for place in range(begin, end):
            school = schools[place]
            for row in range(wide):
                held[place, row] = (
                    score[school, first + row]
                    if level[school, first + row] > 0
                    else np.nan
                )
                step[place, row] = level[school, first + row]
            for row in range(wide, 16):
                held[place, row] = np.nan
                step[place, row] = 0
        for row in range(wide):
            for place in range(begin, end):
                value = held[place, row]
                there = value == value  # noqa: PLR0124
                bin_ = np.int32(value * width) if there else 4112
                home[row, place] = min(max(bin_, 0), 4096) if there else 4112
        begin = end


def add_groups(  # noqa: C901, PLR0912, PLR0913, PLR0917 -- no calls inside
    held: NDArray[np.float64],
    step: NDArray[np.int8],
    se: NDArray[np.float64],
    schools: NDArray[np.int64],
    first: int,
    member: NDArray[np.int32],
    total: NDArray[np.float64],
    levels: NDArray[np.int32],
    known: NDArray[np.int32],
    error: NDArray[np.float64],
) -> None:
    """Sum scores, levels and squared errors per group, in the order of schools.

    ``member`` (schools x gatherings) is a school's group in each, -1 in none; sums are
    groups x 16, ``levels`` groups x levels x 16. ``se`` has no rows where there are no
    errors; its rows are those of all schools, ``schools`` says which are ``held``.
    """
    wide = min(16, se.shape[1] - first)
    gatherings = member.shape[1]
    marks = np.zeros((levels.shape[1], 16), np.int32)
    for place in range(len(held)):
        for gathering in range(gatherings):
            group = member[place, gathering]
            if group < 0:
                continue
            for row in range(16):
                value = held[place, row]
                total[group, row] += value if value == value else 0.0  # noqa: PLR0124
            if len(se) > 0:
                school = schools[place]
                for row in range(wide):
                    value = se[school, first + row]
                    there = step[place, row] > 0 and value == value  # noqa: PLR0124
                    known[group, row] += there
                    error[group, row] += value * value if there else 0.0
        for one in range(len(marks)):
            want = np.int8(one + 1)
            for row in range(16):
                marks[one, row] += step[place, row] == want
        last = place + 1 == len(held)
        for gathering in range(gatherings):
            if not last:
                last = member[place + 1, gathering] != member[place, gathering]
        if last:
            for gathering in range(gatherings):
                group = member[place, gathering]
                if group >= 0:
                    for one in range(len(marks)):
                        for row in range(16):
                            levels[group, one, row] += marks[one, row]
            marks[:] = 0


def spread_groups(
    held: NDArray[np.float64],
    member: NDArray[np.int32],
    mean: NDArray[np.float64],
    squared: NDArray[np.float64],
) -> None:
    """Sum the squared distances from the mean per group, in the order of schools."""
    for place in range(len(held)):
        for gathering in range(member.shape[1]):
            group = member[place, gathering]
            if group < 0:
                continue
            for row in range(16):
                gap = held[place, row] - mean[group, row]
                squared[group, row] += gap * gap if gap == gap else 0.0  # noqa: PLR0124


def few(  # noqa: C901 -- no calls inside
    held: NDArray[np.float64],
    order: NDArray[np.int32],
    starts: NDArray[np.int64],
    counted: NDArray[np.int32],
    shares: NDArray[np.float64],
    first: int,
    quantiles: NDArray[np.float64],
) -> None:
    """Type 7 quantiles (R11) of groups of up to 32 schools, 16 nodes at once.

    ``order[starts[g]:starts[g + 1]]`` are the rows of group g in ``held``.
    """
    wide = min(16, quantiles.shape[1] - first)
    lows = np.zeros((33, len(shares), 2), np.int64)
    rest = np.zeros((33, len(shares)))
    for k in range(1, 33):
        for place in range(len(shares)):
            height = (k - 1) * shares[place]
            low = int(np.floor(height))
            lows[k, place, 0] = low
            lows[k, place, 1] = min(low + 1, k - 1)
            rest[k, place] = height - np.floor(height)
    cell = np.zeros((32, 16))
    for group in range(len(starts) - 1):
        size = starts[group + 1] - starts[group]
        if size > 32:  # noqa: PLR2004 -- measured
            continue
        for line in range(size):
            place = order[starts[group] + line]
            for row in range(16):
                value = held[place, row]
                cell[line, row] = value if value == value else np.inf  # noqa: PLR0124
        for line in range(1, size):
            for below in range(line, 0, -1):
                for row in range(16):
                    left = cell[below - 1, row]
                    right = cell[below, row]
                    cell[below - 1, row] = left if left < right else right  # noqa: FURB136
                    cell[below, row] = right if left < right else left  # noqa: FURB136
        for row in range(wide):
            k = counted[group, row]
            if k == 0:
                quantiles[group, first + row, :] = np.nan
                continue
            for place in range(len(shares)):
                low_value = cell[lows[k, place, 0], row]
                gap = cell[lows[k, place, 1], row] - low_value
                quantiles[group, first + row, place] = low_value + rest[k, place] * gap


def many(  # noqa: C901, PLR0912, PLR0915 -- no calls inside
    held: NDArray[np.float64],
    home: NDArray[np.uint16],
    order: NDArray[np.int32],
    starts: NDArray[np.int64],
    counted: NDArray[np.int32],
    shares: NDArray[np.float64],
    first: int,
    quantiles: NDArray[np.float64],
) -> None:
    """Type 7 quantiles of groups of more than 32 schools.

    Only the scores are sorted that share a bin with a wanted order statistic. Those of
    up to 2,048 schools are first put in ``cell``, node by node: picking them from
    ``held``, which no cache holds, would wait for memory again and again.
    """
    wide = min(16, quantiles.shape[1] - first)
    ranks = np.zeros(2 * len(shares), np.int64)
    picked = np.zeros(2 * len(shares))
    tally = np.zeros(4113, np.int64)
    pool = np.empty(len(held))
    cell = np.empty((16, 2056))
    for group in range(len(starts) - 1):
        begin, size = starts[group], starts[group + 1] - starts[group]
        if size <= 32:  # noqa: PLR2004 -- measured
            continue
        near = size <= 2048  # noqa: PLR2004 -- measured
        if near:
            for line in range(size):
                for row in range(16):
                    cell[row, line] = held[order[begin + line], row]
        for row in range(wide):
            k = np.int64(counted[group, row])
            if k == 0:
                quantiles[group, first + row, :] = np.nan
                continue
            for place in range(len(shares)):
                low = np.int64(np.floor((k - 1) * shares[place]))
                ranks[2 * place] = low
                ranks[2 * place + 1] = min(low + 1, k - 1)
            shift = 4 if k < 1024 else 0  # noqa: PLR2004 -- measured
            for line in range(starts[group], starts[group + 1]):
                tally[home[row, order[line]] >> shift] += 1
            running = np.int64(0)
            kept = np.int64(0)
            want = 0
            for one in range((4096 >> shift) + 1):
                here = tally[one]
                tally[one] = 0
                mine = False
                while want < len(ranks) and ranks[want] < running + here:
                    mine = True
                    ranks[want] += kept - running
                    want += 1
                if mine:
                    tally[one] = 1
                    kept += here
                running += here
            tally[4112 >> shift] = 0
            kept = np.int64(0)
            for line in range(size):
                place = order[begin + line]
                if tally[home[row, place] >> shift] > 0:
                    pool[kept] = cell[row, line] if near else held[place, row]
                    kept += 1
            tally[: (4096 >> shift) + 1] = 0
            if kept <= 64:  # noqa: PLR2004 -- measured
                for line in range(1, kept):
                    value = pool[line]
                    hole = line
                    while hole > 0 and pool[hole - 1] > value:
                        pool[hole] = pool[hole - 1]
                        hole -= 1
                    pool[hole] = value
            else:
                pool[:kept] = np.sort(pool[:kept])
            for place in range(len(ranks)):
                picked[place] = pool[ranks[place]]
            for place in range(len(shares)):
                height = (k - 1) * shares[place]
                low_value = picked[2 * place]
                gap = picked[2 * place + 1] - low_value
                quantiles[group, first + row, place] = (
                    low_value + (height - np.floor(height)) * gap
                )
