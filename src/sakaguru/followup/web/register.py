"""Pages of the register: the list, its sheet, a new point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from sakaguru.followup import permissions
from sakaguru.followup.models import ActionPoint
from sakaguru.followup.queries.points import Wanted, climbed_to, register
from sakaguru.followup.services.help import ask_help
from sakaguru.followup.services.points import Promise, open_point
from sakaguru.followup.web.forms import HelpForm, PointForm, RegisterFilter
from sakaguru.organisations.models import Organisation
from sakaguru.organisations.queries.organisations import visible_organisations
from sakaguru.ui.adapters.tables import Column, table_response
from sakaguru.ui.http import OpenTo, action, page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from sakaguru.ui.http import ActorRequest

PER_PAGE = 50
MOST_CLIMBED = 20


@page(permissions.VIEW_POINT, OpenTo.SIGNED_IN)
def point_list(request: ActorRequest) -> HttpResponse:
    day = timezone.localdate()
    unit, rows = _asked(request, day)
    points = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    own = request.actor.organisation_id
    may_open = own is not None and permissions.OPEN_POINT.reaches(
        request.actor, request.actor.path
    )
    context = {
        "points": points,
        "day": day,
        "climbed": climbed_to(request.actor, day)[:MOST_CLIMBED],
        "unit": unit,
        "form": RegisterFilter({"keadaan": "open", **request.GET.dict()}),
        "may_open": may_open,
        "may_ask": own is not None
        and permissions.ASK_FOR_HELP.reaches(request.actor, request.actor.path),
        "query": request.GET.urlencode(),
    }
    return render(request, "followup/point_list.html", context)


@page(permissions.VIEW_POINT, OpenTo.SIGNED_IN)
def point_export(request: ActorRequest) -> HttpResponse:
    day = timezone.localdate()
    columns = [
        Column("number", _("Nomor"), width=22),
        Column("title", _("Yang harus dilakukan"), width=50),
        Column("unit", _("Unit"), width=30),
        Column("asker", _("Diminta oleh"), width=30),
        Column("subject", _("Tentang"), width=40),
        Column("priority", _("Prioritas")),
        Column("state", _("Keadaan"), width=22),
        Column("due", _("Tenggat")),
        Column("late", _("Hari terlambat")),
        Column("postponements", _("Kali ditunda")),
        Column("person", _("Penanggung jawab"), width=24),
        Column("verifier", _("Pemeriksa"), width=24),
    ]
    rows = _asked(request, day)[1]
    return table_response(columns, _sheet(rows, day), form="xlsx", name="tindak-lanjut")


@page(permissions.OPEN_POINT)
def point_form(request: ActorRequest) -> HttpResponse:
    unit = _unit_to_open_for(request)
    form = PointForm(unit=unit, day=timezone.localdate())
    return _form_page(request, unit, form)


@action(permissions.OPEN_POINT)
def point_open(request: ActorRequest) -> HttpResponse:
    unit = _unit_to_open_for(request)
    form = PointForm(request.POST, unit=unit, day=timezone.localdate())
    if not form.is_valid():
        return _form_page(request, unit, form, status=422)
    data = form.cleaned_data
    point = open_point(
        actor=request.actor,
        owner=unit,
        promise=Promise(
            data["title"], data["due_on"], data["detail"], data["priority"]
        ),
        person=data["person"],
        verifier=data["verifier"],
        at=timezone.now(),  # noqa: TID251 -- a door reads the clock
    )
    messages.success(
        request, _("Tindak lanjut {number} dibuka.").format(number=point.number)
    )
    return redirect(point)


@page(permissions.ASK_FOR_HELP)
def help_form(request: ActorRequest) -> HttpResponse:
    unit = _unit_that_asks(request)
    return _help_page(request, unit, HelpForm())


@action(permissions.ASK_FOR_HELP)
def help_ask(request: ActorRequest) -> HttpResponse:
    unit = _unit_that_asks(request)
    form = HelpForm(request.POST)
    if not form.is_valid():
        return _help_page(request, unit, form, status=422)
    data = form.cleaned_data
    point = ask_help(
        actor=request.actor,
        asker=unit,
        wish=Promise(data["title"], data["due_on"], data["detail"]),
        at=timezone.now(),  # noqa: TID251 -- a door reads the clock
    )
    said = _("Permintaan {number} dikirim kepada {unit}.")
    messages.success(request, said.format(number=point.number, unit=point.owner.name))
    return redirect(point)


def _asked(
    request: ActorRequest, day: date
) -> tuple[Organisation | None, QuerySet[ActionPoint]]:
    """The rows that the address asks for; a unit that cannot be seen is not there."""
    data, unit = request.GET, None
    if data.get("unit"):
        units = visible_organisations(request.actor)
        unit = get_object_or_404(units, code=data["unit"])
    wanted = Wanted(
        state=data.get("keadaan", "open"),
        priority=data.get("prioritas", ""),
        words=data.get("cari", ""),
        only_help=bool(data.get("bantuan")),
        only_mine=bool(data.get("saya")),
        only_late=bool(data.get("terlambat")),
        path=unit.path if unit else "",
    )
    return unit, register(request.actor, wanted, day)


def _sheet(rows: QuerySet[ActionPoint], day: date) -> Iterator[dict[str, Any]]:
    for point in rows.iterator(chunk_size=1000):
        yield {
            "number": point.number,
            "title": point.title,
            "unit": point.owner.name,
            "asker": point.asker.name if point.asker else "",
            "subject": point.source_label,
            "priority": point.get_priority_display(),
            "state": point.get_state_display(),
            "due": point.due_on,
            "late": point.days_late(day),
            "postponements": point.postponements,
            "person": point.owner_person.name if point.owner_person else "",
            "verifier": point.verifier.name if point.verifier else "",
        }


def _unit_to_open_for(request: ActorRequest) -> Organisation:
    """The unit named in the address, else one's own."""
    code = request.GET.get("unit", "")
    units = Organisation.objects.filter(closed_on=None)
    units = units.filter(code=code) if code else units.filter(path=request.actor.path)
    unit = units.first()
    if unit is None or not permissions.VIEW_POINT.reaches(request.actor, unit.path):
        raise Http404
    permissions.OPEN_POINT.check(request.actor, ActionPoint(owner=unit))
    return unit


def _unit_that_asks(request: ActorRequest) -> Organisation:
    units = Organisation.objects.select_related("parent").filter(closed_on=None)
    unit = get_object_or_404(units, path=request.actor.path)
    permissions.ASK_FOR_HELP.check(request.actor, ActionPoint(asker=unit))
    return unit


def _help_page(
    request: ActorRequest, unit: Organisation, form: HelpForm, status: int = 200
) -> HttpResponse:
    context = {"unit": unit, "form": form}
    return render(request, "followup/help_form.html", context, status=status)


def _form_page(
    request: ActorRequest, unit: Organisation, form: PointForm, status: int = 200
) -> HttpResponse:
    context = {"unit": unit, "form": form}
    return render(request, "followup/point_form.html", context, status=status)
