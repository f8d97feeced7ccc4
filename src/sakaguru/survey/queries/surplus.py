"""More answers than people: a PIN went round, or the school's figures are wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sakaguru.instruments.enums import RespondentRole
from sakaguru.survey.enums import POSTER, ROLES

if TYPE_CHECKING:
    from sakaguru.survey.models import Assignment


class Surplus(NamedTuple):
    role: str
    received: int
    people: int

    @property
    def label(self) -> str:
        return str(RespondentRole(self.role).label)


def surplus(assignment: Assignment) -> list[Surplus]:
    """Roles that come in by a PIN with more sets than people. No query.

    Who comes by a PIN is nobody by name, so nothing stops a second answer; it is
    told, not judged.
    """
    rows = zip(ROLES, assignment.received, assignment.people, strict=True)
    return [
        Surplus(role, received, people)
        for role, received, people in rows
        if role in POSTER and people is not None and received > people
    ]
