"""The loops over answers that look for doubtful ones.

Compiled by `kernel.loops()`, with NumPy twins in `plain.py`, as the other loops are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def most_common(
    body: NDArray[np.uint8],
    kinds: NDArray[np.int64],
    count: int,
    most: NDArray[np.int64],
) -> None:
    """How many answers of a row are of its most frequent kind."""
    found = np.zeros(count, np.int64)
    for row in range(len(body)):
        found[:] = 0
        for item in range(body.shape[1]):
            if body[row, item] != 255:  # noqa: PLR2004
                found[kinds[item, body[row, item]]] += 1
        most[row] = found.max()


def twins(
    body: NDArray[np.uint8],
    bounds: NDArray[np.int64],
    straight: NDArray[np.bool_],
    pairs: NDArray[np.int64],
    share: NDArray[np.float64],
) -> int:
    """Find nearly equal rows between ``bounds``; give how many there are.

    Pairs beyond the room of ``pairs`` are counted only.
    """
    found = 0
    for school in range(len(bounds) - 1):
        for one in range(bounds[school], bounds[school + 1]):
            if straight[one]:
                continue
            for other in range(one + 1, bounds[school + 1]):
                if straight[other]:
                    continue
                common = 0
                equal = 0
                for item in range(body.shape[1]):
                    both = (body[one, item] != 255) & (body[other, item] != 255)  # noqa: PLR2004
                    common += both
                    equal += both & (body[one, item] == body[other, item])
                if common >= 20 and equal * 100 >= common * 97:  # noqa: PLR2004
                    if found < len(pairs):
                        pairs[found, 0] = one
                        pairs[found, 1] = other
                        share[found] = equal / common
                    found += 1
    return found
