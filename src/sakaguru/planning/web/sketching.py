"""The form of an activity in a draft: an own idea, or changing one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from sakaguru.findings.enums import FindingKind, FindingState
from sakaguru.findings.queries.findings import visible_findings
from sakaguru.organisations.enums import Tier
from sakaguru.organisations.queries.organisations import line_of
from sakaguru.planning import permissions
from sakaguru.planning.enums import ActivityForm as Form
from sakaguru.planning.services import activities
from sakaguru.planning.services.proposals import fitting_day, sketch_of
from sakaguru.planning.services.trace import check_draft
from sakaguru.planning.web.activity_forms import ActivityForm
from sakaguru.planning.web.found import activity_or_404, now, plan_or_404
from sakaguru.ui.http import action, page

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from sakaguru.findings.models import Cause, Finding
    from sakaguru.planning.models import Activity, Plan
    from sakaguru.ui.http import ActorRequest

USUAL_DAYS = 27


@page(permissions.DRAFT_PLAN)
def activity_form(request: ActorRequest, pk: int) -> HttpResponse:
    plan = plan_or_404(request, pk)
    permissions.DRAFT_PLAN.check(request.actor, plan)
    check_draft(plan)
    day = fitting_day(max(plan.starts_on, timezone.localdate()), plan.ends_on)
    is_school = plan.organisation.tier == Tier.SCHOOL
    initial = {
        "starts_on": day,
        "ends_on": min(day + timedelta(days=USUAL_DAYS), plan.ends_on),
        "form": Form.IMPROVEMENT if is_school else Form.BIMTEK,
    }
    finding = _finding(request, plan)
    gaps = None if finding else _gaps(request, plan)
    form = _form(plan, gaps=gaps, initial=initial)
    return _form_page(request, plan, form, finding=finding)


@action(permissions.DRAFT_PLAN)
def activity_add(request: ActorRequest, pk: int) -> HttpResponse:
    plan = plan_or_404(request, pk)
    permissions.DRAFT_PLAN.check(request.actor, plan)
    finding = _finding(request, plan)
    gaps = None if finding else _gaps(request, plan)
    form = _form(plan, request.POST, gaps=gaps)
    if not form.is_valid():
        return _form_page(request, plan, form, finding=finding, status=422)
    given = {"finding": finding, **form.cleaned_data}
    sketch = activities.Sketch(**given, cause=_first_cause(given["finding"]))
    activity = activities.add_activity(
        actor=request.actor, plan=plan, sketch=sketch, at=now()
    )
    messages.success(request, _("Kegiatan masuk ke rancangan."))
    return redirect(activity)


@page(permissions.DRAFT_PLAN)
def activity_edit(request: ActorRequest, pk: int) -> HttpResponse:
    activity = activity_or_404(request, pk)
    permissions.DRAFT_PLAN.check(request.actor, activity.plan)
    check_draft(activity.plan)
    form = _form(activity.plan, gaps=_gaps(request, activity.plan, activity))
    form.initial = {name: getattr(activity, name) for name in form.fields}
    form.initial["evidence_asked"] = "\n".join(activity.evidence_asked)
    return _form_page(request, activity.plan, form, activity=activity)


@action(permissions.DRAFT_PLAN)
def activity_change(request: ActorRequest, pk: int) -> HttpResponse:
    activity = activity_or_404(request, pk)
    permissions.DRAFT_PLAN.check(request.actor, activity.plan)
    gaps = _gaps(request, activity.plan, activity)
    form = _form(activity.plan, request.POST, gaps=gaps)
    if not form.is_valid():
        return _form_page(request, activity.plan, form, activity=activity, status=422)
    given = form.cleaned_data
    if given.get("finding", activity.finding) != activity.finding:
        given["cause"] = _first_cause(given["finding"])
        given["node"] = given["finding"].node if given["finding"] else None
    activities.change_activity(
        actor=request.actor,
        activity=activity,
        sketch=replace(sketch_of(activity), **given),
        at=now(),
    )
    messages.success(request, _("Kegiatan tersimpan."))
    return redirect(activity)


def _form(plan: Plan, data: Any = None, **more: Any) -> ActivityForm:
    return ActivityForm(data, unit=plan.organisation, day=timezone.localdate(), **more)


def _finding(request: ActorRequest, plan: Plan) -> Finding | None:
    """The gap named in the address or the form, if it is the unit's and visible."""
    named = request.POST.get("celah") or request.GET.get("celah") or ""
    if not named.isdecimal():
        return None
    rows = visible_findings(request.actor).filter(organisation=plan.organisation)
    return rows.filter(pk=int(named)).first()


def _gaps(
    request: ActorRequest, plan: Plan, activity: Activity | None = None
) -> QuerySet[Finding] | None:
    """The open gaps of the plan's unit, the gravest first; and the activity's own.

    None: the person may not see which gap the activity answers, so does not change it.
    """
    rows = visible_findings(request.actor).filter(organisation=plan.organisation)
    wanted = Q(kind=FindingKind.GAP, state=FindingState.OPEN)
    if activity is not None and activity.finding_id:
        if not rows.filter(pk=activity.finding_id).exists():
            return None
        wanted |= Q(pk=activity.finding_id)
    return rows.filter(wanted).order_by("-severity", "node__position", "pk")


def _first_cause(finding: Finding | None) -> Cause | None:
    return finding.causes.first() if finding else None


def _form_page(
    request: ActorRequest,
    plan: Plan,
    form: Any,
    *,
    activity: Activity | None = None,
    finding: Finding | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "plan": plan,
        "line": line_of(plan.organisation),
        "form": form,
        "activity": activity,
        "finding": finding or (activity.finding if activity else None),
    }
    return render(request, "planning/activity_form.html", context, status=status)
