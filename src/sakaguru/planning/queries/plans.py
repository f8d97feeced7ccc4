"""Read plans for screens, as the actor may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Case, Count, Prefetch, Q, Sum, When
from django.db.models.functions import Coalesce

from sakaguru.findings.enums import FindingKind, FindingState, Severity
from sakaguru.findings.queries.findings import visible_findings
from sakaguru.followup.queries.people import still_named
from sakaguru.planning import permissions
from sakaguru.planning.enums import COMPLETED, LessonChoice, PlanKind, PlanState
from sakaguru.planning.models import Activity, Lesson, Plan, Progress

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.db.models import QuerySet

    from sakaguru.core.access import Actor
    from sakaguru.findings.models import Finding
    from sakaguru.organisations.models import Organisation
    from sakaguru.planning.models import Target

HEAVY = (Severity.LARGE, Severity.CRITICAL)
"""Gaps that a plan is expected to answer."""


class Coverage(NamedTuple):
    """Heavy gaps of the unit, and those that the plan answers."""

    answered: list[Finding]
    left: list[Finding]

    @property
    def total(self) -> int:
        return len(self.answered) + len(self.left)


class Suggestion(NamedTuple):
    """A target that an activity asks for: from the score of its gap to ``expected``."""

    finding: Finding
    expected: float


class PlanLine(NamedTuple):
    """A plan of a list with what it holds."""

    plan: Plan
    activities: int
    completed: int
    rupiah: int


def visible_plans(actor: Actor) -> QuerySet[Plan]:
    """Plans that were submitted, at and below; drafts of the very unit."""
    rows = Plan.objects.all()
    own = permissions.VIEW_DRAFT.filter(actor, rows)
    above = permissions.VIEW_PLAN.filter(actor, rows).filter(_shown_above())
    both = Q(pk__in=own.values("pk")) | Q(pk__in=above.values("pk"))
    return Plan.objects.filter(both).select_related(
        "organisation", "run", "parent", "revises"
    )


def _shown_above() -> Q:
    open_to_all = [PlanState.SUBMITTED, PlanState.APPROVED, PlanState.SUPERSEDED]
    return Q(state__in=open_to_all)


def visible_activities(actor: Actor, day: date) -> QuerySet[Activity]:
    """Activities of the plans this actor may see, and those one owns or verifies.

    A name counts while the person serves where they were named for.
    """
    seen = Q(plan__in=visible_plans(actor).values("pk"))
    if actor.user_id is not None:
        unit = "plan__organisation"
        mine = still_named(actor.user_id, day, unit=unit, owner="owner")
        seen |= mine & Q(plan__state__in=[PlanState.APPROVED, PlanState.SUPERSEDED])
    return Activity.objects.filter(seen).select_related(
        "plan__organisation", "owner", "verifier", "node", "finding__node", "cause"
    )


def plans_of(actor: Actor, unit: Organisation) -> list[PlanLine]:
    """The plans of a unit, newest first, given up ones left out. Two queries."""
    rows = visible_plans(actor).filter(organisation=unit)
    plans = list(rows.exclude(state=PlanState.DROPPED))
    done = Q(activities__state__in=COMPLETED)
    rows = Plan.objects.filter(pk__in=[plan.pk for plan in plans]).order_by()
    counts = rows.annotate(
        held=Count("activities", distinct=True),
        completed=Count("activities", filter=done, distinct=True),
        rupiah=Coalesce(Sum("activities__budget_lines__total_rupiah"), 0),
    )
    sums = {
        pk: rest
        for pk, *rest in counts.values_list("pk", "held", "completed", "rupiah")
    }
    return [PlanLine(plan, *sums[plan.pk]) for plan in plans]


def content_of(plan: Plan) -> list[Activity]:
    """Activities in order with all they hold. Five queries, whatever their number."""
    rows = plan.activities.select_related("owner", "verifier", "node", "finding__node")
    newest = Progress.objects.order_by("at", "pk")
    return list(
        rows.prefetch_related(
            "steps",
            "budget_lines",
            "invitees__organisation",
            Prefetch("reports", newest),
        ).order_by("position", "pk")
    )


def lessons_of(plan: Plan) -> list[Lesson]:
    """What was learnt: open lessons of a draft's unit, and those it answered."""
    wanted = Q(plan=plan)
    if plan.is_draft:
        wanted |= Q(organisation=plan.organisation_id, choice=LessonChoice.OPEN)
    rows = Lesson.objects.filter(wanted).select_related("offered_by", "decided_by")
    return list(rows.order_by("choice", "offered_at", "pk"))


def coverage(actor: Actor, plan: Plan, activities: Sequence[Activity]) -> Coverage:
    """Which heavy gaps of the unit this plan answers. One query."""
    rows = visible_findings(actor).filter(
        organisation=plan.organisation_id,
        kind=FindingKind.GAP,
        state=FindingState.OPEN,
        severity__in=HEAVY,
    )
    taken = {activity.finding_id for activity in activities}
    gaps = list(rows.order_by("-severity", "node__position", "pk"))
    return Coverage(
        [gap for gap in gaps if gap.pk in taken],
        [gap for gap in gaps if gap.pk not in taken],
    )


def parents_for(unit: Organisation) -> QuerySet[Plan]:
    """Plans of several years that a yearly plan may belong to."""
    return Plan.objects.alive().filter(organisation=unit, kind="rkjm")


def plans_below(actor: Actor, unit: Organisation, *, state: str = "") -> QuerySet[Plan]:
    """Plans of the units below this one: those that wait first, then the newest."""
    rows = visible_plans(actor).filter(organisation__path__startswith=unit.path)
    rows = rows.exclude(organisation=unit).exclude(state=PlanState.DROPPED)
    if state in PlanState.values:
        rows = rows.filter(state=state)
    return rows.order_by(
        Case(When(state=PlanState.SUBMITTED, then=0), default=1),
        "organisation__name",
        "-starts_on",
        "pk",
    )


def target_suggestions(
    plan: Plan, activities: Sequence[Activity], targets: Sequence[Target]
) -> list[Suggestion]:
    """Nodes that activities work on without a target, one each. No query.

    The score of the gap and what its activities may add; at most the target of the gap
    where nobody said. A plan of several years names its targets year by year.
    """
    if plan.kind == PlanKind.RKJM:
        return []
    set_already = {target.node_id for target in targets}
    added: dict[int, float] = {}
    gaps: dict[int, Finding] = {}
    for activity in activities:
        gap = activity.finding
        if gap is None or gap.score is None or gap.node_id in set_already:
            continue
        gaps[gap.node_id] = gap
        added[gap.node_id] = added.get(gap.node_id, 0) + (activity.expected_points or 0)
    return [
        Suggestion(gap, _aim(gap.score or 0.0, added[node], gap.target))
        for node, gap in gaps.items()
    ]


def _aim(score: float, added: float, target: float | None) -> float:
    if added or target is None:
        return round(min(score + added, target or score + added), 2)
    return round(target, 2)
