"""Find what an address names, as far as the person may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from sakaguru.findings.queries.findings import visible_findings
from sakaguru.organisations.models import Organisation
from sakaguru.planning import permissions
from sakaguru.planning.queries.plans import visible_activities, visible_plans

if TYPE_CHECKING:
    from datetime import datetime

    from sakaguru.findings.models import Finding
    from sakaguru.planning.models import Activity, Plan
    from sakaguru.ui.http import ActorRequest


def unit_or_404(request: ActorRequest, code: str) -> Organisation:
    unit = get_object_or_404(Organisation, code=code)
    if not permissions.VIEW_PLAN.reaches(request.actor, unit.path):
        raise Http404
    return unit


def plan_or_404(request: ActorRequest, pk: int) -> Plan:
    return get_object_or_404(visible_plans(request.actor), pk=pk)


def activity_or_404(request: ActorRequest, pk: int) -> Activity:
    rows = visible_activities(request.actor, timezone.localdate())
    return get_object_or_404(rows, pk=pk)


def finding_or_404(request: ActorRequest, pk: int) -> Finding:
    return get_object_or_404(visible_findings(request.actor), pk=pk)


def now() -> datetime:
    return timezone.now()  # noqa: TID251 -- a door reads the clock
