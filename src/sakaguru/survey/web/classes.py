"""Classes of a school: a PIN each on paper or the wall, and slips for the families."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from sakaguru.core.errors import DomainError
from sakaguru.survey import permissions
from sakaguru.survey.adapters.qr import qr_svg
from sakaguru.survey.adapters.vault import class_pin, poster_pin, slip_codes
from sakaguru.survey.models import SchoolClass
from sakaguru.survey.queries.classes import PARENTS, classes_of
from sakaguru.survey.queries.schools import own_schools
from sakaguru.survey.services.classes import (
    MOST_FAMILIES,
    add_class,
    change_class,
    renew_class,
    reopen_class,
    shut_class,
)
from sakaguru.survey.web.schools import poster_context
from sakaguru.ui.http import ActorRequest, action, page

if TYPE_CHECKING:
    from django.http import HttpResponse


class ClassForm(forms.Form):
    label = forms.CharField(max_length=20)
    families = forms.IntegerField(min_value=0, max_value=MOST_FAMILIES)


class ClassIncomplete(DomainError):
    code = "class_incomplete"
    status = 422


@page(permissions.HAND_OUT_LINKS)
def class_list(request: ActorRequest, assignment_id: int) -> HttpResponse:
    assignment = get_object_or_404(own_schools(request.actor), pk=assignment_id)
    context = {
        "assignment": assignment,
        "campaign": assignment.campaign,
        "school": assignment.school,
        "rows": classes_of(assignment),
        "most_families": MOST_FAMILIES,
    }
    return render(request, "survey/class_list.html", context)


@page(permissions.HAND_OUT_LINKS)
def class_board(request: ActorRequest, room_id: int) -> HttpResponse:
    """For the wall or the projector while a class answers."""
    room = _find(request, room_id)
    context = _about(request, room)
    context["pin"] = class_pin(room.assignment.campaign, room.assignment, room)
    return render(request, "survey/class_board.html", context)


@page(permissions.HAND_OUT_LINKS)
def class_slips(request: ActorRequest, room_id: int) -> HttpResponse:
    """A slip for each family, to be printed, mixed and handed out."""
    room = _find(request, room_id)
    context = _about(request, room)
    to = context["poster_address"]
    title = _("Kode QR lembar keluarga")
    # What stands behind # stays on the device: no server writes it down.
    context["slips"] = [
        {"code": f"{code[:4]}-{code[4:]}", "qr": qr_svg(f"{to}#{code}", title=title)}
        for code in slip_codes(room.assignment, room)
    ]
    context["pin"] = poster_pin(room.assignment.campaign, room.assignment, PARENTS)
    return render(request, "survey/class_slips.html", context)


@action(permissions.HAND_OUT_LINKS)
def class_add(request: ActorRequest, assignment_id: int) -> HttpResponse:
    assignment = get_object_or_404(own_schools(request.actor), pk=assignment_id)
    permissions.HAND_OUT_LINKS.check(request.actor, assignment)
    given = _given(request)
    now = timezone.now()  # noqa: TID251 -- a door
    add_class(actor=request.actor, assignment=assignment, at=now, **given)
    messages.success(request, _("Kelas ditambahkan; PIN dan lembarnya siap dicetak."))
    return redirect("survey:class-list", assignment.pk)


@action(permissions.HAND_OUT_LINKS)
def class_change(request: ActorRequest, room_id: int) -> HttpResponse:
    room = _find(request, room_id)
    permissions.HAND_OUT_LINKS.check(request.actor, room.assignment)
    given = _given(request)
    now = timezone.now()  # noqa: TID251 -- a door
    change_class(actor=request.actor, room=room, at=now, **given)
    return redirect("survey:class-list", room.assignment_id)


@action(permissions.HAND_OUT_LINKS)
def class_renew(request: ActorRequest, room_id: int) -> HttpResponse:
    room = _find(request, room_id)
    renew_class(actor=request.actor, room=room, at=timezone.now())  # noqa: TID251 -- a door
    messages.success(
        request, _("PIN dan lembar baru siap dicetak; yang lama tidak berlaku lagi.")
    )
    return redirect("survey:class-list", room.assignment_id)


@action(permissions.HAND_OUT_LINKS)
def class_shut(request: ActorRequest, room_id: int) -> HttpResponse:
    room = _find(request, room_id)
    shut_class(actor=request.actor, room=room, at=timezone.now())  # noqa: TID251 -- a door
    messages.success(
        request, _("Kelas ditutup. Jawaban yang sudah selesai tetap masuk sendiri.")
    )
    return redirect("survey:class-list", room.assignment_id)


@action(permissions.HAND_OUT_LINKS)
def class_reopen(request: ActorRequest, room_id: int) -> HttpResponse:
    room = _find(request, room_id)
    reopen_class(actor=request.actor, room=room, at=timezone.now())  # noqa: TID251 -- a door
    return redirect("survey:class-list", room.assignment_id)


def _given(request: ActorRequest) -> dict[str, Any]:
    form = ClassForm(request.POST)
    if not form.is_valid():
        raise ClassIncomplete(_("Isi nama kelas dan jumlah keluarga (0 sampai 60)."))
    return form.cleaned_data


def _find(request: ActorRequest, room_id: int) -> SchoolClass:
    own = own_schools(request.actor).order_by().values("pk")
    rows = SchoolClass.objects.select_related(
        "assignment__school", "assignment__campaign__instrument_version__instrument"
    )
    return get_object_or_404(rows, pk=room_id, assignment__in=own)


def _about(request: ActorRequest, room: SchoolClass) -> dict[str, Any]:
    assignment = room.assignment
    return {
        "room": room,
        "assignment": assignment,
        "campaign": assignment.campaign,
        "school": assignment.school,
        **poster_context(request, assignment),
    }
