"""What activities brought, and what the head makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sakaguru.organisations.queries.organisations import line_of
from sakaguru.planning import permissions
from sakaguru.planning.models import OwnStandard
from sakaguru.planning.queries.effects import effects_of, plan_results
from sakaguru.planning.queries.standards import (
    own_standards,
    proposed_standards,
    visible_standards,
)
from sakaguru.planning.services.standards import decide_standard
from sakaguru.planning.web.found import activity_or_404, now, plan_or_404
from sakaguru.planning.web.results_picture import results_picture
from sakaguru.ui.http import action, page, wants_fragment

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sakaguru.organisations.models import Organisation
    from sakaguru.ui.http import ActorRequest


class StandardForm(forms.Form):
    """What to ask of a node from now on, or why not."""

    expected = forms.FloatField(
        label=gettext_lazy("Standar sendiri"),
        min_value=0,
        widget=forms.NumberInput(attrs={"step": "0.1", "inputmode": "decimal"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Catatan, atau alasan bila tidak diterima"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@page(permissions.VIEW_PLAN, permissions.VIEW_DRAFT)
def plan_effects(request: ActorRequest, pk: int) -> HttpResponse:
    plan = plan_or_404(request, pk)
    unit = plan.organisation
    results = plan_results(plan)
    may_decide = permissions.STEER_PLAN.allows(
        request.actor, OwnStandard(organisation=unit)
    )
    context = {
        "plan": plan,
        "unit": unit,
        "line": line_of(unit),
        "results": results,
        "picture": results_picture(results),
        "proposals": _proposals(unit),
        "standards": own_standards(unit).values(),
        "may_decide": may_decide,
    }
    return render(request, "planning/plan_effects.html", context)


@page(permissions.VIEW_PLAN, permissions.VIEW_DRAFT)
def effect_block(request: ActorRequest, pk: int) -> HttpResponse:
    """Before and after of one activity; with HTMX the block for its page."""
    activity = activity_or_404(request, pk)
    unit = activity.plan.organisation
    context = {
        "activity": activity,
        "unit": unit,
        "line": line_of(unit),
        "effects": effects_of([activity.thread]).get(activity.thread, []),
    }
    name = "planning/effect.html"
    if wants_fragment(request):
        name = "planning/_parts/effect.html"
    return render(request, name, context)


@action(permissions.STEER_PLAN)
def standard_decide(request: ActorRequest, pk: int) -> HttpResponse:
    standard = get_object_or_404(visible_standards(request.actor), pk=pk)
    permissions.STEER_PLAN.check(request.actor, standard)
    form = StandardForm(request.POST, prefix=f"standar-{standard.pk}")
    back = request.POST.get("plan", "")
    where = redirect("planning:plan-list", standard.organisation.code)
    if back.isdigit():
        where = redirect("planning:plan-effects", int(back))
    if not form.is_valid():
        messages.error(request, _("Isi standar dengan angka."))
        return where
    decide_standard(
        actor=request.actor,
        standard=standard,
        is_accepted="terima" in request.POST,
        expected=form.cleaned_data["expected"],
        reason=form.cleaned_data["reason"],
        at=now(),
    )
    messages.success(request, _("Keputusan tentang standar sendiri tersimpan."))
    return where


def _proposals(unit: Organisation) -> list[tuple[OwnStandard, StandardForm]]:
    return [
        (
            standard,
            StandardForm(
                prefix=f"standar-{standard.pk}", initial={"expected": standard.expected}
            ),
        )
        for standard in proposed_standards(unit)
    ]
