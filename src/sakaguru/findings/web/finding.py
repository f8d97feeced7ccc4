"""Find the unit or finding of an address, as far as the person may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404

from sakaguru.findings import permissions
from sakaguru.findings.queries.findings import visible_findings
from sakaguru.organisations.models import Organisation

if TYPE_CHECKING:
    from sakaguru.findings.models import Finding
    from sakaguru.ui.http import ActorRequest


def unit_or_404(request: ActorRequest, code: str) -> Organisation:
    unit = get_object_or_404(Organisation, code=code)
    if not permissions.VIEW_FINDING.reaches(request.actor, unit.path):
        raise Http404
    return unit


def finding_or_404(request: ActorRequest, pk: int) -> Finding:
    return get_object_or_404(visible_findings(request.actor), pk=pk)
