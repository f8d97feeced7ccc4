"""From report card to plan: one row per gap, from cause to result."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Prefetch, Sum

from sakaguru.findings.models import Cause
from sakaguru.findings.queries.findings import ranked_findings
from sakaguru.planning.enums import FundSource, PlanState
from sakaguru.planning.models import Activity, BudgetLine, Effect, Plan, Progress
from sakaguru.planning.queries.plans import visible_plans

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sakaguru.core.access import Actor
    from sakaguru.findings.models import Finding
    from sakaguru.findings.queries.findings import Ranked
    from sakaguru.organisations.models import Organisation

SHOWN = (PlanState.DRAFT, PlanState.SUBMITTED, PlanState.APPROVED)


class Answer(NamedTuple):
    """An activity that answers a gap, with its money and its newest report."""

    activity: Activity
    rupiah: int
    sources: list[str]
    percent: int
    spent: int
    effect: Effect | None


class GapRow(NamedTuple):
    """One gap: its causes and what is planned against it."""

    ranked: Ranked
    causes: list[Cause]
    answers: list[Answer]

    @property
    def finding(self) -> Finding:
        return self.ranked.finding

    @property
    def lacks(self) -> str:
        """The first thing that is missing: ``cause``, ``activity``, or nothing."""
        if not self.causes:
            return "cause"
        return "" if self.answers else "activity"


def gap_rows(actor: Actor, unit: Organisation) -> list[GapRow]:
    """The open gaps of a unit in their order. Some nine queries, whatever the number.

    Where a revision is being drafted, the activity of the plan in force is shown once.
    """
    ranked = ranked_findings(actor, unit)
    keys = [row.finding.pk for row in ranked]
    causes: dict[int, list[Cause]] = {}
    for cause in Cause.objects.filter(finding__in=keys).order_by("added_at", "pk"):
        causes.setdefault(cause.finding_id, []).append(cause)
    found: dict[int, list[Answer]] = {}
    for activity in _newest(answering(actor, keys)):
        found.setdefault(activity.finding_id or 0, []).append(answer_of(activity))
    return [
        GapRow(row, causes.get(row.finding.pk, []), found.get(row.finding.pk, []))
        for row in ranked
    ]


def answering(actor: Actor, findings: list[int]) -> Iterable[Activity]:
    """Activities of plans that count and answer these findings. Five queries."""
    rows = Activity.objects.filter(
        finding__in=findings,
        plan__state__in=SHOWN,
        plan__in=visible_plans(actor).values("pk"),
    )
    return rows.select_related("plan", "owner").prefetch_related(
        "steps",
        "budget_lines",
        Prefetch("reports", Progress.objects.order_by("at", "pk")),
        Prefetch("effects", Effect.objects.order_by("-computed_at", "-pk")),
    )


def answer_of(activity: Activity) -> Answer:
    """Sum what was prefetched."""
    lines = list(activity.budget_lines.all())
    reports = list(activity.reports.all())
    sources = dict.fromkeys(line.source for line in lines)
    return Answer(
        activity,
        sum(line.total_rupiah for line in lines),
        [str(FundSource(source).label) for source in sources],
        reports[-1].percent if reports else 0,
        sum(report.spent_rupiah for report in reports),
        next(iter(activity.effects.all()), None),
    )


def money_used(plan: Plan) -> int:
    """Rupiah that the lines of a plan sum up to. One query."""
    lines = BudgetLine.objects.filter(activity__plan=plan)
    return lines.aggregate(total=Sum("total_rupiah"))["total"] or 0


def open_draft(actor: Actor, unit: Organisation) -> Plan | None:
    """The draft into which activities go: the newest of the unit. One query."""
    rows = visible_plans(actor).filter(organisation=unit, state=PlanState.DRAFT)
    return rows.order_by("-opened_at", "-pk").first()


def _newest(activities: Iterable[Activity]) -> list[Activity]:
    """One activity per thread: that in force, else the newest."""
    by_thread: dict[object, Activity] = {}
    for activity in sorted(activities, key=lambda a: a.pk):
        known = by_thread.get(activity.thread)
        if known is None or not known.plan.is_in_force:
            by_thread[activity.thread] = activity
    return sorted(by_thread.values(), key=lambda a: (a.starts_on, a.position, a.pk))
