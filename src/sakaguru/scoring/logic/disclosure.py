"""What may be shown so that nobody's answers can be found out (R15).

The one place for it: pages, prints and sheets all take their figures from here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

ROLE_BOUNDS = {"GS": 5, "SS": 10, "MT": 5}
"""Respondents from which a figure about a role may be shown; others speak for an office."""
SCHOOLS_BOUND = 5
"""Counted schools from which a region's figure is shown to those who may not see them."""


class RoleFigure(NamedTuple):
    """The figure of one role on a node, in points, and its respondents there."""

    role: str
    score: float | None
    n: int


def is_suppressed(figure: RoleFigure) -> bool:
    """Whether this role's figure alone would say too much about single people."""
    return figure.score is not None and 0 <= figure.n < ROLE_BOUNDS.get(figure.role, 0)


def roles_hidden(figures: Sequence[RoleFigure]) -> bool:
    """Whether all role figures of a node are to be hidden, as one of them must be."""
    return any(is_suppressed(figure) for figure in figures)


def is_exposed(figures: Sequence[RoleFigure]) -> bool:
    """Whether even the node's own score must be hidden.

    Where a single role scores a node, the node's score is that role's figure.
    """
    scored = [figure for figure in figures if figure.score is not None]
    return len(scored) == 1 and is_suppressed(scored[0])


def hidden_nodes(
    figures: Mapping[str, Sequence[RoleFigure]], parents: Mapping[str, str]
) -> set[str]:
    """Name the nodes whose score is hidden, so that none follows from the others.

    A parent is the mean of its children: if one child must be hidden and its siblings
    were shown, it could be calculated. So siblings are shown all or not at all. A node
    all of whose answers come from one small role is hidden at any height.

    Args:
        figures: role figures of each sub-indicator.
        parents: parent of every node; the total has none.
    """
    below = _roles_below(figures, parents)
    exposed = {node for node, merged in below.items() if is_exposed(merged)}
    families = {parents[node] for node in exposed if node in parents}
    return exposed | {node for node, parent in parents.items() if parent in families}


def _roles_below(
    figures: Mapping[str, Sequence[RoleFigure]], parents: Mapping[str, str]
) -> dict[str, list[RoleFigure]]:
    """Gather, for every node, each role that scores something below it.

    The largest n below stands for the role: somebody who answered one question of
    the node has answered below it, so the true n is never smaller.
    """
    largest: dict[str, dict[str, int]] = {}
    for leaf, given in figures.items():
        for node in _line(leaf, parents):
            known = largest.setdefault(node, {})
            for figure in given:
                if figure.score is not None:
                    known[figure.role] = max(known.get(figure.role, 0), figure.n)
    return {
        node: [RoleFigure(role, 0.0, n) for role, n in known.items()]
        for node, known in largest.items()
    }


def _line(node: str, parents: Mapping[str, str]) -> list[str]:
    line = [node]
    while line[-1] in parents:
        line.append(parents[line[-1]])
    return line


def shown_counts(counts: Sequence[int]) -> list[bool]:
    """Say which of nested groups of schools may be shown, smallest first.

    The first count is what the viewer knows anyway (the own school, or nothing). A
    group is shown when it holds enough counted schools, and when taking away what is
    shown already leaves none or enough.
    """
    shown: list[bool] = []
    inner = counts[0] if counts else 0
    for place, count in enumerate(counts):
        if place == 0:
            shown.append(True)
            continue
        rest = count - inner
        allowed = count >= SCHOOLS_BOUND and (rest == 0 or rest >= SCHOOLS_BOUND)
        shown.append(allowed)
        inner = count if allowed else inner
    return shown


def segments_shown(counted: Collection[int]) -> bool:
    """Whether the parts of a shown whole may be shown: each empty or large enough."""
    return all(count == 0 or count >= SCHOOLS_BOUND for count in counted)
