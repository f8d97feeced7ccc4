"""Administrative figures: a form for one school, a file for many."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core import signing
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sakaguru.core.errors import DomainError
from sakaguru.instruments.models import DataField
from sakaguru.instruments.queries.data import field_groups
from sakaguru.organisations.enums import Tier
from sakaguru.organisations.models import Organisation
from sakaguru.organisations.queries.organisations import visible_organisations
from sakaguru.survey import permissions
from sakaguru.survey.adapters.figure_table import read_figures
from sakaguru.survey.models import DataEntry
from sakaguru.survey.queries.data_entries import data_version, newest_entries
from sakaguru.survey.services.data_entries import (
    FiguresRefused,
    Statement,
    check_may_enter,
    enter_data,
    may_enter,
)
from sakaguru.survey.services.data_imports import FigureRow, FigureTable, import_data
from sakaguru.survey.web.forms import FigureFileForm, StatementForm
from sakaguru.ui.adapters.sheets import TableFault
from sakaguru.ui.adapters.tables import Column, table_response
from sakaguru.ui.http import ActorRequest, action, page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpResponse

    from sakaguru.instruments.models import InstrumentVersion
    from sakaguru.survey.services.data_imports import ImportReport

ENTERS = (permissions.ENTER_OWN_DATA, permissions.ENTER_DATA)
SALT = "sakaguru.figures"
SHOWN = 200


class NothingKept(DomainError):
    code = "nothing_kept"
    status = 422


@page(permissions.VIEW_DATA)
def data_form(request: ActorRequest, code: str) -> HttpResponse:
    unit = _unit(request, code)
    permissions.VIEW_DATA.check(request.actor, DataEntry(school=unit))
    if unit.tier != Tier.SCHOOL:
        return redirect("survey:data-import", unit.code)
    form = StatementForm(initial={"dated_on": timezone.localdate()})
    return _form_page(request, unit, form, {}, {})


@action(*ENTERS)
def data_enter(request: ActorRequest, code: str) -> HttpResponse:
    school = _unit(request, code)
    check_may_enter(request.actor, school)
    form = StatementForm(request.POST)
    given = {
        key.removeprefix("d_"): str(value)
        for key, value in request.POST.items()
        if key.startswith("d_")
    }
    if not form.is_valid():
        return _form_page(request, school, form, given, {}, status=422)
    try:
        count = enter_data(
            actor=request.actor,
            school=school,
            version=_version(),
            given=given,
            statement=form.statement(),
            at=timezone.now(),  # noqa: TID251 -- a door
        )
    except FiguresRefused as refusal:
        return _form_page(request, school, form, given, refusal.fields, status=422)
    messages.success(request, _("{n} isian disimpan.").format(n=count))
    return redirect("survey:data-form", school.code)


@page(*ENTERS)
def data_import(request: ActorRequest, code: str) -> HttpResponse:
    unit = _unit(request, code)
    check_may_enter(request.actor, unit)
    form = FigureFileForm(initial={"dated_on": timezone.localdate()})
    return _import_page(request, unit, form)


@page(*ENTERS)
def data_template(request: ActorRequest, code: str) -> HttpResponse:
    """An empty sheet with the known columns and one row per school."""
    unit = _unit(request, code)
    check_may_enter(request.actor, unit)
    fields = DataField.objects.filter(version=_version()).order_by("position")
    schools = Organisation.objects.filter(
        path__startswith=unit.path, tier=Tier.SCHOOL, closed_on=None
    ).order_by("path")
    columns = [
        Column("npsn", "NPSN"),
        Column("name", _("Sekolah"), width=32),
        *(Column(field.key, str(field.label.get("id"))) for field in fields),
    ]
    blank = [None] * (len(columns) - 2)
    rows = ([*row, *blank] for row in schools.values_list("code", "name").iterator())
    return table_response(columns, rows, form="xlsx", name=f"data-{unit.code}")


@action(*ENTERS)
def data_upload(request: ActorRequest, code: str) -> HttpResponse:
    """Rehearse: say what the file would change, and keep it in the page, signed."""
    unit = _unit(request, code)
    check_may_enter(request.actor, unit)
    form = FigureFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _import_page(request, unit, form, status=422)
    fields = DataField.objects.filter(version=_version())
    try:
        columns, rows = read_figures(form.cleaned_data["file"], fields)
    except TableFault as fault:
        form.add_error("file", str(fault))
        return _import_page(request, unit, form, status=422)
    statement = form.statement()
    content = {
        "unit": unit.pk,
        "columns": columns,
        "rows": [(n, npsn, _plain(figures)) for n, npsn, figures in rows],
        "source": statement.source,
        "dated_on": statement.dated_on.isoformat(),
    }
    report = _import(request, unit, content, is_rehearsal=True)
    context = {
        "unit": unit,
        "report": report,
        "refused": report.refused[:SHOWN],
        "shown": SHOWN,
        "content": signing.dumps(content, salt=SALT, compress=True),
    }
    return render(request, "survey/data_rehearsal.html", context)


@action(*ENTERS)
def data_run(request: ActorRequest, code: str) -> HttpResponse:
    unit = _unit(request, code)
    check_may_enter(request.actor, unit)
    try:
        content = signing.loads(
            request.POST.get("content", ""), salt=SALT, max_age=24 * 3600
        )
    except signing.BadSignature as error:
        raise NothingKept(_("Unggah kembali berkasnya.")) from error
    if content["unit"] != unit.pk:
        raise NothingKept(_("Unggah kembali berkasnya."))
    report = _import(request, unit, content, is_rehearsal=False)
    messages.success(
        request,
        _("{n} isian dari {schools} sekolah disimpan.").format(
            n=report.created + report.changed, schools=report.schools
        ),
    )
    return redirect("survey:data-import", unit.code)


def _import(
    request: ActorRequest,
    unit: Organisation,
    content: Mapping[str, Any],
    *,
    is_rehearsal: bool,
) -> ImportReport:
    day = date.fromisoformat(content["dated_on"])
    return import_data(
        actor=request.actor,
        owner=unit,
        version=_version(),
        table=FigureTable(
            content["columns"], [FigureRow(*row) for row in content["rows"]]
        ),
        statement=Statement(content["source"], day),
        at=timezone.now(),  # noqa: TID251 -- a door
        is_rehearsal=is_rehearsal,
    )


def _plain(figures: dict[str, object]) -> dict[str, object]:
    """What JSON can hold; anything odd as its text, to be refused with its place."""
    return {
        key: value if isinstance(value, int | float | str) else str(value)
        for key, value in figures.items()
    }


def _unit(request: ActorRequest, code: str) -> Organisation:
    return get_object_or_404(visible_organisations(request.actor), code=code)


def _version() -> InstrumentVersion:
    version = data_version()
    if version is None:
        raise Http404
    return version


def _form_page(
    request: ActorRequest,
    school: Organisation,
    form: StatementForm,
    given: Mapping[str, str],
    faults: Mapping[str, str],
    status: int = 200,
) -> HttpResponse:
    permissions.VIEW_DATA.check(request.actor, DataEntry(school=school))
    entries = newest_entries(school, day=timezone.localdate())
    groups = [
        {
            "title": group.title.get("title") or group.title,
            "rows": [
                {
                    "field": field,
                    "entry": entries.get(field.key),
                    "value": given.get(field.key, _value(entries.get(field.key))),
                    "fault": faults.get(field.key, ""),
                }
                for field in group.fields
            ],
        }
        for group in field_groups(_version())
    ]
    context = {
        "school": school,
        "form": form,
        "groups": groups,
        "filled": sum(bool(entry.value) for entry in entries.values()),
        "total": sum(len(group["rows"]) for group in groups),
        "can_enter": may_enter(request.actor, school),
        "faults": faults,
    }
    return render(request, "survey/data_form.html", context, status=status)


def _value(entry: DataEntry | None) -> str:
    return entry.value.replace(".", ",") if entry else ""


def _import_page(
    request: ActorRequest,
    unit: Organisation,
    form: FigureFileForm,
    status: int = 200,
) -> HttpResponse:
    context = {
        "unit": unit,
        "form": form,
        "template_url": reverse("survey:data-template", args=[unit.code]),
    }
    return render(request, "survey/data_import.html", context, status=status)
