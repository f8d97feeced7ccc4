"""The loops that gather one large group by itself, many nodes of a school at once.

Compiled by `kernel.loops()`, with NumPy twins in `plain_alone.py`. Rows of scores are
read as they lie, so that one group of many schools takes no memory beside. Threads take
some nodes each: those from ``first``, as many as there are sums. Loops that only add
stand by themselves, and places are unsigned, so that they are compiled to add several
nodes at once: half the time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def count_alone(
    score: NDArray[np.float64],
    level: NDArray[np.int8],
    se: NDArray[np.float64],
    schools: NDArray[np.int64],
    first: int,
    width: float,
    sums: NDArray[np.float64],
    counts: NDArray[np.int32],
    tally: NDArray[np.int32],
) -> None:
    """Sum scores and squared errors, count levels and bins, in the order given.

    ``sums`` (2 x nodes) takes scores, and squared errors where known; ``counts`` (nodes
    x levels + 1) first how many errors are known, then each level; ``tally`` (nodes x
    bins) how many scores lie in each bin, ``width`` bins to a point. ``se`` has no rows
    without errors.
    """
    nodes, last = len(counts), tally.shape[1] - 1
    start = np.uint64(first)
    points, squares = np.zeros(nodes), np.zeros(nodes)
    known = np.zeros(nodes, np.int32)
    for school in schools:
        for node in range(nodes):
            at = start + np.uint64(node)
            there = level[school, at] > 0
            points[node] += score[school, at] if there else 0.0
        for node in range(nodes):
            at = start + np.uint64(node)
            step = level[school, at]
            if step > 0:
                counts[node, step] += 1
                tally[node, min(max(int(score[school, at] * width), 0), last)] += 1
        for node in range(nodes if len(se) > 0 else 0):
            at = start + np.uint64(node)
            value = se[school, at]
            there = (level[school, at] > 0) & (value == value)  # noqa: PLR0124
            squares[node] += value * value if there else 0.0
            known[node] += there
    sums[0] += points
    sums[1] += squares
    counts[:, 0] += known


def spread_alone(  # noqa: PLR0913, PLR0917 -- no calls inside
    score: NDArray[np.float64],
    level: NDArray[np.int8],
    schools: NDArray[np.int64],
    first: int,
    width: float,
    mean: NDArray[np.float64],
    wanted: NDArray[np.bool_],
    squared: NDArray[np.float64],
    pool: NDArray[np.float64],
    ends: NDArray[np.int64],
) -> None:
    """Sum squared distances from the mean; put scores of wanted bins into ``pool``.

    ``ends`` says where each node's next score goes.
    """
    nodes, last = len(mean), wanted.shape[1] - 1
    start = np.uint64(first)
    gaps = np.zeros(nodes)
    for school in schools:
        for node in range(nodes):
            at = start + np.uint64(node)
            gap = score[school, at] - mean[node]
            gaps[node] += gap * gap if level[school, at] > 0 else 0.0
        for node in range(nodes):
            at = start + np.uint64(node)
            if level[school, at] > 0:
                value = score[school, at]
                if wanted[node, min(max(int(value * width), 0), last)]:
                    pool[ends[node]] = value
                    ends[node] += 1
    squared += gaps
