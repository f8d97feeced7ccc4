"""Carry out what was approved: start, report, finish; others verify."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sakaguru.core.access import SYSTEM
from sakaguru.core.errors import DomainError
from sakaguru.evidence.queries.evidence import evidence_for
from sakaguru.followup.enums import WORK_STATES, PointState
from sakaguru.followup.models import ActionPoint
from sakaguru.followup.services import work
from sakaguru.planning import permissions
from sakaguru.planning.enums import SOURCE, ActivityState, PlanState
from sakaguru.planning.models import Activity, Progress
from sakaguru.planning.services.points import ensure_point, match_point
from sakaguru.planning.services.trace import note
from sakaguru.planning.signals import activity_done

if TYPE_CHECKING:
    from datetime import datetime

    from sakaguru.core.access import Actor
    from sakaguru.planning.models import ActivityStep

ALL = 100


class NotCarriedOutNow(DomainError):
    code = "not_carried_out_now"


class ReportDoesNotFit(DomainError):
    code = "report_does_not_fit"
    status = 422


class EvidenceIsMissing(DomainError):
    code = "evidence_is_missing"
    status = 422


class Report(NamedTuple):
    """How far the work is now, and what was spent since the report before."""

    percent: int
    spent_rupiah: int = 0
    source: str = ""
    note: str = ""


@transaction.atomic
def start_activity(*, actor: Actor, activity: Activity, at: datetime) -> Activity:
    """Begin. The action point of the activity begins with it.

    Raises:
        NotAllowed: the actor neither owns it nor works for the unit.
        NotCarriedOutNow: the plan is not in force, or it has begun before.
    """
    activity = _at_work(actor, activity, ActivityState.PLANNED)
    _begin(actor, activity, at)
    note(actor, "activity.started", activity.plan, at, title=activity.title)
    return activity


@transaction.atomic
def report_progress(
    *, actor: Actor, activity: Activity, report: Report, at: datetime
) -> Progress:
    """Say how far it is, and what was spent; the first report begins it.

    Raises:
        NotAllowed: the actor neither owns it nor works for the unit.
        NotCarriedOutNow: the plan is not in force, or the activity is over.
        ReportDoesNotFit: no percent, or money below nothing.
    """
    states = (ActivityState.PLANNED, ActivityState.RUNNING)
    activity = _at_work(actor, activity, *states)
    if not 0 <= report.percent <= ALL or report.spent_rupiah < 0:
        raise ReportDoesNotFit(_("Kemajuan 0–100 persen; dana tidak kurang dari nol."))
    if activity.state == ActivityState.PLANNED:
        _begin(actor, activity, at)
    progress = Progress.objects.create(
        activity=activity, at=at, by_id=actor.user_id, **report._asdict()
    )
    note(
        actor,
        "activity.reported",
        activity.plan,
        at,
        title=activity.title,
        percent=report.percent,
        spent=report.spent_rupiah,
    )
    return progress


@transaction.atomic
def finish_step(
    *, actor: Actor, step: ActivityStep, at: datetime, is_done: bool = True
) -> ActivityStep:
    """Tick a step of an activity, or take the tick back.

    Raises:
        NotAllowed: the actor neither owns it nor works for the unit.
        NotCarriedOutNow: the plan is not in force, or the activity is over.
    """
    states = (ActivityState.PLANNED, ActivityState.RUNNING)
    activity = _at_work(actor, step.activity, *states)
    if activity.state == ActivityState.PLANNED:
        _begin(actor, activity, at)
    step.done_on = timezone.localdate(at) if is_done else None
    step.save(update_fields=["done_on"])
    note(actor, "activity.reported", activity.plan, at, step=step.title)
    return step


@transaction.atomic
def finish_activity(
    *, actor: Actor, activity: Activity, at: datetime, text: str = ""
) -> Activity:
    """Say that it is done, and ask the verifier to look. The score stays as it is.

    Raises:
        NotAllowed: the actor neither owns it nor works for the unit.
        NotCarriedOutNow: the plan is not in force, or the activity is over.
        EvidenceIsMissing: evidence was asked, and there is none.
        NobodyNamed: there is nobody to do it or to check it.
    """
    states = (ActivityState.PLANNED, ActivityState.RUNNING)
    activity = _at_work(actor, activity, *states)
    if (
        activity.evidence_asked
        and not evidence_for(SOURCE, [activity.key])[activity.key]
    ):
        raise EvidenceIsMissing(
            _("Unggah dahulu buktinya: {asked}.").format(
                asked=", ".join(activity.evidence_asked)
            )
        )
    point = ensure_point(activity, at)
    work.submit_point(actor=actor, point=point, text=text, at=at)
    activity.state = ActivityState.DONE
    activity.done_on = timezone.localdate(at)
    activity.save(update_fields=["state", "done_on"])
    note(actor, "activity.done", activity.plan, at, title=activity.title)
    activity_done.send(sender=Activity, activity_id=activity.pk)
    return activity


@transaction.atomic
def verify_activity(
    *, actor: Actor, activity: Activity, is_accepted: bool, at: datetime, text: str = ""
) -> Activity:
    """The verifier confirms that it was done, or sends it back with a reason.

    Raises:
        NotAllowed: the actor is not the verifier.
        NotCarriedOutNow: nobody says that it is done.
        PointReasonMissing: it was sent back without a reason.
    """
    activity = locked_activity(activity)
    if activity.state != ActivityState.DONE:
        raise NotCarriedOutNow(_("Kegiatan ini belum dinyatakan selesai."))
    point = ensure_point(activity, at)
    if is_accepted:
        work.verify_point(actor=actor, point=point, text=text, at=at)
    else:
        work.return_point(actor=actor, point=point, reason=text, at=at)
    point.refresh_from_db()
    match_point(activity, point, at)
    act = "activity.verified" if is_accepted else "activity.returned"
    note(actor, act, activity.plan, at, title=activity.title)
    return activity


@transaction.atomic
def follow_point(*, point_id: int, at: datetime) -> None:
    """Bring an activity into line with its action point, whoever moved that."""
    point = ActionPoint.objects.filter(pk=point_id, source=SOURCE).first()
    if point is None:
        return
    rows = Activity.objects.select_for_update(of=("self",)).in_force()
    rows = rows.select_related("plan__organisation")
    activity = rows.filter(thread=point.source_key).first()
    if activity is not None and match_point(activity, point, at):
        note(
            SYSTEM,
            "activity.followed",
            activity.plan,
            at,
            title=activity.title,
            state=activity.state,
        )


def locked_activity(activity: Activity) -> Activity:
    rows = Activity.objects.select_for_update(of=("self",))
    return rows.select_related("plan__organisation", "finding").get(pk=activity.pk)


def _at_work(actor: Actor, activity: Activity, *states: ActivityState) -> Activity:
    activity = locked_activity(activity)
    if actor.user_id is None or actor.user_id != activity.owner_id:
        permissions.CARRY_OUT.check(actor, activity.plan)
    if activity.plan.state != PlanState.APPROVED:
        raise NotCarriedOutNow(_("Kegiatan dilaksanakan sesudah rencananya disahkan."))
    if activity.state not in states:
        message = _("Kegiatan ini sedang berstatus “{state}”.")
        raise NotCarriedOutNow(message.format(state=activity.get_state_display()))
    return activity


def _begin(actor: Actor, activity: Activity, at: datetime) -> None:
    point = ensure_point(activity, at)
    if point.state in WORK_STATES and point.state != PointState.IN_PROGRESS:
        work.start_point(actor=actor, point=point, at=at)
    activity.state = ActivityState.RUNNING
    activity.save(update_fields=["state"])
