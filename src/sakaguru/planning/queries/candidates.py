"""The activities of a plan as things that money may buy."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Sum
from django.db.models.functions import Coalesce

from sakaguru.planning.enums import ActivityState, Strength
from sakaguru.planning.logic.choosing import Candidate

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from uuid import UUID

    from sakaguru.planning.models import Activity, Choice, Plan

STRENGTHS: dict[str, float] = {
    Strength.MEASURED: 1.0,
    Strength.PRACTICE: 0.6,
    Strength.UNKNOWN: 0.3,
}
"""How much of a hoped gain counts, by the evidence behind it."""

IMPORTANCE = {1: 0.75, 2: 1.0, 3: 1.5, 4: 2.0}
"""By the severity of the gap: light to critical."""

SHARE_OF_GAP = 0.25
"""What is hoped for where nobody said: a quarter of what is missing to the target."""

UNSAID = 0.3
"""Points hoped for where not even the gap was measured."""


def candidates_of(
    plan: Plan, *, mandatory: Collection[str] = (), excluded: Collection[str] = ()
) -> list[Candidate]:
    """What may be chosen, in the order of the plan. One query."""
    return [
        candidate_of(
            activity,
            is_mandatory=activity.key in mandatory,
            is_excluded=activity.key in excluded,
        )
        for activity in priced_activities(plan)
    ]


def priced_activities(plan: Plan) -> list[Activity]:
    """Activities with ``cost_rupiah`` beside them, cancelled ones left out."""
    rows = plan.activities.exclude(state=ActivityState.CANCELLED)
    rows = rows.select_related("finding", "node").annotate(
        cost_rupiah=Coalesce(Sum("budget_lines__total_rupiah"), 0)
    )
    return list(rows.order_by("position", "pk"))


def candidate_of(
    activity: Activity, *, is_mandatory: bool = False, is_excluded: bool = False
) -> Candidate:
    finding = activity.finding
    distance = finding.distance if finding else None
    target = finding.target if finding else None
    hoped = activity.expected_points
    if hoped is None:
        hoped = UNSAID if distance is None else SHARE_OF_GAP * distance
    weakness = min((distance or 0.0) / target, 1.0) if target else 0.0
    return Candidate(
        key=activity.key,
        cost=int(vars(activity)["cost_rupiah"]),
        points=round(float(hoped), 3),
        importance=IMPORTANCE[finding.severity] if finding else 1.0,
        strength=STRENGTHS[activity.strength],
        weakness=round(weakness, 3),
        gap=str(finding.pk) if finding else None,
        is_mandatory=is_mandatory,
        is_excluded=is_excluded,
    )


class Parting(NamedTuple):
    """What stays in a draft and what goes, if a variant of a choice is taken."""

    chosen: list[Activity]
    begun: list[Activity]
    goes: list[Activity]


def parting_of(plan: Plan, choice: Choice, variant: str) -> Parting:
    """Split the activities by a solved variant; what has begun never goes."""
    chosen = set((choice.answers.get(variant) or {}).get("chosen", ()))
    begun = set(_begun_threads(plan))
    parts = Parting([], [], [])
    for activity in priced_activities(plan):
        if activity.key in chosen:
            parts.chosen.append(activity)
        elif activity.thread in begun:
            parts.begun.append(activity)
        else:
            parts.goes.append(activity)
    return parts


def _begun_threads(plan: Plan) -> Iterable[UUID]:
    """Of a revision: what is no longer only planned in the plan that it replaces."""
    if plan.revises is None:
        return ()
    still = (ActivityState.PLANNED, ActivityState.CANCELLED)
    rows = plan.revises.activities.exclude(state__in=still)
    return rows.values_list("thread", flat=True)


def has_changed(plan: Plan, choice: Choice) -> bool:
    """Whether the plan's activities have changed since the question was asked."""
    then = [(row["key"], row["cost"], row["points"]) for row in choice.candidates]
    now = [(one.key, one.cost, one.points) for one in candidates_of(plan)]
    return then != now
