"""What schools alike did about a gap, and which schools those are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from sakaguru.organisations.queries.organisations import line_of
from sakaguru.planning import permissions
from sakaguru.planning.enums import PlanState
from sakaguru.planning.models import PeerComparison, Plan
from sakaguru.planning.queries.alike import Alike, alike, schools_alike
from sakaguru.planning.queries.plans import visible_plans
from sakaguru.planning.web.found import finding_or_404
from sakaguru.ui.http import page, wants_fragment

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sakaguru.findings.models import Finding
    from sakaguru.ui.http import ActorRequest


@page(permissions.VIEW_PLAN)
def alike_block(request: ActorRequest, pk: int) -> HttpResponse:
    """A page of its own; with HTMX the block for the page of a gap."""
    finding = _finding_or_404(request, pk)
    context = {
        "finding": finding,
        "unit": finding.organisation,
        "line": line_of(finding.organisation),
        "found": alike(finding),
        "draft": _draft(request, finding),
    }
    name = "planning/alike.html"
    if wants_fragment(request):
        name = "planning/_parts/alike.html"
    return render(request, name, context)


@page(permissions.VIEW_PLAN)
def alike_schools(request: ActorRequest, pk: int, comparison_id: int) -> HttpResponse:
    finding = _finding_or_404(request, pk)
    rows = PeerComparison.objects.select_related("pool").defer("pool__body")
    said = get_object_or_404(
        rows.filter(
            organisation=finding.organisation, pool__node_code=finding.node.code
        ),
        pk=comparison_id,
    )
    kinds = {one.said.pk: one for one in alike(finding)}
    one: Alike | None = kinds.get(said.pk)
    if one is None:
        raise Http404
    context = {
        "finding": finding,
        "unit": finding.organisation,
        "line": line_of(finding.organisation),
        "one": one,
        "said": said,
        "schools": schools_alike(said),
    }
    return render(request, "planning/alike_schools.html", context)


def _finding_or_404(request: ActorRequest, pk: int) -> Finding:
    finding = finding_or_404(request, pk)
    if not permissions.VIEW_PLAN.reaches(request.actor, finding.organisation.path):
        raise Http404
    return finding


def _draft(request: ActorRequest, finding: Finding) -> Plan | None:
    """The newest draft of the unit into which a kind may be taken."""
    rows = visible_plans(request.actor).filter(
        organisation=finding.organisation, state=PlanState.DRAFT
    )
    return permissions.DRAFT_PLAN.filter(request.actor, rows).order_by("-pk").first()
