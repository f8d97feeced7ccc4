"""The plans of a unit, and opening one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from sakaguru.findings.permissions import VIEW_FINDING
from sakaguru.followup.permissions import VIEW_POINT
from sakaguru.organisations.enums import Tier
from sakaguru.organisations.queries.organisations import line_of
from sakaguru.planning import permissions
from sakaguru.planning.models import Plan
from sakaguru.planning.queries.boards import plan_board, school_steps
from sakaguru.planning.queries.plans import plans_below, plans_of
from sakaguru.planning.services.plans import Outline, change_plan, open_plan
from sakaguru.planning.services.trace import check_draft
from sakaguru.planning.web.forms import OutlineForm, PlanFilter, proposed_outline
from sakaguru.planning.web.found import now, plan_or_404, unit_or_404
from sakaguru.survey.permissions import VIEW_PROGRESS
from sakaguru.ui.http import action, page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sakaguru.organisations.models import Organisation
    from sakaguru.ui.http import ActorRequest

PER_PAGE = 50
FIELDS = [
    "kind",
    "title",
    "starts_on",
    "ends_on",
    "school_year",
    "budget_year",
    "ceiling_rupiah",
    "parent",
    "vision",
    "mission",
    "goals",
]


@page(permissions.VIEW_PLAN)
def plan_list(request: ActorRequest, code: str) -> HttpResponse:
    unit = unit_or_404(request, code)
    is_school = unit.tier == Tier.SCHOOL
    state = request.GET.get("keadaan", "")
    below = None
    if not is_school:
        rows = plans_below(request.actor, unit, state=state)
        below = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    day = timezone.localdate()
    board = [] if is_school else plan_board(unit, day)
    context = {
        "unit": unit,
        "line": line_of(unit),
        "plans": plans_of(request.actor, unit),
        "below": below,
        "form": PlanFilter(request.GET),
        "board": [row for row in board if not row.is_school],
        "schools": school_steps(board, day) if any(r.is_school for r in board) else [],
        "sees_progress": VIEW_PROGRESS.reaches(request.actor, unit.path),
        "sees_help": VIEW_POINT.reaches(request.actor, unit.path),
        "is_school": is_school,
        "sees_gaps": VIEW_FINDING.reaches(request.actor, unit.path),
        "may_steer": permissions.STEER_PLAN.allows(
            request.actor, Plan(organisation=unit)
        ),
    }
    return render(request, "planning/plan_list.html", context)


@page(permissions.STEER_PLAN)
def plan_form(request: ActorRequest, code: str) -> HttpResponse:
    unit = unit_or_404(request, code)
    permissions.STEER_PLAN.check(request.actor, Plan(organisation=unit))
    initial = proposed_outline(unit, timezone.localdate())
    return _form_page(request, unit, OutlineForm(unit=unit, initial=initial))


@action(permissions.STEER_PLAN)
def plan_open(request: ActorRequest, code: str) -> HttpResponse:
    unit = unit_or_404(request, code)
    permissions.STEER_PLAN.check(request.actor, Plan(organisation=unit))
    form = OutlineForm(request.POST, unit=unit)
    if not form.is_valid():
        return _form_page(request, unit, form, status=422)
    plan = open_plan(
        actor=request.actor,
        organisation=unit,
        outline=Outline(**form.cleaned_data),
        at=now(),
    )
    messages.success(request, _("Rancangan dibuka. Isi sasaran dan kegiatannya."))
    return redirect(plan)


@page(permissions.STEER_PLAN)
def outline_form(request: ActorRequest, pk: int) -> HttpResponse:
    plan = plan_or_404(request, pk)
    permissions.STEER_PLAN.check(request.actor, plan)
    check_draft(plan)
    initial = {name: getattr(plan, name) for name in FIELDS}
    form = OutlineForm(unit=plan.organisation, initial=initial)
    return _form_page(request, plan.organisation, form, plan=plan)


@action(permissions.STEER_PLAN)
def outline_save(request: ActorRequest, pk: int) -> HttpResponse:
    plan = plan_or_404(request, pk)
    permissions.STEER_PLAN.check(request.actor, plan)
    form = OutlineForm(request.POST, unit=plan.organisation)
    if not form.is_valid():
        return _form_page(request, plan.organisation, form, plan=plan, status=422)
    change_plan(
        actor=request.actor, plan=plan, outline=Outline(**form.cleaned_data), at=now()
    )
    messages.success(request, _("Garis besar tersimpan."))
    return redirect(plan)


def _form_page(
    request: ActorRequest,
    unit: Organisation,
    form: Any,
    *,
    plan: Plan | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"unit": unit, "line": line_of(unit), "form": form, "plan": plan}
    return render(request, "planning/plan_form.html", context, status=status)
