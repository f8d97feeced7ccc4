"""Count plans, their work and their money below a unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q, Sum

from sakaguru.dashboards.logic.cockpit import Planned
from sakaguru.dashboards.queries.scopes import Among
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
    from collections.abc import Callable
    from datetime import date

    from django.db.models import QuerySet

    from sakaguru.dashboards.queries.scopes import Scope
    from sakaguru.organisations.models import Organisation as Unit

YEARLY = (PlanKind.RKT, PlanKind.WORK_PROGRAMME)


def planned_below(scope: Scope, day: date) -> Planned:
    """Yearly plans that run on ``day``. Seven queries.

    Every school should have one; offices are counted as soon as they have one.
    """
    yearly = Plan.objects.filter(
        scope.owns("organisation"),
        kind__in=YEARLY,
        starts_on__lte=day,
        ends_on__gte=day,
    )
    plans = yearly.order_by().aggregate(
        drafts=_units(Q(state=PlanState.DRAFT)),
        awaiting=_units(Q(state=PlanState.SUBMITTED)),
        approved=_units(Q(state=PlanState.APPROVED)),
    )
    known = _known(yearly.in_force(), scope)
    work = Activity.objects.filter(known("plan"))
    work = work.exclude(state=ActivityState.CANCELLED)
    unfinished = Q(state__in=[ActivityState.PLANNED, ActivityState.RUNNING])
    activities = work.order_by().aggregate(
        activities=Count("pk"),
        finished=Count("pk", filter=Q(state__in=COMPLETED)),
        running=Count("pk", filter=Q(state=ActivityState.RUNNING)),
        late=Count("pk", filter=unfinished & Q(ends_on__lt=day)),
    )
    alive = ~Q(activity__state=ActivityState.CANCELLED)
    budget = BudgetLine.objects.filter(alive, known("activity__plan"))
    spent = Progress.objects.filter(alive, known("activity__plan"))
    return Planned(
        units=_schools(scope.unit),
        **plans,
        **activities,
        budget_rupiah=budget.aggregate(sum=Sum("total_rupiah", default=0))["sum"],
        spent_rupiah=spent.aggregate(sum=Sum("spent_rupiah", default=0))["sum"],
        **_effects(scope),
    )


def _known(plans: QuerySet[Plan], scope: Scope) -> Callable[[str], Q]:
    """Says that a lookup names one of the plans; by keys where the units are few.

    One query then.
    """
    keys = plans.order_by().values_list("pk", flat=True)
    if scope.keys is None:
        return lambda lookup: Q(**{f"{lookup}__in": keys})
    few = list(keys)
    return lambda lookup: Q(**{lookup: Among(few)})


def _units(wanted: Q) -> Count:
    return Count("organisation", filter=wanted, distinct=True)


def _schools(unit: Unit) -> int:
    rows = Organisation.objects.filter(tier=Tier.SCHOOL, closed_on=None)
    return rows.filter(path__startswith=unit.path).count()


def _effects(scope: Scope) -> dict[str, int]:
    """What new measurements said about completed activities."""
    rows = Effect.objects.filter(scope.owns("activity__plan__organisation"))
    found = rows.order_by().aggregate(
        measured=Count("pk"),
        better=Count("pk", filter=Q(verdict=Verdict.BETTER)),
        not_better=Count(
            "pk", filter=Q(verdict__in=[Verdict.NO_CHANGE, Verdict.WORSE])
        ),
    )
    return dict(found)
