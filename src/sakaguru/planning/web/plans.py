"""The page of one plan, and the steps taken on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from sakaguru.findings.permissions import VIEW_FINDING
from sakaguru.organisations.queries.organisations import line_of
from sakaguru.planning import permissions
from sakaguru.planning.enums import PlanState
from sakaguru.planning.models import Lesson
from sakaguru.planning.queries.delays import ahead_of_all
from sakaguru.planning.queries.money import money_of
from sakaguru.planning.queries.plans import (
    content_of,
    coverage,
    lessons_of,
    target_suggestions,
)
from sakaguru.planning.queries.revisions import comparison
from sakaguru.planning.queries.signings import may_decide, may_record, waiting_step
from sakaguru.planning.queries.targets import targets_shown
from sakaguru.planning.queries.warnings import warnings_of
from sakaguru.planning.services import approval, lessons, plans, revision
from sakaguru.planning.web import forms
from sakaguru.planning.web.found import now, plan_or_404
from sakaguru.planning.web.pictures import money_picture
from sakaguru.ui.http import action, page

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form
    from django.http import HttpResponse

    from sakaguru.planning.models import Plan, Signing
    from sakaguru.ui.http import ActorRequest

FORMLESS = {"ajukan"}


@page(permissions.VIEW_PLAN, permissions.VIEW_DRAFT)
def plan_detail(request: ActorRequest, pk: int) -> HttpResponse:
    return _page(request, plan_or_404(request, pk), {})


@page(permissions.VIEW_PLAN, permissions.VIEW_DRAFT)
def plan_changes(request: ActorRequest, pk: int) -> HttpResponse:
    plan = plan_or_404(request, pk)
    found = comparison(plan)
    if found is None:
        raise Http404
    context = {
        "plan": plan,
        "line": line_of(plan.organisation),
        "parts": [
            (_("Garis besar"), found.outline),
            (_("Sasaran"), found.targets),
            (_("Kegiatan dan biaya"), found.activities),
        ],
        "comparison": found,
    }
    return render(request, "planning/plan_changes.html", context)


@action(permissions.VIEW_PLAN, permissions.VIEW_DRAFT)
def plan_step(request: ActorRequest, pk: int, verb: str) -> HttpResponse:
    """Take one step: the word names its form and its service."""
    plan = plan_or_404(request, pk)
    form = _forms(plan, request.POST, verb).get(verb)
    if verb not in FORMLESS and form is None:
        raise Http404
    _check_rule(request, plan, verb)
    if form is not None and not form.is_valid():
        return _page(request, plan, {verb: form}, status=422)
    done = _do(request, plan, verb, form)
    messages.success(request, _words(verb))
    return redirect(done)


@action(permissions.DRAFT_PLAN)
def target_remove(request: ActorRequest, pk: int, target_id: int) -> HttpResponse:
    plan = plan_or_404(request, pk)
    target = get_object_or_404(plan.targets.select_related("node"), pk=target_id)
    plans.remove_target(actor=request.actor, target=target, at=now())
    messages.success(request, _("Sasaran dihapus."))
    return redirect(plan)


@action(permissions.DRAFT_PLAN)
def lesson_decide(
    request: ActorRequest, pk: int, lesson_id: int, choice: str
) -> HttpResponse:
    plan = plan_or_404(request, pk)
    lesson = get_object_or_404(
        Lesson.objects.filter(organisation=plan.organisation_id), pk=lesson_id
    )
    if choice not in {"pakai", "tolak"}:
        raise Http404
    lessons.decide_lesson(
        actor=request.actor,
        lesson=lesson,
        plan=plan,
        is_taken=choice == "pakai",
        reason=request.POST.get("reason", ""),
        at=now(),
    )
    messages.success(request, _("Keputusan tentang pelajaran tersimpan."))
    return redirect(plan)


RULES = {
    "ajukan": permissions.STEER_PLAN,
    "batalkan": permissions.STEER_PLAN,
    "tarik": permissions.STEER_PLAN,
    "revisi": permissions.STEER_PLAN,
    "sasaran": permissions.DRAFT_PLAN,
    "komentar": permissions.COMMENT_PLAN,
}
"""The rule of each step that asks one; decisions ask whose turn it is."""


def _check_rule(request: ActorRequest, plan: Plan, verb: str) -> None:
    rule = RULES.get(verb)
    if rule is not None:
        rule.check(request.actor, plan)
    elif verb == "pelajaran":
        permissions.OFFER_LESSON.check(
            request.actor, Lesson(organisation=plan.organisation)
        )
    else:
        approval.step_to_decide(request.actor, plan)


def _do(request: ActorRequest, plan: Plan, verb: str, form: Any) -> Plan:
    """Call the one service that the word stands for."""
    common: dict[str, Any] = {"actor": request.actor, "plan": plan, "at": now()}
    data = form.cleaned_data if form is not None else {}
    agreed: dict[str, Any] = {"is_agreed": verb in {"setujui", "catat-setuju"}}
    steps: dict[str, Callable[[], object]] = {
        "ajukan": lambda: approval.submit_plan(**common),
        "setujui": lambda: approval.decide_step(**agreed, **data, **common),
        "kembalikan": lambda: approval.decide_step(**agreed, **data, **common),
        "catat-setuju": lambda: approval.decide_step(**agreed, **data, **common),
        "catat-kembali": lambda: approval.decide_step(**agreed, **data, **common),
        "tarik": lambda: approval.recall_plan(**data, **common),
        "batalkan": lambda: plans.drop_plan(**data, **common),
        "revisi": lambda: revision.revise_plan(**data, **common),
        "sasaran": lambda: plans.set_target(**data, **common),
        "komentar": lambda: plans.comment_plan(**data, **common),
        "pelajaran": lambda: lessons.offer_lesson(
            actor=request.actor,
            organisation=plan.organisation,
            at=common["at"],
            **data,
        ),
    }
    done = steps[verb]()
    return done if isinstance(done, type(plan)) else plan


def _words(verb: str) -> str:
    words = {
        "ajukan": _("Rencana diajukan. Isinya terkunci sampai diputuskan."),
        "setujui": _("Keputusan Anda tercatat."),
        "kembalikan": _("Rencana dikembalikan dengan alasan Anda."),
        "revisi": _("Revisi dibuka. Rencana lama tetap berlaku sampai disahkan."),
    }
    return words.get(verb, _("Tersimpan."))


def _forms(plan: Plan, data: Any = None, verb: str = "") -> dict[str, Form]:
    kinds: dict[str, tuple[type[Form], dict[str, Any]]] = {
        "setujui": (forms.DecisionForm, {}),
        "kembalikan": (forms.DecisionForm, {}),
        "catat-setuju": (forms.MinutesForm, {}),
        "catat-kembali": (forms.MinutesForm, {}),
        "tarik": (forms.ReasonForm, {}),
        "batalkan": (forms.ReasonForm, {}),
        "revisi": (forms.ReasonForm, {}),
        "sasaran": (forms.TargetForm, {"plan": plan}),
        "komentar": (forms.CommentForm, {}),
        "pelajaran": (forms.LessonForm, {}),
    }
    return {
        name: kind(data if name == verb else None, prefix=name, **more)
        for name, (kind, more) in kinds.items()
    }


def _page(
    request: ActorRequest, plan: Plan, filled: dict[str, Any], status: int = 200
) -> HttpResponse:
    activities = content_of(plan)
    money = money_of(plan, activities)
    step = waiting_step(plan)
    sees_gaps = VIEW_FINDING.reaches(request.actor, plan.organisation.path)
    targets = list(plan.targets.select_related("node__version"))
    context = {
        "plan": plan,
        "unit": plan.organisation,
        "line": line_of(plan.organisation),
        "activities": activities,
        "ahead": ahead_of_all(activities, timezone.localdate()),
        "money": money,
        "picture": money_picture(money) if money.total else None,
        "coverage": coverage(request.actor, plan, activities) if sees_gaps else None,
        "sees_gaps": sees_gaps,
        "targets": targets_shown(request.actor, plan, targets),
        "suggestions": target_suggestions(plan, activities, targets),
        "lessons": lessons_of(plan),
        "lesson_form": forms.LessonChoiceForm(),
        "signings": plan.signings.select_related("person").order_by(
            "-round", "position"
        ),
        "comments": plan.comments.select_related("by"),
        "remarks": warnings_of(activities) if plan.is_draft else [],
        "newer": plan.revisions.exclude(state=PlanState.DROPPED).first(),
        "step": step,
        "forms": {**_forms(plan), **filled},
        "opened": next(iter(filled), ""),
        **_rights(request, plan, step),
    }
    return render(request, "planning/plan_detail.html", context, status=status)


def _rights(request: ActorRequest, plan: Plan, step: Signing | None) -> dict[str, bool]:
    """What this person may do now; only to show the right buttons."""
    actor = request.actor
    steers = permissions.STEER_PLAN.allows(actor, plan)
    lesson = Lesson(organisation=plan.organisation)
    decides = step is not None and may_decide(actor, plan, step)
    return {
        "may_draft": plan.is_draft and permissions.DRAFT_PLAN.allows(actor, plan),
        "may_submit": plan.is_draft and steers,
        "may_recall": plan.state == PlanState.SUBMITTED and steers,
        "may_revise": plan.is_in_force and steers,
        "may_decide": decides,
        "may_record": step is not None
        and not decides
        and may_record(actor, plan, step),
        "may_comment": permissions.COMMENT_PLAN.allows(actor, plan),
        "may_teach": plan.is_draft and permissions.OFFER_LESSON.allows(actor, lesson),
    }
