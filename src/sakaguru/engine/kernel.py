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

from sakaguru.engine import plain, plain_alone
from sakaguru.engine.kernel_alone import count_alone, spread_alone
from sakaguru.engine.kernel_errors import squares
from sakaguru.engine.kernel_quality import most_common, twins
from sakaguru.engine.kernel_regions import add_groups, few, hold, many, spread_groups

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
    settle: Callable[..., None]
    climb: Callable[..., None]
    add_up: Callable[..., None]
    judge: Callable[..., None]
    squares: Callable[..., None]
    hold: Callable[..., None]
    add_groups: Callable[..., None]
    spread_groups: Callable[..., None]
    few: Callable[..., None]
    many: Callable[..., None]
    count_alone: Callable[..., None]
    spread_alone: Callable[..., None]
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
    several = np.zeros(len(first), np.int64)
    count = 0
    for node in range(len(first)):
        if starts[node + 1] - starts[node] > 1:
            several[count] = node
            count += 1
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
        for one in range(count):
            node = several[one]
            if n[school, node] == rows:
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


def settle(
    leaves: NDArray[np.int64],
    scale: float,
    weight: NDArray[np.float64],
    score: NDArray[np.float64],
) -> None:
    """R4: divide what the roles added up by their weight; NaN without any."""
    for school in range(len(score)):
        for leaf in leaves:
            if weight[school, leaf] > 0.0:
                score[school, leaf] = scale * score[school, leaf] / weight[school, leaf]
            else:
                score[school, leaf] = np.nan


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
    return Loops(
        tally=tally,
        leaf_scores=leaf_scores,
        reach=reach,
        add_role=add_role,
        add_n=add_n,
        settle=settle,
        climb=climb,
        add_up=add_up,
        judge=judge,
        squares=squares,
        hold=hold,
        add_groups=add_groups,
        spread_groups=spread_groups,
        few=few,
        many=many,
        count_alone=count_alone,
        spread_alone=spread_alone,
        most_common=most_common,
        twins=twins,
    )


def in_numpy() -> Loops:
    twin = {**vars(plain), **vars(plain_alone)}
    return Loops(*(twin[name] for name in Loops._fields))
