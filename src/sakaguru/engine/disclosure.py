"""What may be shown: rule R15, at the last step and never in the store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sakaguru.engine.intervals import widen
from sakaguru.engine.roles import PERSONAL, ROLES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sakaguru.engine.framework import Framework
    from sakaguru.engine.scores import SchoolScores

LOWEST = 5
"""No bound may be set below."""


@dataclass(frozen=True)
class Bounds:
    """From how many respondents, or counted schools, a figure is shown.

    Raises:
        ValueError: a bound below 5.
    """

    pupils: int = 10
    teachers: int = 5
    parents: int = 5
    schools: int = 5

    def __post_init__(self) -> None:
        if min(self.pupils, self.teachers, self.parents, self.schools) < LOWEST:
            raise ValueError(f"bounds go from {LOWEST} up")

    def of_role(self, role: str) -> int:
        """0 for roles that answer for their office."""
        bounds = {"SS": self.pupils, "GS": self.teachers, "MT": self.parents}
        return bounds.get(role, 0)


@dataclass(frozen=True, eq=False)
class HiddenFigures:
    """What of the schools' figures is hidden: schools x nodes."""

    roles: NDArray[np.bool_]
    """The figures of all roles at the node."""
    composite: NDArray[np.bool_]
    """The node's score, its error and its level."""


def hidden_figures(scores: SchoolScores, bounds: Bounds) -> HiddenFigures:
    """Find what must not be shown about schools.

    - Role figures of a node are hidden where a personal role has fewer respondents
      below it than its bound, and at all nodes above: else the hidden one could be
      found from its siblings.
    - A sub-indicator's score is hidden where it tells a hidden figure to somebody who
      knows what the offices and the data say: only one personal role speaks and is
      below its bound, or no personal role has two respondents. Then so many siblings,
      or parents, are hidden that none of them follows from what is shown
      (complementary suppression); scores of offices and data alone protect nothing.
    - Where a score is hidden, so are the figures of roles: it is their mean.
    - More is hidden where the shown scores would tell a hidden role's figure within
      less than 20 points of a hundred (`engine.intervals`): of two small groups that
      both say nearly the best, or the worst, the score tells both.

    Returns:
        Masks over schools and nodes; True is hidden.

    Raises:
        ValueError: the scores came without figures of single roles.
    """
    if scores.role_n is None or scores.role_score is None:
        raise ValueError("role figures were not computed")
    few = np.zeros_like(scores.role_n, np.bool_)
    for role in PERSONAL:
        place = ROLES.index(role)
        n = scores.role_n[:, place]
        few[:, place] = (n > 0) & (n < bounds.of_role(role))
    leaves = scores.framework.subindicators
    composite = np.zeros_like(scores.score, np.bool_)
    personal = scores.role_n[:, [ROLES.index(role) for role in PERSONAL]]
    below = np.asarray(few[:, :, leaves].any(axis=1))
    composite[:, leaves] = _telling(personal[:, :, leaves], below)
    telling = ~np.isnan(scores.score) & (personal > 0).any(axis=1)
    composite = _complement(scores.framework, composite, telling)
    points = scores.role_score
    composite = widen(scores, points, composite, few, telling, _complement)
    roles: NDArray[np.bool_] = np.asarray(few.any(axis=1) | composite)
    for parent, children in scores.framework.climb:
        roles[:, parent] |= roles[:, children].any(axis=1)
    return HiddenFigures(roles, composite)


def _telling(personal: NDArray[np.int32], few: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Where a sub-indicator's score tells a hidden figure: schools x leaves.

    Args:
        personal: respondents, schools x personal roles x leaves.
        few: whether a personal role is below its bound there.
    """
    speaking = (personal > 0).sum(axis=1)
    one_person = (speaking > 0) & (personal.max(axis=1) == 1)
    return np.asarray(few & (speaking == 1) | one_person)


def _complement(
    framework: Framework, hidden: NDArray[np.bool_], telling: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Hide more nodes until no hidden score follows from its parent and siblings.

    A shown parent has no hidden child or two; a hidden parent has at least one. Only
    ``telling`` nodes count, below which a person answered: the others are known.
    """
    hidden = hidden & telling
    families = [family for family in framework.climb if len(family[1])]
    for parent, children in families:
        lone = telling[:, children].sum(axis=1) == 1
        hidden[:, parent] |= lone & hidden[:, children].any(axis=1)
    for parent, children in reversed(families):  # never is more than one missing
        missing = np.where(hidden[:, parent], 1, 2) - hidden[:, children].sum(axis=1)
        concerned = hidden[:, parent] | hidden[:, children].any(axis=1)
        free = telling[:, children] & ~hidden[:, children]
        rows = np.flatnonzero(concerned & (missing > 0) & free.any(axis=1))
        hidden[rows, children[free[rows].argmax(axis=1)]] = True
    return hidden


def hidden_regions(
    counted: list[NDArray[np.int64]],
    parents: list[NDArray[np.int64]],
    bound: int = LOWEST,
) -> list[NDArray[np.bool_]]:
    """Find the regions' figures that viewers without sight of the schools must not see.

    A figure over fewer counted schools than the bound is hidden; then so many of its
    neighbours that neither it nor the sum of the hidden ones, when that is still below
    the bound, follows from the figure of the region above. Nor does a sum over so few
    schools follow across tiers, where something hidden has shown parts of its own.

    Args:
        counted: per tier, from the top down: regions x nodes.
        parents: for each tier but the first: the region above of each region, -1
            none. Schools of the region above that lie in no region of this tier count
            as a hidden region of their own.
        bound: counted schools from which a figure is shown.

    Returns:
        Per tier a mask, regions x nodes; True is hidden.
    """
    hidden = [(tier > 0) & (tier < bound) for tier in counted]
    for depth, above in enumerate(parents, start=1):
        for parent in range(len(counted[depth - 1])):
            children = np.flatnonzero(above == parent)
            hidden[depth][children] = _protected_family(
                counted[depth - 1][parent],
                hidden[depth - 1][parent],
                counted[depth][children],
                hidden[depth][children],
                bound,
            )
    while _hide_behind_thin_rests(counted, parents, hidden, bound):
        pass
    return hidden


def _hide_behind_thin_rests(
    counted: list[NDArray[np.int64]],
    parents: list[NDArray[np.int64]],
    hidden: list[NDArray[np.bool_]],
    bound: int,
) -> bool:
    """Hide a figure below each shown one of which too few schools are left.

    What is left of a shown region once all shown figures below it are taken away is
    the least that can be found of it: sums of such rests are all that can be found.
    """
    below = np.zeros_like(counted[-1])
    for depth in range(len(counted) - 1, -1, -1):
        rest = counted[depth] - below
        thin = ~hidden[depth] & (rest != 0) & (rest < bound)
        for region, node in np.argwhere(thin):
            lower, one = _smallest_shown(counted, parents, hidden, depth, region, node)
            hidden[lower][one, node] = True
        if thin.any():
            return True
        if depth:
            inside = np.where(hidden[depth], below, counted[depth])
            lies = parents[depth - 1] >= 0
            below = np.zeros_like(counted[depth - 1])
            np.add.at(below, parents[depth - 1][lies], inside[lies])
    return False


def _smallest_shown(
    counted: list[NDArray[np.int64]],
    parents: list[NDArray[np.int64]],
    hidden: list[NDArray[np.bool_]],
    depth: int,
    region: int,
    node: int,
) -> tuple[int, int]:
    """Depth and place of the region with the fewest schools among the shown below."""
    shown, inside = [], np.array([region])
    for lower in range(depth + 1, len(counted)):
        inside = np.flatnonzero(np.isin(parents[lower - 1], inside))
        secret = hidden[lower][inside, node]
        sizes = counted[lower][inside, node]
        some = ~secret & (sizes != 0)
        places = zip(sizes[some].tolist(), inside[some].tolist(), strict=True)
        shown += [(size, lower, one) for size, one in places]
        inside = inside[secret]
    return min(shown)[1:]


def _protected_family(
    whole: NDArray[np.int64],
    whole_hidden: NDArray[np.bool_],
    counted: NDArray[np.int64],
    hidden: NDArray[np.bool_],
    bound: int,
) -> NDArray[np.bool_]:
    """Hide children, fewest schools first, until the family gives nothing away."""
    hidden = hidden.copy()
    rest = whole - counted.sum(axis=0)
    for _ in range(len(counted)):
        behind = np.where(hidden, counted, 0).sum(axis=0) + rest
        unknown = (hidden & (counted > 0)).sum(axis=0) + (rest > 0)
        safe = np.where(
            whole_hidden,
            unknown >= 1,
            (unknown == 0) | (behind >= bound) & (unknown > 1),
        )
        safe |= (unknown == 1) & (rest >= bound) & ~whole_hidden
        free = ~hidden & (counted > 0)
        nodes = np.flatnonzero(~safe & free.any(axis=0))
        if not len(nodes):
            break
        size = np.where(free[:, nodes], counted[:, nodes], np.iinfo(np.int64).max)
        hidden[size.argmin(axis=0), nodes] = True
    return hidden


def follows(equations: list[list[int]], hidden: set[int]) -> set[int]:
    """The hidden figures that a clever reader finds from sums of shown ones.

    Each equation lists the figures that add up (one of them the sum of the others).
    Exact: by elimination over rational numbers of the hidden figures' equations.
    """
    places = sorted(hidden)
    if not places or not equations:
        return set()
    rows = np.array(
        [
            [(-1.0 if place == eq[0] else 1.0) * (place in eq) for place in places]
            for eq in equations
        ]
    )
    rank = np.linalg.matrix_rank(rows)
    return {
        place
        for column, place in enumerate(places)
        if np.linalg.matrix_rank(np.vstack([rows, np.eye(len(places))[column]])) == rank
    }


def may_follow(
    before: NDArray[np.int64], after: NDArray[np.int64], bound: int = LOWEST
) -> bool:
    """R16b: two publications of a school differ by 5 of a protected role, or by none.

    ``before`` and ``after`` hold the respondents per role, in the order of ``ROLES``.
    """
    personal = [ROLES.index(role) for role in PERSONAL]
    change = np.abs(after - before)[personal]
    return bool(((change == 0) | (change >= bound)).all())
