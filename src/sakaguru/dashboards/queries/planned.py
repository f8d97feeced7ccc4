"""Count plans, their work and their money below a unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, Sum

from sakaguru.dashboards.logic.cockpit import Planned
from sakaguru.organisations.enums import Tier
from sakaguru.organisations.models import Organisation
from sakaguru.planning.enums import (
    COMPLETED,
    ActivityState,
    PlanKind,
    PlanState,
    Verdict,
)
from sakaguru.planning.models import Activity, BudgetLine, Effect, Plan, Progress

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from sakaguru.organisations.models import Organisation as Unit

MOST_KEYS = 20_000
"""Keys that are handed over one by one."""

YEARLY = (PlanKind.RKT, PlanKind.WORK_PROGRAMME)


def planned_below(unit: Unit, day: date) -> Planned:
    """Yearly plans that run on ``day``. Eight queries.

    Every school should have one; offices are counted as soon as they have one.
    """
    yearly = Plan.objects.filter(
        _below(unit, "organisation"),
        kind__in=YEARLY,
        starts_on__lte=day,
        ends_on__gte=day,
    )
    plans = yearly.order_by().aggregate(
        drafts=_units(Q(state=PlanState.DRAFT)),
        awaiting=_units(Q(state=PlanState.SUBMITTED)),
        approved=_units(Q(state=PlanState.APPROVED)),
    )
    work = Activity.objects.filter(plan__in=_known(yearly.in_force()))
    work = work.exclude(state=ActivityState.CANCELLED)
    unfinished = Q(state__in=[ActivityState.PLANNED, ActivityState.RUNNING])
    activities = work.order_by().aggregate(
        activities=Count("pk"),
        finished=Count("pk", filter=Q(state__in=COMPLETED)),
        running=Count("pk", filter=Q(state=ActivityState.RUNNING)),
        late=Count("pk", filter=unfinished & Q(ends_on__lt=day)),
    )
    known = _known(work)
    budget = BudgetLine.objects.filter(activity__in=known)
    spent = Progress.objects.filter(activity__in=known)
    return Planned(
        units=_schools(unit),
        **plans,
        **activities,
        budget_rupiah=budget.aggregate(sum=Sum("total_rupiah", default=0))["sum"],
        spent_rupiah=spent.aggregate(sum=Sum("spent_rupiah", default=0))["sum"],
        **_effects(unit),
    )


def _known(rows: QuerySet[Any]) -> Any:
    """Their keys where they are few: indexes answer, not whole tables. One query."""
    keys = list(rows.order_by().values_list("pk", flat=True)[: MOST_KEYS + 1])
    return keys if len(keys) <= MOST_KEYS else rows.order_by().values("pk")


def _units(wanted: Q) -> Count:
    return Count("organisation", filter=wanted, distinct=True)


def _schools(unit: Unit) -> int:
    rows = Organisation.objects.filter(tier=Tier.SCHOOL, closed_on=None)
    return rows.filter(path__startswith=unit.path).count()


def _effects(unit: Unit) -> dict[str, int]:
    """What new measurements said about completed activities."""
    rows = Effect.objects.filter(_below(unit, "activity__plan__organisation"))
    found = rows.order_by().aggregate(
        measured=Count("pk"),
        better=Count("pk", filter=Q(verdict=Verdict.BETTER)),
        not_better=Count(
            "pk", filter=Q(verdict__in=[Verdict.NO_CHANGE, Verdict.WORSE])
        ),
    )
    return dict(found)


def _below(unit: Unit, owner: str) -> Q:
    if unit.tier == Tier.SCHOOL:
        return Q(**{owner: unit})
    return Q(**{f"{owner}__path__startswith": unit.path})
