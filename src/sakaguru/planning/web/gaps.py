"""From report card to plan: one row per gap, and the proposals for one gap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from sakaguru.findings.permissions import EXPLAIN_FINDING, VIEW_FINDING
from sakaguru.organisations.enums import Tier
from sakaguru.organisations.queries.organisations import line_of, own_organisation
from sakaguru.planning import permissions
from sakaguru.planning.enums import PlanState
from sakaguru.planning.models import Plan
from sakaguru.planning.queries.delays import ahead_of_all
from sakaguru.planning.queries.plans import visible_plans
from sakaguru.planning.queries.proposals import remedy_proposals
from sakaguru.planning.queries.rows import (
    answer_of,
    answering,
    gap_rows,
    money_used,
    open_draft,
)
from sakaguru.planning.services.proposals import take_remedy
from sakaguru.planning.web.forms import TakeForm
from sakaguru.planning.web.found import finding_or_404, now, unit_or_404
from sakaguru.ui.http import action, page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from sakaguru.findings.models import Finding
    from sakaguru.planning.queries.delays import Ahead
    from sakaguru.planning.queries.rows import Answer, GapRow
    from sakaguru.ui.http import ActorRequest


@page(permissions.VIEW_PLAN)
def plan_home(request: ActorRequest) -> HttpResponse:
    """The entry of the menu: a school's row of gaps, an office's plans."""
    unit = own_organisation(request.actor)
    if unit is None or not permissions.VIEW_PLAN.reaches(request.actor, unit.path):
        raise Http404
    if unit.tier == Tier.SCHOOL and VIEW_FINDING.reaches(request.actor, unit.path):
        return redirect("planning:report-to-plan", unit.code)
    return redirect("planning:plan-list", unit.code)


@page(permissions.VIEW_PLAN)
def report_to_plan(request: ActorRequest, code: str) -> HttpResponse:
    unit = unit_or_404(request, code)
    if not VIEW_FINDING.reaches(request.actor, unit.path):
        return redirect("planning:plan-list", unit.code)
    rows = gap_rows(request.actor, unit)
    draft = open_draft(request.actor, unit)
    context = {
        "unit": unit,
        "line": line_of(unit),
        "rows": rows,
        "ahead": _ahead(answer for row in rows for answer in row.answers),
        "counts": _counts(rows),
        "draft": draft,
        "used": money_used(draft) if draft else 0,
        "may_steer": permissions.STEER_PLAN.allows(
            request.actor, Plan(organisation=unit)
        ),
    }
    return render(request, "planning/report_to_plan.html", context)


def _ahead(answers: Iterable[Answer]) -> dict[int, Ahead]:
    return ahead_of_all((one.activity for one in answers), timezone.localdate())


@page(permissions.VIEW_PLAN)
def gap_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """Three kinds of proposals for one gap."""
    finding = _gap_or_404(request, pk)
    drafts = _drafts(request, finding)
    unit = finding.organisation
    answers = [answer_of(each) for each in answering(request.actor, [finding.pk])]
    context = {
        "finding": finding,
        "unit": unit,
        "line": line_of(unit),
        "causes": finding.causes.all(),
        "proposals": remedy_proposals(finding),
        "answers": answers,
        "ahead": _ahead(answers),
        "drafts": drafts,
        "form": TakeForm(drafts=drafts) if drafts else None,
        "may_explain": EXPLAIN_FINDING.allows(request.actor, finding),
        "may_steer": permissions.STEER_PLAN.allows(
            request.actor, Plan(organisation=unit)
        ),
    }
    return render(request, "planning/gap_detail.html", context)


@action(permissions.DRAFT_PLAN)
def remedy_take(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a remedy into a draft, then let the person fill in the rest."""
    finding = _gap_or_404(request, pk)
    permissions.DRAFT_PLAN.check(request.actor, Plan(organisation=finding.organisation))
    form = TakeForm(request.POST, drafts=_drafts(request, finding))
    if not form.is_valid():
        messages.error(request, _("Pilih rancangan rencana lebih dahulu."))
        return redirect("planning:gap-detail", finding.pk)
    activity = take_remedy(
        actor=request.actor,
        plan=form.cleaned_data["plan"],
        finding=finding,
        key=request.POST.get("benahi", ""),
        at=now(),
    )
    words = _("Kegiatan masuk ke rancangan. Lengkapi penanggung jawab dan biayanya.")
    messages.success(request, words)
    return redirect(activity)


def _gap_or_404(request: ActorRequest, pk: int) -> Finding:
    finding = finding_or_404(request, pk)
    if not finding.is_gap:
        raise Http404
    return finding


def _drafts(request: ActorRequest, finding: Finding) -> QuerySet[Plan]:
    """Drafts of the gap's unit on which this person may work."""
    rows = visible_plans(request.actor).filter(
        organisation=finding.organisation, state=PlanState.DRAFT
    )
    return permissions.DRAFT_PLAN.filter(request.actor, rows).order_by("-opened_at")


def _counts(rows: list[GapRow]) -> dict[str, int]:
    return {
        "gaps": len(rows),
        "planned": sum(bool(row.answers) for row in rows),
        "causeless": sum(not row.causes for row in rows),
        "measured": sum(any(a.effect for a in row.answers) for row in rows),
    }
