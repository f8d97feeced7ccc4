"""Classes with a PIN of their own, and the slips of their families."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from sakaguru.core.errors import DomainError
from sakaguru.survey.adapters.vault import (
    class_pin,
    poster_pass,
    poster_pin,
    slip_codes,
)
from sakaguru.survey.enums import POSTER
from sakaguru.survey.logic.tokens import same, typed_code

if TYPE_CHECKING:
    from datetime import datetime

    from sakaguru.survey.models import Assignment, SchoolClass

PUPILS, PARENTS = "SS", "MT"
LONGEST_TYPED = 12


class SlipNeeded(DomainError):
    code = "slip_needed"
    status = 422


class SlipUnknown(DomainError):
    code = "slip_unknown"
    status = 422


class ClassRow(NamedTuple):
    """A class and the PIN of its pupils, for those who hand it out."""

    room: SchoolClass
    pin: str


def classes_of(assignment: Assignment) -> list[ClassRow]:
    """One query. For those who may hand out PINs: the caller has asked the rule."""
    campaign = assignment.campaign
    return [
        ClassRow(room, class_pin(campaign, assignment, room))
        for room in assignment.classes.order_by("label", "number")
    ]


def pin_fits(assignment: Assignment, role: str, pin: str) -> bool:
    """Whether a PIN opens the poster's door; shut classes let nobody in.

    A school with classes has no common PIN for its pupils any more.
    """
    rooms = _rooms(assignment) if role == PUPILS else []
    if not rooms:
        return same(pin, poster_pin(assignment.campaign, assignment, role))
    open_pins = [
        class_pin(assignment.campaign, assignment, room)
        for room in rooms
        if not room.is_shut
    ]
    return any([same(pin, each) for each in open_pins])  # noqa: C419 -- all, always


def pass_for(assignment: Assignment, role: str, pin: str) -> str:
    """What a device keeps that was let in with a PIN; the PIN has been checked."""
    return poster_pass(assignment.campaign, assignment, role, pin)


class Pass(NamedTuple):
    """That a device was let in; ``shut_at``: when its class was shut, if it was."""

    shut_at: datetime | None


def known_pass(assignment: Assignment, role: str, shown: str) -> Pass | None:
    """Whether a device was once let in with a PIN that was not renewed since.

    Also by the common PIN before there were classes, and by a class that was shut:
    what was answered then may still arrive.
    """
    campaign = assignment.campaign
    if role not in POSTER:
        return None
    if same(shown, poster_pass(campaign, assignment, role)):
        return Pass(None)
    for room in _rooms(assignment) if role == PUPILS else []:
        pin = class_pin(campaign, assignment, room)
        if same(shown, poster_pass(campaign, assignment, role, pin)):
            return Pass(room.shut_at)
    return None


def asks_for_slip(assignment: Assignment, role: str) -> bool:
    """Whether parents need a slip's code here: slips were made for their school."""
    return role == PARENTS and any(room.families for room in _rooms(assignment))


def slip_for(assignment: Assignment, role: str, typed: str) -> str:
    """The code of a slip as it is written; empty where none is needed.

    Whether it was used before is told to nobody but who sends answers with it.

    Raises:
        SlipNeeded, SlipUnknown
    """
    if not asks_for_slip(assignment, role):
        return ""
    code = typed_code(typed)
    if not code:
        raise SlipNeeded(_("Tulis kode dari lembar keluarga."))
    rooms = _rooms(assignment)
    known = any(code in slip_codes(assignment, room) for room in rooms)
    if len(typed) > LONGEST_TYPED or not known:
        raise SlipUnknown(
            _("Kode lembar ini tidak kami kenal. Periksa delapan huruf di lembarnya.")
        )
    return code


def _rooms(assignment: Assignment) -> list[SchoolClass]:
    return list(assignment.classes.all())
