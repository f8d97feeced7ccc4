"""How many people a school has, how many must answer, and how many links it gets."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sakaguru.survey.enums import PEOPLE, ROLES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

TEACHERS_WHERE_UNKNOWN = 12
MOST_LINKS = 60
SPARE_PARENTS = 4


class Headcount(NamedTuple):
    """What is known of a school's people; None where nobody has said."""

    teachers: int | None
    upper_pupils: int | None


def people_of(headcount: Headcount) -> list[int | None]:
    """People per role, in the order of roles."""
    known = {
        "KS": 1,
        "GS": headcount.teachers,
        "SS": headcount.upper_pupils,
        "DATA": 1,
    }
    return [known.get(role) for role in ROLES]


def needed_of(
    people: Sequence[int | None], minimum: Mapping[str, int], roles: Collection[str]
) -> list[int]:
    """Minimum respondents per role (R7): never more than people; 0 where not asked."""
    pairs = zip(ROLES, people, strict=True)
    return [
        min(minimum.get(role, 0), minimum.get(role, 0) if known is None else known)
        if role in roles
        else 0
        for role, known in pairs
    ]


def links_of(
    people: Sequence[int | None], needed: Sequence[int], roles: Collection[str]
) -> dict[str, int]:
    """Personal links per role. Pupils get none: they come in by the poster."""
    known = dict(zip(ROLES, people, strict=True))
    wanted = dict(zip(ROLES, needed, strict=True))
    teachers = known["GS"]
    counts = {
        "KS": 1,
        "GS": TEACHERS_WHERE_UNKNOWN if teachers is None else teachers,
        "MT": wanted["MT"] + SPARE_PARENTS,
        "PS": 1,
    }
    return {
        role: min(counts[role], MOST_LINKS)
        for role in PEOPLE
        if role in counts and role in roles
    }


def is_complete(needed: Sequence[int], received: Sequence[int]) -> bool:
    """Whether every role has reached its minimum."""
    return all(had >= want for want, had in zip(needed, received, strict=True))
