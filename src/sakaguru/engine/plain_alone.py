"""The loops of `kernel_alone.py` in NumPy: same operations, same order, same bytes."""

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
    for node in range(len(counts)):
        step = level[schools, first + node]
        mine = schools[step > 0]
        value = score[mine, first + node]
        sums[0, node] += _sum(value)
        steps = np.bincount(step, minlength=counts.shape[1])
        counts[node, 1:] += steps[1:].astype(np.int32)
        np.add.at(tally[node], _bins(value, width, tally.shape[1]), 1)
        if len(se):
            error = se[mine, first + node]
            error = error[~np.isnan(error)]
            sums[1, node] += _sum(error * error)
            counts[node, 0] += len(error)


def spread_alone(  # noqa: PLR0913, PLR0917 -- the twin's arguments
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
    for node in range(len(mean)):
        value = score[schools[level[schools, first + node] > 0], first + node]
        gap = value - mean[node]
        squared[node] += _sum(gap * gap)
        kept = value[wanted[node, _bins(value, width, wanted.shape[1])]]
        pool[ends[node] : ends[node] + len(kept)] = kept
        ends[node] += len(kept)


def _bins(value: NDArray[np.float64], width: float, count: int) -> NDArray[np.int64]:
    return np.clip((value * width).astype(np.int64), 0, count - 1)


def _sum(value: NDArray[np.float64]) -> float:
    """One value after the other: `bincount` adds in order."""
    home = np.zeros(len(value), np.int64)
    return float(np.bincount(home, weights=value, minlength=1)[0])
