"""How far the schools below a unit are with their plans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import CharField, Count, F, Func, Q, Value

from sakaguru.findings.models import Finding
from sakaguru.findings.queries.register import LACKS
from sakaguru.followup.queries.help import Help, help_of
from sakaguru.organisations.enums import Tier
from sakaguru.organisations.models import Organisation
from sakaguru.organisations.queries.organisations import open_children
from sakaguru.planning.enums import COMPLETED, ActivityState, PlanKind, PlanState
from sakaguru.planning.models import Activity, Plan
from sakaguru.planning.queries.delays import OPEN
from sakaguru.survey.enums import AssignmentState
from sakaguru.survey.models import Assignment

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


class SchoolStep(NamedTuple):
    """How far one school is in its cycle; ``answering`` null where nothing is asked.

    ``loose`` gaps lack an owner, a cause or an action; only shared gaps are counted.
    """

    board: BoardRow
    answering: AssignmentState | None
    help: Help
    gaps: int
    loose: int
    activities: int
    finished: int
    late: int


def school_steps(rows: list[BoardRow], day: date) -> list[SchoolStep]:
    """Each school of a cluster with its step, and its requests for help. Four queries.

    Not narrowed to an actor: ask whether the figures may be seen first.
    """
    schools = [row.unit.pk for row in rows if row.is_school]
    asked = Assignment.objects.filter(school__in=schools, campaign__closed_at=None)
    states = asked.order_by("campaign__opens_on", "campaign")
    answering = dict(states.values_list("school", "state"))
    shared = Finding.objects.open_gaps().filter(
        organisation__in=schools, is_shared=True
    )
    gaps = _counts(shared, "organisation", open=Q(), loose=LACKS["any"])
    work = Activity.objects.in_force().filter(
        plan__organisation__in=schools, plan__ends_on__gte=day
    )
    done = _counts(
        work.exclude(state=ActivityState.CANCELLED),
        "plan__organisation",
        all=Q(),
        finished=Q(state__in=COMPLETED),
        late=Q(state__in=OPEN, ends_on__lt=day),
    )
    helped = help_of(schools)
    return [
        SchoolStep(
            row,
            AssignmentState(answering[row.unit.pk])
            if row.unit.pk in answering
            else None,
            helped.get(row.unit.pk, Help()),
            *gaps.get(row.unit.pk, (0, 0)),
            *done.get(row.unit.pk, (0, 0, 0)),
        )
        for row in rows
        if row.is_school
    ]


def _counts(rows: QuerySet[Any], owner: str, **wanted: Q) -> dict[int, tuple[int, ...]]:
    named = {name: Count("pk", filter=what or None) for name, what in wanted.items()}
    counted = rows.order_by().values(owner).annotate(**named)
    return {row[owner]: tuple(row[name] for name in wanted) for row in counted}


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
