"""What a school's report card says, node by node, after disclosure control."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from math import isnan
from typing import TYPE_CHECKING, NamedTuple

from sakaguru.scoring.logic.disclosure import RoleFigure, roles_hidden
from sakaguru.scoring.logic.frames import ROLES, TOTAL, Frame, Words
from sakaguru.scoring.logic.levels import (
    SURE,
    Band,
    is_on_border,
    level_of,
    rounded,
    to_next,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sakaguru.scoring.logic.changes import Change

PEOPLE_DIFFER = 2.0
"""Points by which people's answers may exceed the data before it is remarked on."""


class Standing(Enum):
    """Why a node shows what it shows."""

    COUNTED = "counted"
    INSUFFICIENT = "insufficient"
    EMPTY = "empty"
    HIDDEN = "hidden"


class Raw(NamedTuple):
    """The arrays of one school's result, with their axes."""

    nodes: Sequence[str]
    leaves: Sequence[str]
    scores: Sequence[float]
    errors: Sequence[float]
    coverage: Sequence[float]
    n: Sequence[int]
    sufficient: Sequence[bool]
    role_scores: Sequence[int]
    role_n: Sequence[int]
    hidden: Sequence[bool]


@dataclass(frozen=True)
class NodeShown:
    """One node of a card. Scores are rounded points (R6); None is nothing to show."""

    code: str
    parent: str
    kind: str
    title: Words
    standing: Standing
    score: float | None
    level: Band | None
    error: float | None
    coverage: float | None
    n: int
    asked: tuple[str, ...]
    roles: tuple[RoleFigure, ...] = ()
    hides_roles: bool = False
    exact: float | None = None
    """The score as it was computed; only to compare with, never shown."""
    before: float | None = None
    change: Change | None = None
    """Filled in by `adapters.changing.with_changes`."""
    to_next: float | None = None
    on_border: bool = False
    """Whether its interval reaches into another level."""

    @property
    def margin(self) -> float | None:
        """Half the width of the score's interval, in points."""
        return None if self.error is None else SURE * self.error

    @property
    def is_counted(self) -> bool:
        return self.standing is Standing.COUNTED

    @property
    def is_hidden(self) -> bool:
        return self.standing is Standing.HIDDEN

    @property
    def is_shared(self) -> bool:
        """Whether more than one group scores it."""
        return self.hides_roles or len(self.roles) > 1

    @property
    def exceeds_data(self) -> float | None:
        """By how much people say more than the data; None where they do not differ."""
        said = [r.score for r in self.roles if r.role in {"KS", "GS", "SS", "MT"}]
        people = [score for score in said if score is not None]
        data = next((r.score for r in self.roles if r.role == "DATA"), None)
        if data is None or not people:
            return None
        difference = sum(people) / len(people) - data
        return round(difference, 2) if difference > PEOPLE_DIFFER else None


def shown_nodes(
    raw: Raw, frame: Frame, before: Mapping[str, NodeShown] | None = None
) -> dict[str, NodeShown]:
    """Put together every node of a card, hiding what would say too much (R15).

    ``before`` is the card of the cycle before, as it was shown: what was hidden then
    is not compared either.
    """
    figures = _role_figures(raw)
    earlier = before or {}
    return {
        code: _shown(raw, frame, code, place, figures, earlier.get(code))
        for place, code in enumerate(raw.nodes)
        if code in frame.nodes
    }


def carried_over(
    before: Mapping[str, NodeShown],
    then: Frame,
    now: Frame,
    crosswalk: Mapping[str, str],
) -> dict[str, NodeShown]:
    """Earlier nodes by the codes of today's set, as far as both hold them (R14).

    A crosswalk (earlier code to later code) replaces equality of codes for what it
    names. The total stays only where each standard of both has a partner, and nothing
    does where points mean another scale.
    """
    if then.scale_max != now.scale_max:
        return {}
    taken = set(crosswalk.values())
    found: dict[str, NodeShown] = {}
    for code, node in before.items():
        later = crosswalk.get(code, "" if code in taken else code)
        if later in now.nodes:
            found[later] = node
    partners = {node.code for code, node in found.items() if code in now.standards}
    complete = set(now.standards) <= found.keys() and set(then.standards) <= partners
    if not complete:
        found.pop(TOTAL, None)
    return found


def _role_figures(raw: Raw) -> dict[str, list[RoleFigure]]:
    wide = len(ROLES)
    return {
        leaf: [
            RoleFigure(
                role,
                None
                if (points := raw.role_scores[wide * row + place]) < 0
                else points / 100,
                raw.role_n[wide * row + place],
            )
            for place, role in enumerate(ROLES)
        ]
        for row, leaf in enumerate(raw.leaves)
    }


def _shown(
    raw: Raw,
    frame: Frame,
    code: str,
    place: int,
    figures: Mapping[str, Sequence[RoleFigure]],
    before: NodeShown | None,
) -> NodeShown:
    info, hidden = frame.nodes[code], raw.hidden[place]
    score = None if hidden else rounded(raw.scores[place])
    standing = _standing(hidden, score, raw.sufficient[place])
    error = None if score is None else known(raw.errors[place])
    given = [f for f in figures.get(code, ()) if f.score is not None]
    hides = hidden or roles_hidden(given)
    counted = standing is Standing.COUNTED
    was = before.score if before and before.is_counted and counted else None
    return NodeShown(
        code=code,
        parent=info.parent,
        kind=info.kind,
        title=info.title,
        standing=standing,
        score=score,
        level=level_of(score, frame.bands) if counted else None,
        error=error,
        coverage=known(raw.coverage[place]),
        n=raw.n[place],
        asked=info.roles,
        roles=() if hides else tuple(given),
        hides_roles=hides,
        exact=None if score is None else raw.scores[place],
        before=was,
        to_next=to_next(score, frame.bands) if counted else None,
        on_border=counted and is_on_border(score, error, frame.bands),
    )


def _standing(
    hidden: bool,  # noqa: FBT001 -- named by its only caller
    score: float | None,
    sufficient: bool,  # noqa: FBT001
) -> Standing:
    if hidden:
        return Standing.HIDDEN
    if score is None:
        return Standing.EMPTY
    return Standing.COUNTED if sufficient else Standing.INSUFFICIENT


def known(value: float) -> float | None:
    """A stored figure; None for the NaN that stands for nothing."""
    return None if isnan(value) else value


class Reached(NamedTuple):
    """How many of a role answered, and how many it takes. ``people`` None: unknown."""

    role: str
    n: int
    minimum: int
    people: int | None

    @property
    def missing(self) -> int:
        return max(self.minimum - self.n, 0)


def reached(
    asked: Sequence[str],
    respondents: Sequence[int],
    minimum: Sequence[int],
    population: Sequence[int],
) -> list[Reached]:
    """Per role of the instrument, how complete its answers are (R7)."""
    rows = zip(ROLES, respondents, minimum, population, strict=True)
    return [
        Reached(role, n, needed, None if people < 0 else people)
        for role, n, needed, people in rows
        if role in asked
    ]


def strengths(
    nodes: Mapping[str, NodeShown], frame: Frame, most: int = 3
) -> list[NodeShown]:
    """The best sub-indicators of the upper levels, at most one of each standard.

    What several groups agree on comes before what one of them says alone.
    """
    upper = len(frame.bands) - 1
    good = [n for n in _leaves(nodes) if n.level and n.level.number >= upper]
    ordered = sorted(good, key=lambda n: (not n.is_shared, -(n.score or 0)))
    return _one_per_standard(ordered, frame, most)


def gaps(
    nodes: Mapping[str, NodeShown], frame: Frame, most: int = 3
) -> list[NodeShown]:
    """The weakest sub-indicators below the upper levels, one of each standard."""
    upper = len(frame.bands) - 1
    weak = [n for n in _leaves(nodes) if n.level and n.level.number < upper]
    return _one_per_standard(sorted(weak, key=lambda n: n.score or 0), frame, most)


def _leaves(nodes: Mapping[str, NodeShown]) -> list[NodeShown]:
    return [n for n in nodes.values() if n.kind == "subindicator" and n.is_counted]


def _one_per_standard(
    ordered: Sequence[NodeShown], frame: Frame, most: int
) -> list[NodeShown]:
    seen: set[str] = set()
    chosen = []
    for node in ordered:
        standard = frame.standard_of(node.code)
        if standard not in seen:
            seen.add(standard)
            chosen.append(node)
    return chosen[:most]
