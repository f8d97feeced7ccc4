"""The loop over answers that gives standard errors.

Compiled by `kernel.loops()`, with a NumPy twin in `plain.py`, as the other loops are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def squares(  # noqa: C901, PLR0912, PLR0913, PLR0917 -- one loop
    body: NDArray[np.uint8],
    bounds: NDArray[np.int64],
    sums: NDArray[np.uint32],
    counts: NDArray[np.uint32],
    answered: NDArray[np.float64],
    points: NDArray[np.float64],
    given: NDArray[np.float64],
    maximum: NDArray[np.int64],
    weight: NDArray[np.float64],
    leaf: NDArray[np.int64],
    leaves: NDArray[np.int64],
    share: NDArray[np.float64],
    parent: NDArray[np.int64],
    up: NDArray[np.int64],
    wanted: NDArray[np.bool_],
    factor: NDArray[np.float64],
    total: NDArray[np.float64],
) -> None:
    """Add ``factor`` times the sum of z_i^2 to each school's wanted nodes (R9).

    ``points`` (per leaf) over ``given`` (schools x nodes) is what a role score of 1
    adds to its sub-indicator; ``share`` what a point of a node adds to its parent;
    ``up`` the role's nodes, children first. Items of no leaf have the leaf
    ``len(leaves)``.
    """
    places = len(up)
    items = len(leaf)
    place_of = np.full(share.shape[1], places)
    for place in range(places):
        place_of[up[place]] = place
    above = np.full(places, places)
    for place in range(places):
        if parent[up[place]] >= 0:
            above[place] = place_of[parent[up[place]]]
    home = np.full(items, places)
    for item in range(items):
        if leaf[item] < len(leaves):
            home[item] = place_of[leaves[leaf[item]]]
    chosen = np.zeros(places, np.int64)
    count = 0
    for place in range(places):
        if wanted[up[place]]:
            chosen[count] = place
            count += 1
    every = count == places
    slope, centre, part = np.zeros((3, items))
    worth = np.zeros(len(leaves))
    z, squared = np.zeros((2, places + 1))
    lift = np.zeros(places)
    for school in range(len(bounds) - 1):
        squared[:] = 0.0
        alone = bounds[school + 1] - bounds[school] < 2  # noqa: PLR2004 -- no spread
        if not alone:
            for place in range(len(leaves)):
                weights = given[school, leaves[place]]
                worth[place] = points[place] / weights if weights > 0.0 else 0.0
            for item in range(items):
                answers = np.float64(counts[school, item])
                if answers > 0.0 and home[item] < places:
                    whole = answered[school, leaf[item]] * answers * maximum[item]
                    slope[item] = worth[leaf[item]] * weight[item] / whole
                    centre[item] = slope[item] * (sums[school, item] / answers)
                else:
                    slope[item] = 0.0
                    centre[item] = 0.0
            for place in range(places):
                lift[place] = share[school, up[place]]
            for line in range(bounds[school], bounds[school + 1]):
                row = body[line]
                for item in range(items):
                    value = np.int32(row[item])
                    known = np.int32(value != 255)  # noqa: PLR2004
                    part[item] = (
                        slope[item] * np.float64(value) - centre[item]
                    ) * np.float64(known)
                z[:] = 0.0
                for item in range(items):
                    z[home[item]] += part[item]
                for place in range(places):
                    z[above[place]] += lift[place] * z[place]
                if every:
                    for place in range(places):
                        squared[place] += z[place] * z[place]
                else:
                    for one in range(count):
                        own = z[chosen[one]]
                        squared[chosen[one]] += own * own
        for one in range(count):
            node = up[chosen[one]]
            total[school, node] += factor[school] * squared[chosen[one]]
