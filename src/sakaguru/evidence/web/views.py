"""Pages of evidence, and the door through which files go out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from sakaguru.evidence import permissions
from sakaguru.evidence.adapters.intake import FileRefused
from sakaguru.evidence.models import Evidence
from sakaguru.evidence.queries.evidence import evidence_list, visible_evidence
from sakaguru.evidence.queries.uploads import files_of
from sakaguru.evidence.services import evidence as services
from sakaguru.evidence.web import forms
from sakaguru.organisations.queries.organisations import own_organisation
from sakaguru.ui.http import action, page

if TYPE_CHECKING:
    from collections.abc import Callable

    from sakaguru.organisations.models import Organisation
    from sakaguru.ui.http import ActorRequest

PER_PAGE = 50
RULES = {
    "terima": permissions.CHECK_EVIDENCE,
    "kembalikan": permissions.CHECK_EVIDENCE,
    "tarik": permissions.WITHDRAW_EVIDENCE,
    "perbarui": permissions.ADD_EVIDENCE,
}
"""The rule of each step, asked before its form is read."""

SANDBOX = (
    "default-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types 'none'; sandbox"
)
"""A stranger's file that is opened all the same has no origin and loads nothing."""


@page(permissions.VIEW_EVIDENCE)
def file_list(request: ActorRequest) -> HttpResponse:
    day = timezone.localdate()
    state, words = request.GET.get("keadaan", ""), request.GET.get("cari", "")
    rows = evidence_list(request.actor, state=state, words=words, day=day)
    context = {
        "rows": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "form": forms.EvidenceFilter(request.GET),
        "may_add": permissions.ADD_EVIDENCE.reaches(request.actor, request.actor.path),
    }
    return render(request, "evidence/evidence_list.html", context)


@page(permissions.VIEW_EVIDENCE)
def file_detail(request: ActorRequest, pk: int) -> HttpResponse:
    return _detail(request, _found(request, pk), {})


@page(permissions.VIEW_EVIDENCE)
def file_download(request: ActorRequest, pk: int) -> HttpResponse:
    """Hand out the file; never to be shown as a page of ours."""
    return _handed_out(_found(request, pk), as_attachment=True)


@page(permissions.VIEW_EVIDENCE)
def file_picture(request: ActorRequest, pk: int) -> HttpResponse:
    """A photo for the page of its evidence: drawn anew by us when it came."""
    evidence = _found(request, pk)
    if not evidence.is_photo:
        raise Http404
    return _handed_out(evidence, as_attachment=False)


@page(permissions.ADD_EVIDENCE)
def file_form(request: ActorRequest) -> HttpResponse:
    unit = _own_unit(request)
    form = forms.EvidenceForm(initial={"valid_from": timezone.localdate()})
    return _form_page(request, unit, form)


@action(permissions.ADD_EVIDENCE)
def file_add(request: ActorRequest) -> HttpResponse:
    unit = _own_unit(request)
    form = forms.EvidenceForm(request.POST, _files(request))
    if not form.is_valid():
        return _form_page(request, unit, form, status=422)
    try:
        evidence = services.add_evidence(
            actor=request.actor, organisation=unit, **_given(form)
        )
    except FileRefused as refused:
        form.add_error("file", str(refused))
        return _form_page(request, unit, form, status=422)
    messages.success(request, _("Bukti tersimpan dan menunggu diperiksa orang lain."))
    return redirect(evidence)


@action(permissions.VIEW_EVIDENCE)
def file_step(request: ActorRequest, pk: int, verb: str) -> HttpResponse:
    """Check, return, renew or withdraw: the word names its form and its service."""
    evidence = _found(request, pk)
    steps: dict[str, Callable[..., Evidence]] = {
        "terima": services.accept_evidence,
        "kembalikan": services.return_evidence,
        "tarik": services.withdraw_evidence,
        "perbarui": services.renew_evidence,
    }
    if verb not in steps:
        raise Http404
    RULES[verb].check(request.actor, evidence)
    form: Any = _forms(request, verb).get(verb)
    if form is not None and not form.is_valid():
        return _detail(request, evidence, {verb: form}, status=422)
    try:
        done = steps[verb](actor=request.actor, evidence=evidence, **_given(form))
    except FileRefused as refused:
        form.add_error("file", str(refused))
        return _detail(request, evidence, {verb: form}, status=422)
    messages.success(request, _("Perubahan bukti tersimpan."))
    return redirect(done)


def _found(request: ActorRequest, pk: int) -> Evidence:
    return get_object_or_404(visible_evidence(request.actor), pk=pk)


def _files(request: ActorRequest) -> Any:
    return files_of(request.actor, request.POST, request.FILES)


def _handed_out(evidence: Evidence, *, as_attachment: bool) -> HttpResponse:
    with evidence.file.open("rb") as file:
        response = HttpResponse(file.read(), content_type=evidence.content_type)
    said = content_disposition_header(as_attachment, evidence.file_name)
    response.headers["Content-Disposition"] = said or "attachment"
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _own_unit(request: ActorRequest) -> Organisation:
    unit = own_organisation(request.actor)
    if unit is None:
        raise Http404
    permissions.ADD_EVIDENCE.check(request.actor, Evidence(organisation=unit))
    return unit


def _given(form: Any) -> dict[str, Any]:
    """What a filled form hands to its service, with the time of the door."""
    given: dict[str, Any] = {"at": timezone.now()}  # noqa: TID251
    data = form.cleaned_data if form is not None else {}
    if "reason" in data:
        given["reason"] = data["reason"]
    if "file" in data:
        given["file"] = data["file"]
        given["particulars"] = services.Particulars(
            data["title"], data["valid_from"], data["valid_until"]
        )
    return given


def _forms(
    request: ActorRequest, verb: str = "", evidence: Evidence | None = None
) -> dict[str, Any]:
    def given(name: str) -> Any:
        return request.POST if name == verb else None

    again = {
        "title": evidence.title if evidence else "",
        "valid_from": timezone.localdate(),
    }
    return {
        "kembalikan": forms.ReasonForm(given("kembalikan"), prefix="kembalikan"),
        "tarik": forms.ReasonForm(given("tarik"), prefix="tarik"),
        "perbarui": forms.EvidenceForm(
            given("perbarui"),
            _files(request) if verb == "perbarui" else None,
            prefix="perbarui",
            initial=again,
        ),
    }


def _form_page(
    request: ActorRequest, unit: Organisation, form: Any, status: int = 200
) -> HttpResponse:
    context = {"unit": unit, "form": form}
    return render(request, "evidence/evidence_form.html", context, status=status)


def _detail(
    request: ActorRequest, evidence: Evidence, filled: dict[str, Any], status: int = 200
) -> HttpResponse:
    actor = request.actor
    in_use = Evidence.objects.in_use().filter(pk=evidence.pk).exists()
    others = actor.user_id != evidence.uploaded_by_id
    context = {
        "evidence": evidence,
        "proofs": evidence.proofs.all(),
        "in_use": in_use,
        "has_ended": evidence.has_ended_on(timezone.localdate()),
        "forms": {**_forms(request, evidence=evidence), **filled},
        "opened": next(iter(filled), ""),
        "may_check": in_use
        and others
        and permissions.CHECK_EVIDENCE.allows(actor, evidence),
        "may_renew": in_use and permissions.ADD_EVIDENCE.allows(actor, evidence),
        "may_withdraw": in_use
        and permissions.WITHDRAW_EVIDENCE.allows(actor, evidence),
    }
    template = "evidence/evidence_detail.html"
    return render(request, template, context, status=status)
