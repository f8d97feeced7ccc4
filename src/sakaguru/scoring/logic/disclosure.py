"""What may be shown so that nobody's answers can be found out (R15).

Pages, prints and sheets all take their figures from here. Which scores of schools, and
which regions, are hidden from everybody is found by `engine.disclosure` when they are
computed; here is what depends on who looks: what they know already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

ROLE_BOUNDS = {"GS": 5, "SS": 10, "MT": 5}
"""Respondents from which a role's figure may be shown; others speak for an office."""
SCHOOLS_BOUND = 5
"""Counted schools from which a region is shown to those who may not see schools."""


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


def shown_counts(counts: Sequence[int]) -> list[bool]:
    """Say which of nested groups of schools may be shown, smallest first.

    Beside what `engine.disclosure.hidden_regions` hides from everybody. The first
    count is what the viewer knows anyway (the own school, or nothing). A
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
