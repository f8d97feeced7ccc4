"""The loops that gather one large group by itself, all nodes of a school at once.

Compiled by `kernel.loops()`, with NumPy twins in `plain_alone.py`. Rows of scores are
read as they lie, so that one group of many schools takes no memory beside.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def count_alone(
    score: NDArray[np.float64],
    level: NDArray[np.int8],
    se: NDArray[np.float64],
    schools: NDArray[np.int64],
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
    last = tally.shape[1] - 1
    for school in schools:
        for node in range(len(counts)):
            step = level[school, node]
            if step > 0:
                value = score[school, node]
                sums[0, node] += value
                counts[node, step] += 1
                tally[node, min(max(int(value * width), 0), last)] += 1
        if len(se) > 0:
            for node in range(len(counts)):
                value = se[school, node]
                if level[school, node] > 0 and value == value:  # noqa: PLR0124
                    sums[1, node] += value * value
                    counts[node, 0] += 1


def spread_alone(
    score: NDArray[np.float64],
    level: NDArray[np.int8],
    schools: NDArray[np.int64],
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
    last = wanted.shape[1] - 1
    for school in schools:
        for node in range(len(mean)):
            if level[school, node] > 0:
                value = score[school, node]
                gap = value - mean[node]
                squared[node] += gap * gap
                if wanted[node, min(max(int(value * width), 0), last)]:
                    pool[ends[node]] = value
                    ends[node] += 1
