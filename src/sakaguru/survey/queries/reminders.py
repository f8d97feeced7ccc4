"""Schools that still need people to answer, neediest first."""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import F, Value
from django.db.models.functions import Greatest

from sakaguru.instruments.enums import RespondentRole
from sakaguru.survey.enums import PEOPLE, ROLES, SHORT, AssignmentState
from sakaguru.survey.queries.progress import visible_assignments

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.db.models.expressions import Combinable

    from sakaguru.core.access import Actor
    from sakaguru.survey.models import Assignment, Campaign

ORDERS = {
    "kebutuhan": ("state", "-missing", "school__name", "pk"),
    "nama": ("school__name", "pk"),
    "wilayah": ("school__parent__name", "school__name", "pk"),
}


class RoleCount(NamedTuple):
    """One role at one school: how many have sent, of how many needed."""

    role: str
    received: int
    needed: int

    @property
    def label(self) -> str:
        return str(RespondentRole(self.role).label)

    @property
    def short(self) -> str:
        return str(SHORT[self.role])

    @property
    def is_enough(self) -> bool:
        return self.received >= self.needed


def schools_to_remind(
    actor: Actor, campaign: Campaign, *, below: str, order: str = "kebutuhan"
) -> QuerySet[Assignment]:
    """Asked schools below a path without enough answers; ``missing`` people each."""
    rows = visible_assignments(actor, campaign).filter(
        school__path__startswith=below, state__lt=AssignmentState.COMPLETE
    )
    rows = rows.select_related("school__parent", "school__school")
    rows = rows.annotate(missing=_missing())
    return rows.order_by(*ORDERS.get(order, ORDERS["kebutuhan"]))


def role_counts(assignment: Assignment) -> list[RoleCount]:
    """Per role of people that is needed or has sent, in order. No query."""
    triples = zip(ROLES, assignment.received, assignment.needed, strict=True)
    return [
        RoleCount(role, received, needed)
        for role, received, needed in triples
        if role in PEOPLE and (received or needed)
    ]


def _missing() -> Combinable:
    gaps: list[Combinable] = [
        Greatest(F(f"needed__{place}") - F(f"received__{place}"), Value(0))
        for place, role in enumerate(ROLES)
        if role in PEOPLE
    ]
    return reduce(add, gaps)
