"""Take over a list of schools: upload, look at the rehearsal, run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from sakaguru.organisations import permissions
from sakaguru.organisations.adapters.school_list import school_table
from sakaguru.organisations.models import SchoolImport
from sakaguru.organisations.queries.organisations import line_of
from sakaguru.organisations.services import school_lists, schools
from sakaguru.organisations.web import forms
from sakaguru.organisations.web.finding import unit_of
from sakaguru.ui.adapters.sheets import TableFault
from sakaguru.ui.http import action, page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sakaguru.organisations.models import Organisation
    from sakaguru.ui.http import ActorRequest

SHOWN = 200


@page(permissions.CHANGE_TREE)
def school_import(request: ActorRequest, code: str) -> HttpResponse:
    unit = unit_of(request, code)
    permissions.CHANGE_TREE.check(request.actor, unit)
    return _upload_page(request, unit, forms.SchoolListForm())


@action(permissions.CHANGE_TREE)
def school_list_upload(request: ActorRequest, code: str) -> HttpResponse:
    unit = unit_of(request, code)
    permissions.CHANGE_TREE.check(request.actor, unit)
    form = forms.SchoolListForm(request.POST, request.FILES)
    if not form.is_valid():
        return _upload_page(request, unit, form, status=422)
    file = form.cleaned_data["file"]
    try:
        table = school_table(file)
    except TableFault as error:
        form.add_error("file", str(error))
        return _upload_page(request, unit, form, status=422)
    kept = school_lists.keep_list(
        actor=request.actor,
        owner=unit,
        filename=file.name,
        header=table.header,
        rows=table.rows,
        at=timezone.now(),  # noqa: TID251
    )
    return redirect("organisations:school-import-check", code, kept.pk)


@page(permissions.CHANGE_TREE)
def school_import_check(
    request: ActorRequest, code: str, import_id: int
) -> HttpResponse:
    """Show what the kept list would do; nothing is written."""
    unit = unit_of(request, code)
    kept = get_object_or_404(SchoolImport, pk=import_id, owner=unit)
    report = schools.import_schools(
        actor=request.actor,
        owner=unit,
        header=kept.header,
        rows=[(number, cells) for number, cells in kept.rows],
        on=timezone.localdate(),
        at=timezone.now(),  # noqa: TID251
        rehearse=True,
    )
    context = {
        "unit": unit,
        "line": line_of(unit),
        "kept": kept,
        "report": report,
        "shown": SHOWN,
        "created": report.created[:SHOWN],
        "changed": report.changed[:SHOWN],
        "refused": report.refused[:SHOWN],
        "takes": len(report.created) + len(report.changed),
    }
    return render(request, "organisations/school_import_check.html", context)


@action(permissions.CHANGE_TREE)
def school_import_run(request: ActorRequest, code: str, import_id: int) -> HttpResponse:
    unit = unit_of(request, code)
    kept = get_object_or_404(SchoolImport, pk=import_id, owner=unit)
    report = school_lists.run_kept_list(
        actor=request.actor,
        kept=kept,
        on=timezone.localdate(),
        at=timezone.now(),  # noqa: TID251
    )
    done = _("{new} sekolah baru, {changed} diubah, {refused} baris ditolak.").format(
        new=len(report.created),
        changed=len(report.changed),
        refused=len({fault.row for fault in report.refused}),
    )
    messages.success(request, done)
    return redirect(unit)


def _upload_page(
    request: ActorRequest, unit: Organisation, form: Any, status: int = 200
) -> HttpResponse:
    context = {"unit": unit, "line": line_of(unit), "form": form}
    return render(request, "organisations/school_import.html", context, status=status)
