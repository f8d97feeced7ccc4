"""The loops of `kernel.py` in NumPy: same operations, same order, same bytes."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from sakaguru.engine.packing import MISSING

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEW = 32
"""Schools of a group whose scores are sorted all together."""


def add_runs(values: NDArray[Any], bounds: NDArray[np.int64]) -> NDArray[Any]:
    """Sum over each run of rows; an empty run gives 0. Whole numbers become 64 bits."""
    kind = np.float64 if values.dtype.kind == "f" else np.int64
    total = np.zeros((len(bounds) - 1, *values.shape[1:]), kind)
    filled = np.flatnonzero(np.diff(bounds))
    if len(filled):
        rows = values[: bounds[-1]]
        total[filled] = np.add.reduceat(rows, bounds[filled], axis=0, dtype=kind)
    return total


def tally(
    body: NDArray[np.uint8],
    bounds: NDArray[np.int64],
    sums: NDArray[np.uint32],
    counts: NDArray[np.uint32],
) -> None:
    given = body != MISSING
    sums += add_runs(np.where(given, body, 0).astype(np.uint32), bounds).astype(
        np.uint32
    )
    counts += add_runs(given.astype(np.uint32), bounds).astype(np.uint32)


def leaf_scores(
    sums: NDArray[np.uint32],
    counts: NDArray[np.uint32],
    maximum: NDArray[np.int64],
    weight: NDArray[np.float64],
    leaf: NDArray[np.int64],
    score: NDArray[np.float64],
    answered: NDArray[np.float64],
) -> None:
    score[:] = 0.0
    answered[:] = 0.0
    for item, place in enumerate(leaf):
        given = counts[:, item] > 0
        mean = sums[given, item] / (
            maximum[item] * counts[given, item].astype(np.int64)
        )
        score[given, place] += weight[item] * mean
        answered[given, place] += weight[item]
    some = answered > 0.0
    score[some] /= answered[some]
    score[~some] = np.nan


def reach(
    body: NDArray[np.uint8],
    bounds: NDArray[np.int64],
    counts: NDArray[np.uint32],  # noqa: ARG001 -- the compiled loop's short cut
    starts: NDArray[np.int64],
    flat: NDArray[np.int64],
    first: NDArray[np.int64],  # noqa: ARG001 -- likewise
    valid: NDArray[np.int32],
    n: NDArray[np.int32],
) -> None:
    given = body != MISSING
    valid[:] = add_runs(given.any(axis=1).astype(np.int32), bounds)
    for node in range(len(starts) - 1):
        items = flat[starts[node] : starts[node + 1]]
        n[:, node] = add_runs(given[:, items].any(axis=1).astype(np.int32), bounds)


def add_role(
    leaves: NDArray[np.int64],
    role_weight: NDArray[np.float64],
    role_score: NDArray[np.float64],
    answered: NDArray[np.float64],
    score: NDArray[np.float64],
    weight: NDArray[np.float64],
    cover: NDArray[np.float64],
) -> None:
    role_score = role_score[:, : len(leaves)]
    given = ~np.isnan(role_score)
    score[:, leaves] += np.where(given, role_weight * role_score, 0.0)
    weight[:, leaves] += np.where(given, role_weight, 0.0)
    cover[:, leaves] += answered[:, : len(leaves)]


def add_n(
    nodes: NDArray[np.int64], role_n: NDArray[np.int32], n: NDArray[np.int32]
) -> None:
    n[:, nodes] += role_n


def settle(
    leaves: NDArray[np.int64],
    scale: float,
    weight: NDArray[np.float64],
    score: NDArray[np.float64],
) -> None:
    some = weight[:, leaves] > 0.0
    with np.errstate(invalid="ignore"):
        points = scale * score[:, leaves] / weight[:, leaves]
    score[:, leaves] = np.where(some, points, np.nan)


def climb(
    score: NDArray[np.float64],
    weight: NDArray[np.float64],
    parents: NDArray[np.int64],
    starts: NDArray[np.int64],
    children: NDArray[np.int64],
    share: NDArray[np.float64],
) -> None:
    for parent, (first, last) in zip(parents, pairwise(starts.tolist()), strict=True):
        family = children[first:last]
        points = np.zeros(len(score))
        total = np.zeros(len(score))
        for child in family:
            given = ~np.isnan(score[:, child])
            points += np.where(given, weight[child] * score[:, child], 0.0)
            total += np.where(given, weight[child], 0.0)
        some = total > 0.0
        score[:, parent] = np.nan
        score[some, parent] = points[some] / total[some]
        for child in family if len(share) else ():
            given = ~np.isnan(score[:, child])
            share[given, child] = weight[child] / total[given]


def add_up(
    value: NDArray[np.float64],
    parents: NDArray[np.int64],
    starts: NDArray[np.int64],
    children: NDArray[np.int64],
) -> None:
    for parent, (first, last) in zip(parents, pairwise(starts.tolist()), strict=True):
        value[:, parent] = 0.0
        for child in children[first:last]:
            value[:, parent] += value[:, child]


def judge(
    score: NDArray[np.float64],
    short: NDArray[np.uint8],
    asked: NDArray[np.uint8],
    tops: NDArray[np.float64],
    sufficient: NDArray[np.bool_],
    level: NDArray[np.int8],
) -> None:
    sufficient[:] = (asked != 0) & ((asked & short[:, None]) == 0)
    shown = np.floor(score * 100 + 0.5 + 1e-6) / 100
    step = np.searchsorted(tops, shown, side="left") + 1
    level[:] = np.where(sufficient & ~np.isnan(score), step, 0)


def squares(  # noqa: PLR0913, PLR0917 -- the twin's arguments
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
    school = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
    z = np.zeros((share.shape[1], len(body)))
    for item in np.flatnonzero(leaf < len(leaves)):
        place = leaf[item]
        count = counts[:, item].astype(np.float64)
        with np.errstate(invalid="ignore", divide="ignore"):
            worth = points[place] / given[:, leaves[place]]
            whole = answered[:, place] * count * maximum[item]
            slope = worth * weight[item] / whole
            centre = slope * (sums[:, item] / count)
        value = body[:, item]
        part = slope[school] * value - centre[school]
        z[leaves[place]] += np.where(value != MISSING, part, 0.0)
    for node in up:
        if wanted[node]:
            squared = _sums(school, z[node] * z[node], len(total))
            total[:, node] += factor * squared
        if parent[node] >= 0:
            z[parent[node]] += share[school, node] * z[node]


def hold(
    score: NDArray[np.float64],
    level: NDArray[np.int8],
    schools: NDArray[np.int64],
    first: int,
    held: NDArray[np.float64],
    step: NDArray[np.int8],
    home: NDArray[np.uint16],  # noqa: ARG001 -- the compiled loop's bins
    top: float,  # noqa: ARG001 -- likewise
) -> None:
    wide = min(held.shape[1], score.shape[1] - first)
    here = slice(first, first + wide)
    step[:, wide:] = 0
    step[:, :wide] = level[schools, here]
    held[:, wide:] = np.nan
    held[:, :wide] = np.where(step[:, :wide] > 0, score[schools, here], np.nan)


def add_groups(  # noqa: PLR0913, PLR0917 -- the twin's arguments
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
    groups = len(total)
    for group in member.T:
        for row in range(held.shape[1]):
            use = (group >= 0) & ~np.isnan(held[:, row])
            total[:, row] += _sums(group[use], held[use, row], groups)
            np.add.at(levels, (group[use], step[use, row] - 1, row), 1)
            if len(se) and use.any():
                own = se[schools, first + row]
                use &= ~np.isnan(own)
                known[:, row] += np.bincount(group[use], minlength=groups)
                error[:, row] += _sums(group[use], own[use] * own[use], groups)


def spread_groups(
    held: NDArray[np.float64],
    member: NDArray[np.int32],
    mean: NDArray[np.float64],
    squared: NDArray[np.float64],
) -> None:
    for group in member.T:
        for row in range(held.shape[1]):
            use = (group >= 0) & ~np.isnan(held[:, row])
            gap = held[use, row] - mean[group[use], row]
            squared[:, row] += _sums(group[use], gap * gap, len(squared))


def few(
    held: NDArray[np.float64],
    order: NDArray[np.int32],
    starts: NDArray[np.int64],
    counted: NDArray[np.int32],
    shares: NDArray[np.float64],
    first: int,
    quantiles: NDArray[np.float64],
) -> None:
    small = np.diff(starts) <= FEW
    _type_7(held.T, order, starts, small, counted, shares, first, quantiles)


def many(
    held: NDArray[np.float64],
    home: NDArray[np.uint16],  # noqa: ARG001 -- the compiled loop's bins
    order: NDArray[np.int32],
    starts: NDArray[np.int64],
    counted: NDArray[np.int32],
    shares: NDArray[np.float64],
    first: int,
    quantiles: NDArray[np.float64],
) -> None:
    large = np.diff(starts) > FEW
    _type_7(held.T, order, starts, large, counted, shares, first, quantiles)


def _type_7(
    series: NDArray[np.float64],
    order: NDArray[np.int32],
    starts: NDArray[np.int64],
    wanted: NDArray[np.bool_],
    counted: NDArray[np.int32],
    shares: NDArray[np.float64],
    first: int,
    quantiles: NDArray[np.float64],
) -> None:
    """Fill in the quantiles of the wanted groups."""
    group = np.repeat(np.arange(len(wanted)), np.diff(starts))
    mine = wanted[group]
    group, rows = group[mine], order[mine]
    for row, node in enumerate(range(first, min(first + 16, quantiles.shape[1]))):
        value = series[row, rows]
        there = ~np.isnan(value)
        k = np.where(wanted, counted[:, row], 0).astype(np.int64)
        found = _quantiles(group[there], value[there], k, shares)
        quantiles[wanted, node] = found[wanted]


def _sums(
    home: NDArray[np.int64], value: NDArray[np.float64], groups: int
) -> NDArray[np.float64]:
    """Sum per group, one value after the other: `bincount` adds in order."""
    return np.bincount(home, weights=value, minlength=groups).astype(np.float64)


def _quantiles(
    home: NDArray[np.int64],
    value: NDArray[np.float64],
    k: NDArray[np.int64],
    shares: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Type 7: linear between order statistics; NaN for an empty group."""
    ordered = np.append(value[np.lexsort((value, home))], np.nan)
    begin = np.concatenate([[0], np.cumsum(k)[:-1]])
    height = np.maximum(k - 1, 0)[:, None] * shares
    low = np.floor(height).astype(np.int64)
    high = np.minimum(low + 1, np.maximum(k - 1, 0)[:, None])
    empty = (k == 0)[:, None]
    low_value = ordered[np.where(empty, -1, begin[:, None] + low)]
    high_value = ordered[np.where(empty, -1, begin[:, None] + high)]
    return np.asarray(low_value + (height - low) * (high_value - low_value))


def most_common(
    body: NDArray[np.uint8],
    kinds: NDArray[np.int64],
    count: int,
    most: NDArray[np.int64],
) -> None:
    given = body != MISSING
    kind = np.where(
        given, kinds[np.arange(body.shape[1]), np.where(given, body, 0)], -1
    )
    for one in range(count):
        np.maximum(most, np.count_nonzero(kind == one, axis=1), out=most)


def twins(
    body: NDArray[np.uint8],
    bounds: NDArray[np.int64],
    straight: NDArray[np.bool_],
    pairs: NDArray[np.int64],
    share: NDArray[np.float64],
) -> int:
    found = 0
    for start, end in pairwise(bounds.tolist()):
        rows = start + np.flatnonzero(~straight[start:end])
        for place, one in enumerate(rows.tolist()):
            others = rows[place + 1 :]
            both = (body[one] != MISSING) & (body[others] != MISSING)
            common = np.count_nonzero(both, axis=1)
            equal = np.count_nonzero(both & (body[one] == body[others]), axis=1)
            alike = np.flatnonzero((common >= 20) & (equal * 100 >= common * 97))  # noqa: PLR2004
            room = alike[: max(0, len(pairs) - found)]
            here = slice(found, found + len(room))
            pairs[here, 0] = one
            pairs[here, 1] = others[room]
            share[here] = equal[room] / common[room]
            found += len(alike)
    return found
