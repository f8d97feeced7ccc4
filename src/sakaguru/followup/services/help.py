"""Ask the unit above for help; take it on or say no; give it; say whether it arrived.

A request is a point of the unit that is asked, with the asker noted on it: who helps
owns it, who asked checks it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sakaguru.core.errors import DomainError
from sakaguru.followup import permissions
from sakaguru.followup.enums import WORK_STATES, EventKind, PointState
from sakaguru.followup.models import ActionPoint
from sakaguru.followup.services.points import (
    NO_SUBJECT,
    OwnVerifier,
    check_due,
    check_reason,
    put_on_register,
)
from sakaguru.followup.services.rights import check_asks, check_helps
from sakaguru.followup.services.trace import locked
from sakaguru.followup.services.work import NotThisStepNow, in_state, take_step

if TYPE_CHECKING:
    from datetime import datetime

    from sakaguru.core.access import Actor
    from sakaguru.followup.services.points import Promise, Subject
    from sakaguru.organisations.models import Organisation


class NobodyAbove(DomainError):
    code = "nobody_above"


@transaction.atomic
def ask_help(
    *,
    actor: Actor,
    asker: Organisation,
    wish: Promise,
    at: datetime,
    subject: Subject = NO_SUBJECT,
) -> ActionPoint:
    """Ask the unit above for something until a day: a school asks its cluster.

    Raises:
        NotAllowed: the actor may not ask for this unit.
        NobodyAbove: no unit lies above it.
        DueDayPassed: the day lies before the day of ``at``.
    """
    point = ActionPoint(asker=asker, opened_at=at, opened_by_id=actor.user_id)
    permissions.ASK_FOR_HELP.check(actor, point)
    if asker.parent is None:
        raise NobodyAbove(_("Tidak ada unit di atas yang dapat dimintai bantuan."))
    check_due(wish.due_on, at)
    point.owner, point.verifier_id = asker.parent, actor.user_id
    return put_on_register(actor, point, wish, subject, at)


@transaction.atomic
def take_help(*, actor: Actor, point: ActionPoint, at: datetime) -> ActionPoint:
    """Promise to help; also in the place of somebody who promised before.

    Raises:
        NotAllowed: the actor may not help for the unit that was asked.
        NotThisStepNow: it was given, or has ended, or the actor promised it before.
        OwnVerifier: the actor asked for it.
    """
    point = _for_helper(actor, point, at, *WORK_STATES)
    if point.owner_person_id == actor.user_id:
        raise NotThisStepNow(_("Anda sudah menyanggupinya."))
    state = PointState.AGREED if point.state == PointState.NEW else point.state
    return _owned(actor, point, PointState(state), EventKind.HELP_TAKEN, at)


@transaction.atomic
def refuse_help(
    *, actor: Actor, point: ActionPoint, reason: str, at: datetime
) -> ActionPoint:
    """Say that no help can come, and why.

    Raises:
        NotAllowed: the actor may not help for the unit that was asked.
        NotThisStepNow: it was given, or has ended.
        PointReasonMissing: no reason was given.
    """
    point = _for_helper(actor, point, at, *WORK_STATES)
    check_reason(reason)
    point.finished_at, point.is_returned = at, False
    state = PointState.DROPPED
    return take_step(actor, point, state, EventKind.HELP_REFUSED, at, reason)


@transaction.atomic
def give_help(
    *, actor: Actor, point: ActionPoint, text: str, at: datetime
) -> ActionPoint:
    """Record what was given, and ask the asker whether it arrived.

    Raises:
        NotAllowed: the actor may not help for the unit that was asked.
        NotThisStepNow: it was given, or has ended.
        PointReasonMissing: what was given is not told.
        OwnVerifier: the actor asked for it.
    """
    point = _for_helper(actor, point, at, *WORK_STATES)
    check_reason(text)
    point.is_returned = False
    given = EventKind.HELP_GIVEN
    return _owned(actor, point, PointState.AWAITING_CHECK, given, at, text)


@transaction.atomic
def confirm_help(
    *, actor: Actor, point: ActionPoint, at: datetime, text: str = ""
) -> ActionPoint:
    """The asker says that the help has arrived.

    Raises:
        NotAllowed: the actor does not speak for the unit that asked.
        NotThisStepNow: nothing was given.
        OwnVerifier: the actor gave it.
    """
    point = _for_asker(actor, point, at)
    point.finished_at = at
    return take_step(actor, point, PointState.DONE, EventKind.HELP_ARRIVED, at, text)


@transaction.atomic
def miss_help(
    *, actor: Actor, point: ActionPoint, reason: str, at: datetime
) -> ActionPoint:
    """The asker says that what was recorded has not arrived, or not all of it.

    Raises:
        NotAllowed: the actor does not speak for the unit that asked.
        NotThisStepNow: nothing was given.
        PointReasonMissing: what is missing is not told.
        OwnVerifier: the actor gave it.
    """
    point = _for_asker(actor, point, at)
    check_reason(reason)
    point.is_returned = True
    back = PointState.IN_PROGRESS
    return take_step(actor, point, back, EventKind.HELP_MISSING, at, reason)


@transaction.atomic
def withdraw_help(
    *, actor: Actor, point: ActionPoint, reason: str, at: datetime
) -> ActionPoint:
    """The asker no longer needs it.

    Raises:
        NotAllowed: the actor does not speak for the unit that asked.
        NotThisStepNow: it was given, or has ended.
        PointReasonMissing: no reason was given.
    """
    point = _asked(point)
    check_asks(actor, point, timezone.localdate(at))
    in_state(point, WORK_STATES)
    check_reason(reason)
    point.finished_at, point.is_returned = at, False
    dropped = EventKind.DROPPED
    return take_step(actor, point, PointState.DROPPED, dropped, at, reason)


def _asked(point: ActionPoint) -> ActionPoint:
    """Lock a point that is a request for help."""
    point = locked(point)
    if not point.is_help:
        message = _("{number} bukan permintaan bantuan.")
        raise NotThisStepNow(message.format(number=point.number))
    return point


def _for_helper(
    actor: Actor, point: ActionPoint, at: datetime, *states: PointState
) -> ActionPoint:
    point = _asked(point)
    check_helps(actor, point, timezone.localdate(at))
    return in_state(point, states)


def _for_asker(actor: Actor, point: ActionPoint, at: datetime) -> ActionPoint:
    """Lock given help for the one who checks it, and note that person."""
    point = _asked(point)
    check_asks(actor, point, timezone.localdate(at))
    in_state(point, (PointState.AWAITING_CHECK,))
    if actor.user_id == point.owner_person_id:
        raise OwnVerifier(_("Yang memberi bantuan tidak membenarkannya sendiri."))
    point.verifier_id = actor.user_id
    point.save(update_fields=["verifier"])
    return point


def _owned(
    actor: Actor,
    point: ActionPoint,
    state: PointState,
    kind: EventKind,
    at: datetime,
    text: str = "",
) -> ActionPoint:
    """Step on with the actor as the one who helps."""
    if actor.user_id == point.verifier_id:
        raise OwnVerifier(_("Yang meminta bantuan tidak memberikannya sendiri."))
    point.owner_person_id = actor.user_id
    point.save(update_fields=["owner_person"])
    return take_step(actor, point, state, kind, at, text)
