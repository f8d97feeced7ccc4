"""Classes of a school: a PIN each for the pupils, slips for their families."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from sakaguru.core.audit import record
from sakaguru.core.errors import DomainError
from sakaguru.survey import permissions
from sakaguru.survey.models import Assignment, SchoolClass

if TYPE_CHECKING:
    from datetime import datetime

    from sakaguru.core.access import Actor

MOST_CLASSES = 40
MOST_FAMILIES = 60


class TooManyClasses(DomainError):
    code = "too_many_classes"


class ClassUnnamed(DomainError):
    code = "class_unnamed"
    status = 422


class TooManyFamilies(DomainError):
    code = "too_many_families"
    status = 422


@transaction.atomic
def add_class(
    *, actor: Actor, assignment: Assignment, label: str, families: int, at: datetime
) -> SchoolClass:
    """Give a class a PIN of its own, and its families a slip each.

    Raises:
        NotAllowed: the actor does not hand out this school's links.
        ClassUnnamed, TooManyFamilies, TooManyClasses
    """
    rows = Assignment.objects.select_for_update(of=("self",))
    assignment = rows.select_related("campaign", "school").get(pk=assignment.pk)
    permissions.HAND_OUT_LINKS.check(actor, assignment)
    _check(label, families)
    if assignment.classes.count() >= MOST_CLASSES:
        raise TooManyClasses(_("Paling banyak 40 kelas untuk satu sekolah."))
    last = assignment.classes.aggregate(last=Max("number"))["last"] or 0
    room = SchoolClass.objects.create(
        assignment=assignment, number=last + 1, label=label.strip(), families=families
    )
    _trace(actor, "class.added", room, at)
    return room


@transaction.atomic
def change_class(
    *, actor: Actor, room: SchoolClass, label: str, families: int, at: datetime
) -> SchoolClass:
    """Name a class anew, or make more slips; those on paper stay good.

    With fewer families some slips on paper are good no more.

    Raises:
        NotAllowed, ClassUnnamed, TooManyFamilies
    """
    room = _locked(actor, room)
    _check(label, families)
    room.label, room.families = label.strip(), families
    room.save(update_fields=["label", "families"])
    _trace(actor, "class.changed", room, at)
    return room


@transaction.atomic
def renew_class(*, actor: Actor, room: SchoolClass, at: datetime) -> SchoolClass:
    """New PIN and new slips; the old ones are worthless at once.

    Raises:
        NotAllowed
    """
    room = _locked(actor, room)
    room.edition += 1
    room.is_shut, room.shut_at = False, None
    room.save(update_fields=["edition", "is_shut", "shut_at"])
    _trace(actor, "class.renewed", room, at)
    return room


@transaction.atomic
def shut_class(*, actor: Actor, room: SchoolClass, at: datetime) -> SchoolClass:
    """Let no further device in when the lesson is over; what was answered arrives.

    Raises:
        NotAllowed
    """
    return _set_shut(actor, room, "class.shut", at, is_shut=True)


@transaction.atomic
def reopen_class(*, actor: Actor, room: SchoolClass, at: datetime) -> SchoolClass:
    """Let devices in again by the same PIN.

    Raises:
        NotAllowed
    """
    return _set_shut(actor, room, "class.reopened", at, is_shut=False)


def _set_shut(
    actor: Actor, room: SchoolClass, act: str, at: datetime, *, is_shut: bool
) -> SchoolClass:
    room = _locked(actor, room)
    if room.is_shut != is_shut:  # shut twice: the first time counts
        room.is_shut, room.shut_at = is_shut, at if is_shut else None
        room.save(update_fields=["is_shut", "shut_at"])
    _trace(actor, act, room, at)
    return room


def _check(label: str, families: int) -> None:
    if not label.strip():
        raise ClassUnnamed(_("Beri nama kelasnya, misalnya 5A."))
    if not 0 <= families <= MOST_FAMILIES:
        raise TooManyFamilies(_("Jumlah keluarga dari 0 sampai 60."))


def _locked(actor: Actor, room: SchoolClass) -> SchoolClass:
    rows = SchoolClass.objects.select_for_update(of=("self",))
    related = ("assignment__campaign", "assignment__school")
    room = rows.select_related(*related).get(pk=room.pk)
    permissions.HAND_OUT_LINKS.check(actor, room.assignment)
    return room


def _trace(actor: Actor, action: str, room: SchoolClass, at: datetime) -> None:
    path = room.assignment.school.path
    record(actor=actor, action=action, subject=room, at=at, path=path)
