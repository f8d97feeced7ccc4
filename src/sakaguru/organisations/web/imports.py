"""Take over a list of schools: upload, look at the rehearsal, run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from sakaguru.organisations import permissions
from sakaguru.organisations.adapters.school_list import small_table
from sakaguru.organisations.queries.organisations import line_of
from sakaguru.organisations.queries.school_lists import (
    SHOWN,
    lists_of,
    recent_lists,
    told_at_once,
    told_of_kept,
)
from sakaguru.organisations.services import school_lists, schools
from sakaguru.organisations.web import forms
from sakaguru.organisations.web.finding import unit_of
from sakaguru.ui.adapters.sheets import TableFault
from sakaguru.ui.http import action, page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sakaguru.organisations.models import Organisation, SchoolImport
    from sakaguru.organisations.queries.school_lists import Told
    from sakaguru.ui.http import ActorRequest


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
    try:
        kept = _kept(request, unit, form.cleaned_data["file"])
    except TableFault as error:
        form.add_error("file", str(error))
        return _upload_page(request, unit, form, status=422)
    return redirect(kept)


def _kept(request: ActorRequest, unit: Organisation, file: Any) -> SchoolImport:
    """Keep a small list as read, a large one as it came, for the worker to read."""
    table = small_table(file)
    file.seek(0)
    told = {"actor": request.actor, "owner": unit, "filename": file.name}
    now = timezone.now()  # noqa: TID251
    if table is None:
        return school_lists.keep_large_list(content=file.read(), at=now, **told)
    return school_lists.keep_list(header=table.header, rows=table.rows, at=now, **told)


@page(permissions.CHANGE_TREE)
def school_import_check(
    request: ActorRequest, code: str, import_id: int
) -> HttpResponse:
    """What a list would do, or how far the work on it is; nothing is written."""
    unit = unit_of(request, code)
    kept = get_object_or_404(lists_of(unit), pk=import_id)
    permissions.CHANGE_TREE.check(request.actor, unit)
    told = _rehearsed(request, unit, kept) if kept.is_small else told_of_kept(kept)
    now = timezone.now()  # noqa: TID251
    stopped = school_lists.has_stopped(kept, at=now)
    faults: Any = told.faults if told else []
    context = {
        "unit": unit,
        "line": line_of(unit),
        "kept": kept,
        "told": told,
        "shown": SHOWN,
        "faults": Paginator(faults, SHOWN).get_page(request.GET.get("page")),
        "takes": told.created_count + told.changed_count if told else 0,
        "stopped": stopped,
        "moves": not stopped and (kept.is_asked or kept.is_under_way),
    }
    return render(request, "organisations/school_import_check.html", context)


def _rehearsed(request: ActorRequest, unit: Organisation, kept: SchoolImport) -> Told:
    report = schools.import_schools(
        actor=request.actor,
        owner=unit,
        header=kept.header,
        rows=[(number, cells) for number, cells in kept.rows],
        on=timezone.localdate(),
        at=timezone.now(),  # noqa: TID251
        rehearse=True,
    )
    return told_at_once(report)


@action(permissions.CHANGE_TREE)
def school_import_run(request: ActorRequest, code: str, import_id: int) -> HttpResponse:
    """Run a small list at once; queue the run of a large one."""
    unit = unit_of(request, code)
    kept = get_object_or_404(lists_of(unit), pk=import_id)
    now = timezone.now()  # noqa: TID251
    if not kept.is_small:
        school_lists.ask_run(actor=request.actor, kept=kept, at=now)
        return redirect(kept)
    report = school_lists.run_kept_list(
        actor=request.actor, kept=kept, on=timezone.localdate(), at=now
    )
    done = _("{new} sekolah baru, {changed} diubah, {refused} baris ditolak.").format(
        new=report.created_count,
        changed=report.changed_count,
        refused=len({fault.row for fault in report.refused}),
    )
    messages.success(request, done)
    return redirect(unit)


@action(permissions.CHANGE_TREE)
def school_import_again(
    request: ActorRequest, code: str, import_id: int
) -> HttpResponse:
    """Queue once more what was cut off."""
    unit = unit_of(request, code)
    kept = get_object_or_404(lists_of(unit), pk=import_id)
    now = timezone.now()  # noqa: TID251
    school_lists.ask_again(actor=request.actor, kept=kept, at=now)
    return redirect(kept)


def _upload_page(
    request: ActorRequest, unit: Organisation, form: Any, status: int = 200
) -> HttpResponse:
    context = {
        "unit": unit,
        "line": line_of(unit),
        "form": form,
        "lists": recent_lists(unit),
    }
    return render(request, "organisations/school_import.html", context, status=status)
