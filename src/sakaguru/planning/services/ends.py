"""Tell findings which activity answers them, and when none does any longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from sakaguru.findings.services.ends import forget_action, note_action
from sakaguru.planning.enums import SOURCE, ActivityState, PlanState
from sakaguru.planning.models import Activity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

GONE = (PlanState.SUPERSEDED, PlanState.DROPPED)


def address_of(activity: Activity) -> str:
    """Where an activity is found, through all its revisions."""
    return reverse("planning:activity-thread", args=[activity.thread])


def note_answer(activity: Activity, at: datetime) -> None:
    """An activity answers its finding, by its thread."""
    if activity.finding is None:
        return
    note_action(
        finding=activity.finding,
        source=SOURCE,
        key=activity.key,
        label=activity.title,
        address=address_of(activity),
        has_owner=activity.owner_id is not None or bool(activity.owner_role),
        at=at,
    )


def forget_answers(activities: Sequence[Activity]) -> None:
    """These no longer answer, unless another plan that counts holds the same thread.

    Ask after the change: rows of the plans themselves are looked at.
    """
    threads = [activity.thread for activity in activities]
    rows = Activity.objects.filter(thread__in=threads)
    rows = rows.exclude(plan__state__in=GONE).exclude(state=ActivityState.CANCELLED)
    alive = set(rows.values_list("thread", flat=True))
    for activity in activities:
        if activity.finding is not None and activity.thread not in alive:
            forget_action(finding=activity.finding, source=SOURCE, key=activity.key)
