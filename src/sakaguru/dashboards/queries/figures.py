"""Count what lies below a unit, for its cockpit.

Not narrowed to an actor: ask `permissions.VIEW_COCKPIT` first. Gaps that only the own
team may read are counted for that team alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Least

from sakaguru.core.access import lineage
from sakaguru.dashboards.logic.cockpit import (
    Asking,
    Figures,
    Gaps,
    Points,
    figures_from,
)
from sakaguru.dashboards.models import UnitFigures
from sakaguru.dashboards.queries.planned import planned_below
from sakaguru.dashboards.queries.scopes import Scope, named
from sakaguru.findings.logic.ages import AGES, OLD
from sakaguru.findings.models import Finding
from sakaguru.findings.queries.findings import sees_unshared
from sakaguru.findings.queries.register import LACKS, of_age, start_of
from sakaguru.followup.enums import OPEN_STATES, PointState
from sakaguru.followup.models import ActionPoint
from sakaguru.organisations.enums import Tier
from sakaguru.organisations.models import Organisation
from sakaguru.scoring.models import SchoolCloseup
from sakaguru.survey.enums import ROLES, AssignmentState
from sakaguru.survey.models import Assignment, Campaign, Submission

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from sakaguru.core.access import Actor

COUNTED_LIVE = 2_000
"""Above so many schools, prepared counts are read."""

LOOSE = LACKS["any"]


class Counted(NamedTuple):
    """The figures, and when they were prepared; None: just now."""

    figures: Figures
    counted_at: datetime | None


def figures_for(
    actor: Actor,
    unit: Organisation,
    day: date,
    *,
    campaigns: list[int],
    run: int | None,
) -> Counted:
    """What lies below a unit: prepared where it is large. One query, or some six."""
    prepared = UnitFigures.objects.filter(organisation=unit).first()
    if prepared is not None:
        return Counted(figures_from(prepared.counts), prepared.counted_at)
    scope = named(unit)
    gaps = Finding.objects.open_gaps().filter(scope.owns("organisation"))
    if not sees_unshared(actor, unit):
        gaps = gaps.filter(is_shared=True)
    return Counted(counted(scope, day, gaps, campaigns=campaigns, run=run), None)


def shared_gaps(scope: Scope) -> QuerySet[Finding]:
    rows = Finding.objects.open_gaps().filter(scope.owns("organisation"))
    return rows.filter(is_shared=True)


def counted(
    scope: Scope,
    day: date,
    gaps: QuerySet[Finding],
    *,
    campaigns: list[int],
    run: int | None,
) -> Figures:
    """Count everything anew."""
    return Figures(
        gaps=_gaps(gaps, day),
        points=_points(scope, day),
        asking=_asking(scope, campaigns),
        planned=planned_below(scope, day),
        marked=_marked(scope, run),
    )


def large_units() -> list[Organisation]:
    """Units with more schools than are counted live. Two queries."""
    schools = Organisation.objects.filter(tier=Tier.SCHOOL, closed_on=None)
    below: dict[str, int] = {}
    for path in schools.order_by().values_list("path", flat=True).iterator(20_000):
        place = path.find("/")
        for _tier in range(Tier.DISTRICT):
            above = path[: place + 1]
            below[above] = below.get(above, 0) + 1
            place = path.find("/", place + 1)
    large = [path for path, count in below.items() if count > COUNTED_LIVE]
    return list(Organisation.objects.filter(path__in=large).order_by("path"))


def _gaps(rows: QuerySet[Finding], day: date) -> Gaps:
    counts = {
        "open": Count("pk"),
        "critical": Count("pk", filter=Q(severity=4)),
        "loose": Count("pk", filter=LOOSE),
        "late": Count("pk", filter=LOOSE & Q(found_at__lt=start_of(day, OLD))),
        "without_owner": Count("pk", filter=Q(has_owner=False)),
        "without_cause": Count("pk", filter=Q(has_cause=False)),
        "without_action": Count("pk", filter=Q(has_action=False)),
    }
    for place in range(len(AGES)):
        counts[f"age{place}"] = Count("pk", filter=of_age(place, day))
    found = rows.order_by().aggregate(**counts)
    ages = tuple(found.pop(f"age{place}") for place in range(len(AGES)))
    return Gaps(**found, ages=ages)


def _points(scope: Scope, day: date) -> Points:
    rows = ActionPoint.objects.exclude(state=PointState.DROPPED)
    unfinished = Q(state__in=OPEN_STATES)
    found = rows.filter(scope.owns("owner")).aggregate(
        open=Count("pk", filter=unfinished),
        late=Count("pk", filter=unfinished & Q(due_on__lt=day)),
        to_check=Count("pk", filter=Q(state=PointState.AWAITING_CHECK)),
        done=Count("pk", filter=~unfinished),
        postponed=Count("pk", filter=unfinished & Q(postponements__gt=1)),
    )
    return Points(**found)


def newest_round(unit: Organisation) -> list[Campaign]:
    """The opened campaigns of the newest cycle that ask schools of this unit.

    Those of a larger scope are meant too. One query.
    """
    reached = Q(scope__path__in=lineage(unit.path))
    reached |= Q(scope__path__startswith=unit.path)
    rows = Campaign.objects.filter(reached, opened_at__isnull=False)
    rows = rows.select_related("owner", "scope").order_by("-opens_on", "-pk")
    newest = rows.values("cycle_label")[:1]
    return list(rows.filter(cycle_label__in=newest))


def _asking(scope: Scope, campaigns: list[int]) -> Asking:
    if not campaigns:
        return Asking()
    rows = Assignment.objects.filter(campaign__in=campaigns)
    rows = rows.filter(scope.owns("school"))
    sums: dict[str, Count | Sum] = {
        "asked": Count("pk"),
        "started": Count("pk", filter=Q(state__gte=AssignmentState.STARTED)),
        "sent": Count("pk", filter=Q(state__gte=AssignmentState.SENT)),
        "complete": Count("pk", filter=Q(state__gte=AssignmentState.COMPLETE)),
    }
    for place in range(len(ROLES)):
        had, needed = F(f"received__{place}"), F(f"needed__{place}")
        sums[f"received{place}"] = Sum(Least(had, needed), default=0)
        sums[f"needed{place}"] = Sum(needed, default=0)
    found = rows.order_by().aggregate(**sums)
    counts = {name: found[name] for name in ("asked", "started", "sent", "complete")}
    sets, flagged = _sets(scope, campaigns, counts["asked"])
    return Asking(
        **counts,
        received=tuple(found[f"received{n}"] for n in range(len(ROLES))),
        needed=tuple(found[f"needed{n}"] for n in range(len(ROLES))),
        sets=sets,
        flagged=flagged,
    )


def _sets(
    scope: Scope, campaigns: list[int], asked: int
) -> tuple[int | None, int | None]:
    """Sets of answers, and those marked at intake; not where there are millions."""
    if asked > COUNTED_LIVE:
        return None, None
    rows = Submission.objects.filter(campaign__in=campaigns)
    rows = rows.filter(scope.owns("assignment__school"))
    found = rows.aggregate(sets=Count("pk"), flagged=Count("pk", filter=Q(flags__gt=0)))
    return found["sets"], found["flagged"]


def _marked(scope: Scope, run: int | None) -> int | None:
    if run is None:
        return None
    rows = SchoolCloseup.objects.filter(run=run).exclude(marks=[])
    return rows.filter(scope.owns("organisation")).count()
