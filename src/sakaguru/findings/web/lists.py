"""Pages of a unit's findings: in order, and what is left lying."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sakaguru.findings import permissions
from sakaguru.findings.models import Finding
from sakaguru.findings.queries import findings as queries
from sakaguru.findings.queries.loose_ends import board_of, boards_below, own_loose_ends
from sakaguru.findings.queries.register import Looked, gap_register
from sakaguru.findings.services.findings import Observation, record_finding
from sakaguru.findings.web.finding import unit_or_404
from sakaguru.findings.web.forms import FindingForm, GapFilter
from sakaguru.organisations.enums import Tier
from sakaguru.organisations.queries.organisations import line_of, own_organisation
from sakaguru.ui.http import OpenTo, action, page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sakaguru.organisations.models import Organisation
    from sakaguru.ui.http import ActorRequest

MOST_CLOSED = 30
PER_PAGE = 50


@page(permissions.VIEW_FINDING, OpenTo.SIGNED_IN)
def own_findings(request: ActorRequest) -> HttpResponse:
    """The entry of the menu: a school's findings, a region's board."""
    unit = own_organisation(request.actor)
    if unit is None:
        raise Http404
    if unit.tier < Tier.SCHOOL:
        return redirect("findings:loose-ends", unit.code)
    return redirect("findings:finding-list", unit.code)


@page(permissions.VIEW_FINDING)
def finding_list(request: ActorRequest, code: str) -> HttpResponse:
    unit = unit_or_404(request, code)
    official = request.GET.get("urutan") == queries.OFFICIAL
    order = queries.OFFICIAL if official else queries.OURS
    context = {
        "unit": unit,
        "line": line_of(unit),
        "rows": queries.ranked_findings(request.actor, unit, order=order),
        "strengths": queries.strengths_of(request.actor, unit),
        "closed": queries.closed_findings(request.actor, unit)[:MOST_CLOSED],
        "official": official,
        "orders": _orders(unit),
        "may_record": _may_record(request, unit),
    }
    return render(request, "findings/finding_list.html", context)


@page(permissions.VIEW_FINDING)
def loose_ends(request: ActorRequest, code: str) -> HttpResponse:
    unit = unit_or_404(request, code)
    is_school = unit.tier >= Tier.SCHOOL
    context = {
        "unit": unit,
        "line": line_of(unit),
        "own": own_loose_ends(request.actor, unit),
        "board": board_of(request.actor, unit),
        "below": [] if is_school else boards_below(request.actor, unit),
    }
    return render(request, "findings/loose_ends.html", context)


@page(permissions.VIEW_FINDING)
def finding_register(request: ActorRequest, code: str) -> HttpResponse:
    """The open gaps of a unit and all below it, one line each."""
    unit, day = unit_or_404(request, code), timezone.localdate()
    asked = request.GET
    looked = Looked(
        age=asked.get("umur", ""),
        severity=asked.get("tingkat", ""),
        lacks=asked.get("belum", ""),
        words=asked.get("cari", ""),
    )
    rows = gap_register(request.actor, unit, looked, day)
    context = {
        "unit": unit,
        "line": line_of(unit),
        "gaps": Paginator(rows, PER_PAGE).get_page(asked.get("page")),
        "day": day,
        "form": GapFilter(asked or None),
    }
    return render(request, "findings/finding_register.html", context)


@page(permissions.RECORD_FINDING)
def finding_form(request: ActorRequest, code: str) -> HttpResponse:
    unit = unit_or_404(request, code)
    permissions.RECORD_FINDING.check(request.actor, Finding(organisation=unit))
    return _form_page(request, unit, FindingForm())


@action(permissions.RECORD_FINDING)
def finding_record(request: ActorRequest, code: str) -> HttpResponse:
    unit = unit_or_404(request, code)
    permissions.RECORD_FINDING.check(request.actor, Finding(organisation=unit))
    form = FindingForm(request.POST)
    if not form.is_valid():
        return _form_page(request, unit, form, status=422)
    finding = record_finding(
        actor=request.actor,
        organisation=unit,
        observation=Observation(**form.cleaned_data),
        at=timezone.now(),  # noqa: TID251 -- a door reads the clock
    )
    messages.success(request, _("Temuan tercatat."))
    return redirect(finding)


def _orders(unit: Organisation) -> list[tuple[str, str]]:
    address = reverse("findings:finding-list", args=[unit.code])
    official = f"{address}?urutan={queries.OFFICIAL}"
    return [
        (_("Besar × penting × dapat dikerjakan"), address),
        (_("Urutan resmi perencanaan berbasis data"), official),
    ]


def _may_record(request: ActorRequest, unit: Organisation) -> bool:
    finding = Finding(organisation=unit)
    return permissions.RECORD_FINDING.allows(request.actor, finding)


def _form_page(
    request: ActorRequest, unit: Organisation, form: Any, status: int = 200
) -> HttpResponse:
    context = {"unit": unit, "line": line_of(unit), "form": form}
    return render(request, "findings/finding_form.html", context, status=status)
