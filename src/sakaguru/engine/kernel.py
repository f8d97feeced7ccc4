"""The loops over answers, compiled by Numba where it is there.

Each loop is plain Python that Numba compiles as it stands, with a NumPy twin in
`plain.py` that performs the same operations on real numbers in the same order: both
give the same bytes. Numba is imported by `loops()` only, never with the module.

Shapes: a chunk of ``schools`` neighbouring schools; ``bounds`` (schools + 1) says where
the rows of each begin in ``body`` (rows x items, 255 missing).
"""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sakaguru.engine import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

BLOCK = 256
"""Rows whose points fit a 16-bit sum: 256 x 250 < 65,536."""


class Loops(NamedTuple):
    """The functions that touch every answer, or every school and node."""

    tally: Callable[..., None]
    leaf_scores: Callable[..., None]
    reach: Callable[..., None]
    add_role: Callable[..., None]
    add_n: Callable[..., None]
    climb: Callable[..., None]
    add_up: Callable[..., None]
    judge: Callable[..., None]
    squares: Callable[..., None]
    gather: Callable[..., None]
    describe: Callable[..., None]
    most_common: Callable[..., None]
    twins: Callable[..., int]


def tally(
    body: NDArray[np.uint8],
    bounds: NDArray[np.int64],
    sums: NDArray[np.uint32],
    counts: NDArray[np.uint32],
) -> None:
    """Sum points and count answers per school and item (R2), in whole numbers."""
    width = body.shape[1]
    points = np.zeros(width, np.uint16)
    answered = np.zeros(width, np.uint16)
    for school in range(len(bounds) - 1):
        row = bounds[school]
        while row < bounds[school + 1]:
            end = min(bounds[school + 1], row + 256)
            for item in range(width):
                points[item] = 0
                answered[item] = 0
            for line in range(row, end):
                for item in range(width):
                    value = body[line, item]
                    given = value != 255  # noqa: PLR2004 -- packing.MISSING
                    points[item] += np.uint16(value) * np.uint16(given)
                    answered[item] += np.uint16(given)
            for item in range(width):
                sums[school, item] += points[item]
                counts[school, item] += answered[item]
            row = end


def leaf_scores(
    sums: NDArray[np.uint32],
    counts: NDArray[np.uint32],
    maximum: NDArray[np.int64],
    weight: NDArray[np.float64],
    leaf: NDArray[np.int64],
    score: NDArray[np.float64],
    answered: NDArray[np.float64],
) -> None:
    """Role score and answered weight per school and leaf (R3).

    ``score`` (0 to 1, NaN without answers) and ``answered`` have one column more than
    leaves, for items that belong to none.
    """
    schools, items = sums.shape
    for school in range(schools):
        score[school, :] = 0.0
        answered[school, :] = 0.0
        for item in range(items):
            count = counts[school, item]
            if count > 0:
                mean = np.float64(sums[school, item]) / np.float64(
                    maximum[item] * np.int64(count)
                )
                score[school, leaf[item]] += weight[item] * mean
                answered[school, leaf[item]] += weight[item]
        for place in range(score.shape[1]):
            if answered[school, place] > 0.0:
                score[school, place] /= answered[school, place]
            else:
                score[school, place] = np.nan


def reach(  # noqa: C901, PLR0912 -- one loop, short cuts keep it cheap
    body: NDArray[np.uint8],
    bounds: NDArray[np.int64],
    counts: NDArray[np.uint32],
    starts: NDArray[np.int64],
    flat: NDArray[np.int64],
    first: NDArray[np.int64],
    valid: NDArray[np.int32],
    n: NDArray[np.int32],
) -> None:
    """Count respondents with an answer anywhere (``valid``) or below a node (``n``).

    Rows are looked at only where no single item was answered by every respondent.
    """
    width = body.shape[1]
    for school in range(len(bounds) - 1):
        rows = bounds[school + 1] - bounds[school]
        most = np.int64(0)
        for item in range(width):
            most = max(most, np.int64(counts[school, item]))
            if most == rows:
                break
        if most < rows:
            rows = np.int64(0)
            for line in range(bounds[school], bounds[school + 1]):
                for item in range(width):
                    if body[line, item] != 255:  # noqa: PLR2004
                        rows += 1
                        break
        valid[school] = rows
        for node in range(len(first)):
            n[school, node] = counts[school, first[node]]
        for node in range(len(first)):
            if n[school, node] == rows or starts[node + 1] - starts[node] == 1:
                continue
            most = np.int64(0)
            for place in range(starts[node], starts[node + 1]):
                most = max(most, np.int64(counts[school, flat[place]]))
                if most == rows:
                    break
            if most < rows:
                most = np.int64(0)
                for line in range(bounds[school], bounds[school + 1]):
                    for place in range(starts[node], starts[node + 1]):
                        if body[line, flat[place]] != 255:  # noqa: PLR2004
                            most += 1
                            break
            n[school, node] = most


def add_role(
    leaves: NDArray[np.int64],
    role_weight: NDArray[np.float64],
    role_score: NDArray[np.float64],
    answered: NDArray[np.float64],
    score: NDArray[np.float64],
    weight: NDArray[np.float64],
    cover: NDArray[np.float64],
) -> None:
    """Add one role's part of the sub-indicators (R4), and its answered weight."""
    for school in range(len(score)):
        for place in range(len(leaves)):
            value = role_score[school, place]
            leaf = leaves[place]
            if not np.isnan(value):
                score[school, leaf] += role_weight[place] * value
                weight[school, leaf] += role_weight[place]
            cover[school, leaf] += answered[school, place]


def add_n(
    nodes: NDArray[np.int64], role_n: NDArray[np.int32], n: NDArray[np.int32]
) -> None:
    """Add one role's respondents to those of the nodes."""
    for school in range(len(n)):
        for place in range(len(nodes)):
            n[school, nodes[place]] += role_n[school, place]


def climb(
    score: NDArray[np.float64],
    weight: NDArray[np.float64],
    parents: NDArray[np.int64],
    starts: NDArray[np.int64],
    children: NDArray[np.int64],
    share: NDArray[np.float64],
) -> None:
    """R5: every parent the weighted mean of its children with a score.

    ``share`` takes the normalised weight of each node in its parent (R8); it may have
    no rows.
    """
    for school in range(len(score)):
        for family in range(len(parents)):
            points = 0.0
            total = 0.0
            for place in range(starts[family], starts[family + 1]):
                child = children[place]
                if not np.isnan(score[school, child]):
                    points += weight[child] * score[school, child]
                    total += weight[child]
            if total > 0.0:
                score[school, parents[family]] = points / total
            else:
                score[school, parents[family]] = np.nan
            if len(share) > 0 and total > 0.0:
                for place in range(starts[family], starts[family + 1]):
                    child = children[place]
                    if not np.isnan(score[school, child]):
                        share[school, child] = weight[child] / total


def add_up(
    value: NDArray[np.float64],
    parents: NDArray[np.int64],
    starts: NDArray[np.int64],
    children: NDArray[np.int64],
) -> None:
    """Every parent the sum of its children."""
    for school in range(len(value)):
        for family in range(len(parents)):
            total = 0.0
            for place in range(starts[family], starts[family + 1]):
                total += value[school, children[place]]
            value[school, parents[family]] = total


def judge(
    score: NDArray[np.float64],
    short: NDArray[np.uint8],
    asked: NDArray[np.uint8],
    tops: NDArray[np.float64],
    sufficient: NDArray[np.bool_],
    level: NDArray[np.int8],
) -> None:
    """R6 and R7. Bits of ``short`` and ``asked`` stand for roles.

    ``short`` has the roles of a school below their minimum, ``asked`` the roles with
    items below a node; ``tops`` the borders between levels.
    """
    for school in range(len(score)):
        for node in range(len(asked)):
            value = score[school, node]
            enough = asked[node] != 0 and (asked[node] & short[school]) == 0
            sufficient[school, node] = enough
            if enough and not np.isnan(value):
                shown = np.floor(value * 100 + 0.5 + 1e-6) / 100
                step = 1
                for top in tops:
                    step += shown > top
                level[school, node] = step


def squares(  # noqa: C901, PLR0912, PLR0913, PLR0917 -- one loop
    body: NDArray[np.uint8],
    bounds: NDArray[np.int64],
    sums: NDArray[np.uint32],
    counts: NDArray[np.uint32],
    answered: NDArray[np.float64],
    worth: NDArray[np.float64],
    maximum: NDArray[np.int64],
    weight: NDArray[np.float64],
    leaf: NDArray[np.int64],
    leaves: NDArray[np.int64],
    share: NDArray[np.float64],
    parent: NDArray[np.int64],
    up: NDArray[np.int64],
    total: NDArray[np.float64],
) -> None:
    """Sum of z_i^2 per school and node (R9).

    ``worth`` (schools x leaves) is what a role score of 1 adds to its sub-indicator;
    ``share`` what a point of a node adds to its parent; ``up`` the role's nodes,
    children first. Items of no leaf have the leaf ``len(leaves)``.
    """
    places = len(up)
    place_of = np.full(share.shape[1], places)
    for place in range(places):
        place_of[up[place]] = place
    above = np.full(places, places)
    for place in range(places):
        if parent[up[place]] >= 0:
            above[place] = place_of[parent[up[place]]]
    home = np.full(len(leaf), places)
    for item in range(len(leaf)):
        if leaf[item] < len(leaves):
            home[item] = place_of[leaves[leaf[item]]]
    slope, centre, part = np.zeros((3, len(leaf)))
    z, squared = np.zeros((2, places + 1))
    lift = np.zeros(places)
    for school in range(len(bounds) - 1):
        for item in range(len(leaf)):
            count = np.float64(counts[school, item])
            if count > 0.0 and home[item] < places:
                whole = answered[school, leaf[item]] * count * maximum[item]
                slope[item] = worth[school, leaf[item]] * weight[item] / whole
                centre[item] = slope[item] * (sums[school, item] / count)
            else:
                slope[item] = 0.0
                centre[item] = 0.0
        for place in range(places):
            lift[place] = share[school, up[place]]
        squared[:] = 0.0
        for line in range(bounds[school], bounds[school + 1]):
            for item in range(len(leaf)):
                value = body[line, item]
                known = np.float64(value != 255)  # noqa: PLR2004
                part[item] = (slope[item] * np.float64(value) - centre[item]) * known
            z[:] = 0.0
            for item in range(len(leaf)):
                z[home[item]] += part[item]
            for place in range(places):
                z[above[place]] += lift[place] * z[place]
            for place in range(places):
                squared[place] += z[place] * z[place]
        for place in range(places):
            total[school, up[place]] += squared[place]


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
            for place in range(len(shares)):
                low = int(np.floor((k - 1) * shares[place]))
                ranks[2 * place] = low
                ranks[2 * place + 1] = min(low + 1, k - 1)
            if k <= 32:  # noqa: PLR2004 -- measured
                for place in range(1, k):
                    value = sample[place]
                    hole = place
                    while hole > 0 and sample[hole - 1] > value:
                        sample[hole] = sample[hole - 1]
                        hole -= 1
                    sample[hole] = value
                for place in range(len(ranks)):
                    picked[place] = sample[ranks[place]]
            else:
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
                height = (k - 1) * shares[place]
                low_value = picked[2 * place]
                quantiles[group, first + row, place] = low_value + (
                    height - np.floor(height)
                ) * (picked[2 * place + 1] - low_value)


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


@cache
def loops() -> Loops:
    """The compiled loops, or their NumPy twins without Numba or where not wanted.

    ``SAKAGURU_NO_JIT=1`` asks for the twins. Compiled code is cached on disk.
    """
    if os.environ.get("SAKAGURU_NO_JIT") == "1":
        return in_numpy()
    try:
        import numba  # noqa: PLC0415 -- web processes must never load it
    except ImportError:
        return in_numpy()
    compiled: Any = numba.njit(cache=True, nogil=True)
    return Loops(*(compiled(loop) for loop in as_written()))


def as_written() -> Loops:
    """The loops as Python runs them: slow, for tests."""
    return Loops(*(globals()[name] for name in Loops._fields))


def in_numpy() -> Loops:
    return Loops(*(getattr(plain, name) for name in Loops._fields))
