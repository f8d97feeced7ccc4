"""How closely a hidden figure can be told from what is shown around it (R15).

A reader who knows what the offices and the data say, and every score that is shown,
knows an interval for each hidden figure. Scores form a tree of means, so one pass up
and one down give these intervals exactly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sakaguru.engine.roles import PERSONAL, ROLES

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from sakaguru.engine.framework import Framework
    from sakaguru.engine.scores import SchoolScores

    Floats = NDArray[np.float64]
    Masks = NDArray[np.bool_]

WIDE = 0.2
"""Share of the scale that an interval must span: 20 points of a hundred."""
ROUNDING = 1e-9
"""By how much an interval of just that width may come out narrower."""
AT_ONCE = 2_000
"""Schools looked at together."""


class Said(NamedTuple):
    """What people said about the sub-indicators of some schools: rows x leaves.

    ``own`` and ``others`` are weights of a personal role and of those beside it;
    ``small`` says where that role is below its bound. Roles come first.
    """

    known: Floats
    weight: Floats
    own: Floats
    others: Floats
    small: Masks


def widen(
    scores: SchoolScores,
    points: Floats,
    hidden: Masks,
    few: Masks,
    telling: Masks,
    complement: Callable[[Framework, Masks, Masks], Masks],
) -> Masks:
    """Hide more scores until each small role's figure spans enough of the scale.

    The sub-indicator itself first, then a sibling, then what stands above, and so on
    up. Where nothing more can be hidden, all that could tell it is.

    Args:
        scores: of all schools.
        points: the scores of roles: schools x roles x sub-indicators.
        hidden: schools x nodes, hidden already.
        few: schools x roles x nodes, where a personal role is below its bound.
        telling: nodes with a score below which a person answered.
        complement: hides what else must be once something is.
    """
    leaves = scores.framework.subindicators
    concerned = np.flatnonzero(few[:, :, leaves].any(axis=(1, 2)))
    for first in range(0, len(concerned), AT_ONCE):
        rows = concerned[first : first + AT_ONCE]
        said = _said(scores.framework, points[rows], few[rows])
        while len(rows):
            narrow = _narrow(scores, said, hidden[rows], telling[rows], rows)
            more = _hide_one_more(scores.framework, hidden, telling, rows, narrow)
            keep = np.flatnonzero(more)
            rows, said = rows[keep], _chosen(said, keep)
            hidden[rows] = complement(scores.framework, hidden[rows], telling[rows])
    return hidden


def _said(framework: Framework, points: Floats, few: Masks) -> Said:
    weight = np.where(
        np.isnan(points), 0.0, framework.role_weight[framework.subindicators].T[None]
    )
    personal = [ROLES.index(role) for role in PERSONAL]
    offices = [place for place in range(len(ROLES)) if place not in personal]
    own = weight[:, personal].transpose(1, 0, 2)
    small = few[:, personal][:, :, framework.subindicators].transpose(1, 0, 2)
    return Said(
        known=(weight * np.nan_to_num(points))[:, offices].sum(axis=1),
        weight=weight.sum(axis=1),
        own=own,
        others=own.sum(axis=0)[None] - own,
        small=small & (own > 0),
    )


def _chosen(said: Said, keep: NDArray[np.int64]) -> Said:
    return Said(
        said.known[keep],
        said.weight[keep],
        said.own[:, keep],
        said.others[:, keep],
        said.small[:, keep],
    )


def _narrow(
    scores: SchoolScores,
    said: Said,
    hidden: Masks,
    telling: Masks,
    rows: NDArray[np.int64],
) -> Masks:
    """Rows x leaves at which some small role's figure is told too closely."""
    framework, top = scores.framework, scores.framework.scale
    enough = (WIDE - ROUNDING) * top
    low, high = _bounds(scores, said, hidden, telling, rows)
    leaves = framework.subindicators
    people_low = low[:, leaves] * said.weight - said.known
    people_high = high[:, leaves] * said.weight - said.known
    with np.errstate(invalid="ignore", divide="ignore"):
        lowest = np.maximum(0.0, (people_low - top * said.others) / said.own)
        highest = np.minimum(top, people_high / said.own)
        return np.asarray(
            (said.small & (highest - lowest < enough)).any(axis=0), np.bool_
        )


def _bounds(
    scores: SchoolScores,
    said: Said,
    hidden: Masks,
    telling: Masks,
    rows: NDArray[np.int64],
) -> tuple[Floats, Floats]:
    """The interval of each score: rows x nodes. What nobody hides is one point."""
    framework = scores.framework
    score = np.nan_to_num(scores.score[rows])
    secret = hidden & telling
    low, high = score.copy(), score.copy()
    leaves = framework.subindicators
    room = framework.scale * said.own.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        lowest, highest = said.known / said.weight, (said.known + room) / said.weight
    low[:, leaves] = np.where(secret[:, leaves], lowest, low[:, leaves])
    high[:, leaves] = np.where(secret[:, leaves], highest, high[:, leaves])
    present = ~np.isnan(scores.score[rows])
    families = [
        (
            parent,
            children,
            np.where(present[:, children], framework.weight[children], 0),
        )
        for parent, children in framework.climb
        if len(children)
    ]
    for parent, children, share in families:
        total = np.maximum(share.sum(axis=1), 1e-12)
        for bound in (low, high):
            mean = (share * bound[:, children]).sum(axis=1) / total
            bound[:, parent] = np.where(secret[:, parent], mean, bound[:, parent])
    for parent, children, share in reversed(families):
        least, most = _left_over(low, high, parent, children, share)
        here = secret[:, children]
        low[:, children] = np.where(
            here, np.fmax(low[:, children], least), low[:, children]
        )
        high[:, children] = np.where(
            here, np.fmin(high[:, children], most), high[:, children]
        )
    return low, high


def _left_over(
    low: Floats, high: Floats, parent: int, children: NDArray[np.int64], share: Floats
) -> tuple[Floats, Floats]:
    """What the parent and the siblings leave to each child, at least and at most."""
    total = share.sum(axis=1, keepdims=True)
    lows, highs = share * low[:, children], share * high[:, children]
    least = total * low[:, [parent]] - highs.sum(axis=1, keepdims=True) + highs
    most = total * high[:, [parent]] - lows.sum(axis=1, keepdims=True) + lows
    with np.errstate(invalid="ignore", divide="ignore"):
        return least / share, most / share


def _hide_one_more(
    framework: Framework,
    hidden: Masks,
    telling: Masks,
    rows: NDArray[np.int64],
    narrow: Masks,
) -> Masks:
    """Hide one score for the first narrow leaf of each row; says where it was done.

    There always is one: with all scores hidden, every figure may be anything.
    """
    done: Masks = np.asarray(narrow.any(axis=1))
    families = {int(c): (int(p), cs) for p, cs in framework.climb for c in cs}
    for place in np.flatnonzero(done):
        row, leaf = rows[place], framework.subindicators[narrow[place].argmax()]
        shown = telling[row] & ~hidden[row]
        near = _nearest(families, int(leaf))
        hidden[row, next(node for node in near if shown[node])] = True
    return done


def _nearest(
    families: dict[int, tuple[int, NDArray[np.int64]]], leaf: int
) -> list[int]:
    """The leaf itself, its siblings, what stands above, its siblings, up to the top."""
    near, node = [leaf], leaf
    while node in families:
        node, children = families[node]
        near += [*children.tolist(), node]
    return near
