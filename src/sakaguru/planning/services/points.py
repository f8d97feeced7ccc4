"""The action points of approved activities: opened once, and followed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sakaguru.core.access import SYSTEM
from sakaguru.followup.enums import PointState
from sakaguru.followup.models import ActionPoint
from sakaguru.followup.queries.people import may_own, may_verify
from sakaguru.followup.services.points import Promise, Subject, open_point
from sakaguru.organisations.enums import Role
from sakaguru.organisations.models import Membership
from sakaguru.planning.enums import SOURCE, ActivityState, PlanState
from sakaguru.planning.models import Plan
from sakaguru.planning.services.ends import address_of
from sakaguru.planning.services.trace import note

if TYPE_CHECKING:
    from datetime import date, datetime

    from sakaguru.accounts.models import User
    from sakaguru.organisations.models import Organisation
    from sakaguru.planning.models import Activity

STATES = {
    PointState.IN_PROGRESS: ActivityState.RUNNING,
    PointState.AWAITING_CHECK: ActivityState.DONE,
    PointState.DONE: ActivityState.VERIFIED,
    PointState.EFFECTIVE: ActivityState.VERIFIED,
    PointState.NOT_EFFECTIVE: ActivityState.VERIFIED,
    PointState.DROPPED: ActivityState.CANCELLED,
}
"""What the state of a point says about its activity."""


@transaction.atomic
def open_points(*, plan_id: int, at: datetime) -> int:
    """Open a point for each activity of an approved plan that has none yet.

    Asked by the machine after the approval; twice is once. Returns how many are new.
    """
    plan = Plan.objects.select_related("organisation").get(pk=plan_id)
    if plan.state != PlanState.APPROVED:
        return 0
    rows = plan.activities.select_related("owner", "verifier", "plan__organisation")
    before = ActionPoint.objects.filter(source=SOURCE)
    known = set(
        before.values_list("source_key", flat=True).filter(
            source_key__in=[activity.key for activity in rows]
        )
    )
    new = [activity for activity in rows if activity.key not in known]
    for activity in new:
        _open(activity, at)
    if new:
        note(SYSTEM, "points.opened", plan, at, count=len(new))
    return len(new)


def ensure_point(activity: Activity, at: datetime) -> ActionPoint:
    """The point of an activity; opened now where the machine has not yet."""
    found = ActionPoint.objects.about(SOURCE, activity.key).order_by("-pk").first()
    return found or _open(activity, at)


def match_point(activity: Activity, point: ActionPoint, at: datetime) -> bool:
    """Write state and people of a point onto its activity; False: nothing differs."""
    state = STATES.get(PointState(point.state), ActivityState(activity.state))
    wanted = (state, point.owner_person_id, point.verifier_id)
    if wanted == (activity.state, activity.owner_id, activity.verifier_id):
        return False
    completed = state in {ActivityState.DONE, ActivityState.VERIFIED}
    activity.done_on = activity.done_on or timezone.localdate(at) if completed else None
    activity.state = state
    activity.owner_id, activity.verifier_id = point.owner_person_id, point.verifier_id
    activity.save(update_fields=["state", "done_on", "owner", "verifier"])
    return True


def _open(activity: Activity, at: datetime) -> ActionPoint:
    unit, day = activity.plan.organisation, timezone.localdate(at)
    owner = activity.owner
    if owner is not None and not may_own(owner.pk, unit, day):
        owner = None
    return open_point(
        actor=SYSTEM,
        owner=unit,
        promise=Promise(activity.title, max(activity.ends_on, day), activity.detail),
        subject=Subject(
            SOURCE,
            activity.key,
            _("Kegiatan: {title}").format(title=activity.title),
            address_of(activity),
        ),
        person=owner,
        verifier=_verifier(activity, unit, day),
        at=at,
    )


def _verifier(activity: Activity, unit: Organisation, day: date) -> User | None:
    """Whom the plan names; else a leader of the unit who does not do it."""
    named = activity.verifier
    if named is not None and may_verify(named.pk, unit, day):
        return named
    leaders = Membership.objects.on(day).filter(
        organisation=unit, role__in=[Role.HEAD, Role.HEAD_OF_QA]
    )
    found = leaders.exclude(user=activity.owner_id).select_related("user").first()
    return found.user if found else None
