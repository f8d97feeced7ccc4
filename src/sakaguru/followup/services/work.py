"""Do what was promised: agree, start, submit; check, return, judge the effect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sakaguru.core.errors import DomainError
from sakaguru.followup.enums import EventKind, PointState
from sakaguru.followup.services.points import check_reason
from sakaguru.followup.services.rights import check_judges, check_works
from sakaguru.followup.services.trace import locked, note

if TYPE_CHECKING:
    from datetime import datetime

    from sakaguru.core.access import Actor
    from sakaguru.followup.models import ActionPoint


class NotThisStepNow(DomainError):
    code = "not_this_step_now"


class NobodyNamed(DomainError):
    code = "nobody_named"


@transaction.atomic
def agree_point(*, actor: Actor, point: ActionPoint, at: datetime) -> ActionPoint:
    """The owner takes the point on.

    Raises:
        NotAllowed: the actor is not the owner, nor works for the unit.
        NotThisStepNow: it was taken on before.
    """
    point = _taken(actor, point, at, PointState.NEW)
    return take_step(actor, point, PointState.AGREED, EventKind.AGREED, at)


@transaction.atomic
def start_point(*, actor: Actor, point: ActionPoint, at: datetime) -> ActionPoint:
    """The owner begins.

    Raises:
        NotAllowed: the actor is not the owner, nor works for the unit.
        NotThisStepNow: it has begun, or is finished.
    """
    point = _taken(actor, point, at, PointState.NEW, PointState.AGREED)
    return take_step(actor, point, PointState.IN_PROGRESS, EventKind.STARTED, at)


@transaction.atomic
def submit_point(
    *, actor: Actor, point: ActionPoint, at: datetime, text: str = ""
) -> ActionPoint:
    """The owner says that it is done, and asks the verifier to look.

    Raises:
        NotAllowed: the actor is not the owner, nor works for the unit.
        NotThisStepNow: it waits already, or is finished.
        NobodyNamed: there is nobody to do it or to check it.
    """
    working = (PointState.NEW, PointState.AGREED, PointState.IN_PROGRESS)
    point = _taken(actor, point, at, *working)
    if point.owner_person_id is None or point.verifier_id is None:
        raise NobodyNamed(_("Tetapkan dahulu penanggung jawab dan pemeriksanya."))
    point.is_returned = False
    awaiting = PointState.AWAITING_CHECK
    return take_step(actor, point, awaiting, EventKind.SUBMITTED, at, text)


@transaction.atomic
def return_point(
    *, actor: Actor, point: ActionPoint, reason: str, at: datetime
) -> ActionPoint:
    """The verifier sends it back, saying what is missing.

    Raises:
        NotAllowed: the actor is not the verifier.
        NotThisStepNow: nobody asked for a check.
        PointReasonMissing: no reason was given.
    """
    point = _checked(actor, point, at, PointState.AWAITING_CHECK)
    check_reason(reason)
    point.is_returned = True
    back = PointState.IN_PROGRESS
    return take_step(actor, point, back, EventKind.RETURNED, at, reason)


@transaction.atomic
def verify_point(
    *, actor: Actor, point: ActionPoint, at: datetime, text: str = ""
) -> ActionPoint:
    """The verifier confirms that it was done. Whether it helped is another question.

    Raises:
        NotAllowed: the actor is not the verifier.
        NotThisStepNow: nobody asked for a check.
    """
    point = _checked(actor, point, at, PointState.AWAITING_CHECK)
    point.finished_at = at
    return take_step(actor, point, PointState.DONE, EventKind.VERIFIED, at, text)


@transaction.atomic
def judge_effect(
    *,
    actor: Actor,
    point: ActionPoint,
    is_effective: bool,
    reason: str,
    at: datetime,
) -> ActionPoint:
    """Say whether what was done has helped, and by what that is seen.

    The verifier judges; so does the machine, when a new measurement is there.

    Raises:
        NotAllowed: the actor is not the verifier.
        NotThisStepNow: it is not finished.
        PointReasonMissing: no reason was given.
    """
    finished = (PointState.DONE, PointState.EFFECTIVE, PointState.NOT_EFFECTIVE)
    point = _checked(actor, point, at, *finished)
    check_reason(reason)
    if is_effective:
        return take_step(
            actor, point, PointState.EFFECTIVE, EventKind.PROVEN, at, reason
        )
    state = PointState.NOT_EFFECTIVE
    return take_step(actor, point, state, EventKind.NOT_PROVEN, at, reason)


def _taken(
    actor: Actor, point: ActionPoint, at: datetime, *states: PointState
) -> ActionPoint:
    """Lock a point for its owner, who must be in one of these states."""
    point = locked(point)
    check_works(actor, point, timezone.localdate(at))
    return in_state(point, states)


def _checked(
    actor: Actor, point: ActionPoint, at: datetime, *states: PointState
) -> ActionPoint:
    """Lock a point for its verifier."""
    point = locked(point)
    check_judges(actor, point, timezone.localdate(at))
    return in_state(point, states)


def in_state(point: ActionPoint, states: tuple[PointState, ...]) -> ActionPoint:
    if point.state not in states:
        message = _("{number} sedang berstatus “{state}”.")
        raise NotThisStepNow(
            message.format(number=point.number, state=point.get_state_display())
        )
    return point


def take_step(
    actor: Actor,
    point: ActionPoint,
    state: PointState,
    kind: EventKind,
    at: datetime,
    text: str = "",
) -> ActionPoint:
    point.state = state
    point.save(update_fields=["state", "is_returned", "finished_at"])
    note(actor, point, kind, at, text.strip())
    return point
