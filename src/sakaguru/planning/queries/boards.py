"""How far the schools below a unit are with their plans."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import CharField, Count, F, Func, Value

from sakaguru.organisations.enums import Tier
from sakaguru.organisations.models import Organisation
from sakaguru.organisations.queries.organisations import open_children
from sakaguru.planning.enums import PlanKind, PlanState
from sakaguru.planning.models import Plan

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet


class BoardRow(NamedTuple):
    """One unit below: its schools, and how many of them have a yearly plan.

    A school whose plan is approved is not counted as waiting, too.
    """

    unit: Organisation
    schools: int
    approved: int
    submitted: int

    @property
    def silent(self) -> int:
        """Schools that have handed in nothing."""
        return max(self.schools - self.approved - self.submitted, 0)

    @property
    def is_school(self) -> bool:
        return self.unit.tier == Tier.SCHOOL


def plan_board(unit: Organisation, day: date) -> list[BoardRow]:
    """The units directly below, with plans that hold on or after ``day``. Four queries.

    Not narrowed to an actor: ask whether the unit may be seen first.
    """
    schools = Organisation.objects.filter(
        tier=Tier.SCHOOL, path__startswith=unit.path, closed_on=None
    ).order_by()
    counted = schools.values_list(_child(unit, "path")).annotate(count=Count("pk"))
    below: dict[str, int] = dict(counted)
    plans = Plan.objects.filter(
        organisation__in=schools, kind=PlanKind.RKT, ends_on__gte=day
    ).order_by()
    approved = plans.filter(state=PlanState.APPROVED)
    waiting = plans.filter(state=PlanState.SUBMITTED)
    waiting = waiting.exclude(organisation__in=approved.values("organisation"))
    agreed, pending = _by_child(unit, approved), _by_child(unit, waiting)
    return [
        BoardRow(
            child,
            below.get(child.code, 0),
            agreed.get(child.code, 0),
            pending.get(child.code, 0),
        )
        for child in open_children(unit)
    ]


def _by_child(unit: Organisation, plans: QuerySet[Plan]) -> dict[str, int]:
    rows = plans.values_list(_child(unit, "organisation__path"))
    return dict(rows.annotate(count=Count("organisation", distinct=True)))


def _child(unit: Organisation, path: str) -> Func:
    """The code of the unit directly below, out of a path."""
    depth = unit.path.count("/") + 1
    return Func(
        F(path),
        Value("/"),
        Value(depth),
        function="split_part",
        output_field=CharField(),
    )
