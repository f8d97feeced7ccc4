"""Answers that somebody filled in for somebody else: allowed, seen, counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, F, Max, Q

from sakaguru.instruments.enums import RespondentRole
from sakaguru.survey.enums import OFFICE, Flag
from sakaguru.survey.models import Submission

if TYPE_CHECKING:
    from sakaguru.survey.models import Assignment

FEWEST_ANSWERS = 5
"""Of a personal role; below, a count would point at people (R15)."""


class Delegation(NamedTuple):
    """``said`` is by whom, for whom; only offices say it."""

    role: str
    sets: int
    received: int
    said: str

    @property
    def label(self) -> str:
        return str(RespondentRole(self.role).label)


def delegations(assignment: Assignment) -> list[Delegation]:
    """Per role, how many sets were filled in by others. One query."""
    rows = Submission.objects.filter(assignment=assignment)
    by_other = F("flags").bitand(Flag.FILLED_BY_OTHER)
    found = (
        rows.annotate(other=by_other)
        .values("role")
        .annotate(
            sets=Count("pk", filter=Q(other__gt=0)),
            received=Count("pk"),
            said=Max("filled_for"),
        )
        .order_by("role")
    )
    return [
        Delegation(**row)
        for row in found
        if row["sets"] and (row["role"] in OFFICE or row["received"] >= FEWEST_ANSWERS)
    ]
