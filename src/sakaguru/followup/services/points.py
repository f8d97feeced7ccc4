"""Open action points, and say who does them, who checks them, and until when."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sakaguru.core.errors import DomainError
from sakaguru.followup import permissions
from sakaguru.followup.enums import EventKind, PointState, Priority
from sakaguru.followup.logic.numbers import area_code, point_number
from sakaguru.followup.models import ActionPoint, Numbering
from sakaguru.followup.queries.people import may_own, may_verify
from sakaguru.followup.services.rights import check_comments, check_postpones
from sakaguru.followup.services.trace import locked, note

if TYPE_CHECKING:
    from datetime import date, datetime

    from sakaguru.accounts.models import User
    from sakaguru.core.access import Actor
    from sakaguru.organisations.models import Organisation

SHORTEST_REASON = 10


class PointIsClosed(DomainError):
    code = "point_is_closed"


class OwnVerifier(DomainError):
    code = "own_verifier"
    status = 422


class PersonNotThere(DomainError):
    code = "person_not_there"
    status = 422


class DueDayPassed(DomainError):
    code = "due_day_passed"
    status = 422


class PointReasonMissing(DomainError):
    code = "reason_missing"
    status = 422


class Subject(NamedTuple):
    """What a point is about, told by the capability that opens it.

    ``source`` is the capability, ``key`` the subject's key there; ``label`` and
    ``address`` are shown as they are.
    """

    source: str
    key: str
    label: str
    address: str = ""


class Promise(NamedTuple):
    """What is to be done, until when, how urgently."""

    title: str
    due_on: date
    detail: str = ""
    priority: int = Priority.MEDIUM


NO_SUBJECT = Subject("", "", "")


@transaction.atomic
def open_point(
    *,
    actor: Actor,
    owner: Organisation,
    promise: Promise,
    at: datetime,
    subject: Subject = NO_SUBJECT,
    person: User | None = None,
    verifier: User | None = None,
) -> ActionPoint:
    """Put something to be done on a unit's register, with the next number of its area.

    Raises:
        NotAllowed: the actor may not open points for this unit.
        DueDayPassed: the due day lies before the day of ``at``.
        PersonNotThere, OwnVerifier: the people do not fit.
    """
    point = ActionPoint(owner=owner, opened_at=at, opened_by_id=actor.user_id)
    permissions.OPEN_POINT.check(actor, point)
    check_due(promise.due_on, at)
    check_people(owner, person, verifier, timezone.localdate(at))
    point.owner_person, point.verifier = person, verifier
    return put_on_register(actor, point, promise, subject, at)


def put_on_register(
    actor: Actor, point: ActionPoint, promise: Promise, subject: Subject, at: datetime
) -> ActionPoint:
    """Keep a new point under the next number of its area, and tell of it.

    Asked by services that have checked who may.
    """
    point.title, point.detail = promise.title.strip()[:200], promise.detail.strip()
    point.priority, point.due_on = promise.priority, promise.due_on
    point.first_due_on = promise.due_on
    point.source, point.source_key = subject.source, subject.key
    point.source_label = subject.label[:200]
    point.source_address = subject.address[:200]
    _number(point, at)
    point.save()
    told = {"asker": point.asker.name} if point.asker else {}
    note(actor, point, EventKind.OPENED, at, due=promise.due_on.isoformat(), **told)
    return point


@transaction.atomic
def assign_point(
    *,
    actor: Actor,
    point: ActionPoint,
    person: User | None,
    verifier: User | None,
    at: datetime,
    priority: int | None = None,
) -> ActionPoint:
    """Say who does it and who checks it.

    Raises:
        NotAllowed: the actor may not steer this unit's points.
        PointIsClosed: nothing is left to do.
        PersonNotThere, OwnVerifier: the people do not fit.
    """
    point = locked(point)
    permissions.STEER_POINT.check(actor, point)
    check_open(point)
    check_people(point.owner, person, verifier, timezone.localdate(at))
    if point.state == PointState.AWAITING_CHECK and None in (person, verifier):
        raise PersonNotThere(_("Yang menunggu verifikasi harus punya pemeriksa."))
    point.owner_person, point.verifier = person, verifier
    point.priority = priority or point.priority
    point.save(update_fields=["owner_person", "verifier", "priority"])
    names = {
        "person": person.name if person else "",
        "verifier": verifier.name if verifier else "",
    }
    note(actor, point, EventKind.ASSIGNED, at, **names)
    return point


@transaction.atomic
def postpone_point(
    *, actor: Actor, point: ActionPoint, due_on: date, reason: str, at: datetime
) -> ActionPoint:
    """Move the due day; each time is counted and its reason kept.

    Raises:
        NotAllowed: the actor neither steers nor works on this unit's points.
        PointIsClosed: nothing is left to do.
        DueDayPassed: the new day is not later.
        PointReasonMissing: no reason was given.
    """
    point = locked(point)
    check_postpones(actor, point, timezone.localdate(at))
    check_open(point)
    if due_on <= point.due_on or due_on < timezone.localdate(at):
        raise DueDayPassed(_("Tenggat baru harus sesudah tenggat sekarang."))
    check_reason(reason)
    before, point.due_on = point.due_on, due_on
    point.postponements += 1
    point.save(update_fields=["due_on", "postponements"])
    days = {"before": before.isoformat(), "after": due_on.isoformat()}
    note(actor, point, EventKind.POSTPONED, at, reason.strip(), **days)
    return point


@transaction.atomic
def drop_point(
    *, actor: Actor, point: ActionPoint, reason: str, at: datetime
) -> ActionPoint:
    """Decide not to go on; the number stays, with the reason.

    Raises:
        NotAllowed: the actor may not steer this unit's points.
        PointIsClosed: nothing is left to do.
        PointReasonMissing: no reason was given.
    """
    point = locked(point)
    permissions.STEER_POINT.check(actor, point)
    check_open(point)
    check_reason(reason)
    point.state, point.finished_at, point.is_returned = PointState.DROPPED, at, False
    point.save(update_fields=["state", "finished_at", "is_returned"])
    note(actor, point, EventKind.DROPPED, at, reason.strip())
    return point


@transaction.atomic
def comment_on_point(
    *, actor: Actor, point: ActionPoint, text: str, at: datetime
) -> ActionPoint:
    """Say something about a point, also after it is finished.

    Raises:
        NotAllowed: the actor neither reads this unit's points nor is named on it.
        PointReasonMissing: nothing was written.
    """
    point = locked(point)
    check_comments(actor, point, timezone.localdate(at))
    if not text.strip():
        raise PointReasonMissing(_("Tuliskan komentar dahulu."))
    note(actor, point, EventKind.COMMENTED, at, text.strip())
    return point


def check_due(due_on: date, at: datetime) -> None:
    if due_on < timezone.localdate(at):
        raise DueDayPassed(_("Tenggat harus hari ini atau sesudahnya."))


def check_open(point: ActionPoint) -> None:
    if not point.is_open:
        message = _("{number} sudah berakhir.")
        raise PointIsClosed(message.format(number=point.number))


def check_reason(reason: str) -> None:
    if len(reason.strip()) < SHORTEST_REASON:
        raise PointReasonMissing(_("Tuliskan alasannya dalam satu kalimat."))


def check_people(
    owner: Organisation, person: User | None, verifier: User | None, day: date
) -> None:
    """Refuse people who do not belong there, and one who would check themselves."""
    if person and verifier and person.pk == verifier.pk:
        raise OwnVerifier(_("Pemeriksa harus orang lain dari penanggung jawab."))
    if person and not may_own(person.pk, owner, day):
        message = _("{name} tidak bertugas di {unit}.")
        raise PersonNotThere(message.format(name=person.name, unit=owner.name))
    if verifier and not may_verify(verifier.pk, owner, day):
        message = _("{name} tidak bertugas di {unit} atau di jenjang di atasnya.")
        raise PersonNotThere(message.format(name=verifier.name, unit=owner.name))


def _number(point: ActionPoint, at: datetime) -> None:
    """Give the next number; the lock is held until the end of the transaction."""
    area, year = area_code(point.owner.path), timezone.localdate(at).year
    Numbering.objects.get_or_create(area_code=area, year=year)
    rows = Numbering.objects.select_for_update()
    numbering = rows.get(area_code=area, year=year)
    numbering.last += 1
    numbering.save(update_fields=["last"])
    point.area_code, point.year, point.serial = area, year, numbering.last
    point.number = point_number(area, year, numbering.last)
