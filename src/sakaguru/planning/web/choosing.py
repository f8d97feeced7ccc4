"""Choosing the activities of a plan under a ceiling, several ways side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from sakaguru.organisations.queries.organisations import line_of
from sakaguru.planning import permissions
from sakaguru.planning.queries.candidates import (
    candidates_of,
    has_changed,
    priced_activities,
)
from sakaguru.planning.services.choices import ask_choice
from sakaguru.planning.web.choice_forms import CeilingForm
from sakaguru.planning.web.found import now, plan_or_404
from sakaguru.planning.web.pictures import rupiah
from sakaguru.ui.http import action, page
from sakaguru.ui.logic.formats import written_number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpResponse

    from sakaguru.planning.logic.choosing import Candidate
    from sakaguru.planning.models import Activity, Choice, Plan
    from sakaguru.ui.http import ActorRequest


class VariantShown(NamedTuple):
    """One way to choose, as a column of the page."""

    code: str
    title: str
    answer: dict[str, Any] | None
    gaps: int
    more: str

    @property
    def chosen(self) -> list[str]:
        return self.answer["chosen"] if self.answer else []


class RowShown(NamedTuple):
    """One activity: what it costs and is hoped to bring, and how each way decides."""

    title: str
    url: str
    key: str
    cost: int
    candidate: Candidate
    marks: list[tuple[bool, str]]
    rule: str


@page(permissions.DRAFT_PLAN, permissions.VIEW_PLAN, permissions.VIEW_DRAFT)
def choose(request: ActorRequest, pk: int) -> HttpResponse:
    plan = plan_or_404(request, pk)
    form = CeilingForm(initial={"ceiling": plan.ceiling_rupiah})
    return _page(request, plan, form)


@action(permissions.DRAFT_PLAN)
def choice_ask(request: ActorRequest, pk: int) -> HttpResponse:
    plan = plan_or_404(request, pk)
    permissions.DRAFT_PLAN.check(request.actor, plan)
    form = CeilingForm(request.POST)
    if not form.is_valid():
        return _page(request, plan, form, status=422)
    keys = [activity.key for activity in priced_activities(plan)]
    rules = {key: request.POST.get(f"aturan-{key}", "") for key in keys}
    ask_choice(
        actor=request.actor,
        plan=plan,
        ceiling_rupiah=form.cleaned_data["ceiling"],
        mandatory=[key for key, rule in rules.items() if rule == "mandatory"],
        excluded=[key for key, rule in rules.items() if rule == "excluded"],
        at=now(),
    )
    messages.success(request, _("Sedang dihitung. Hasilnya muncul di bawah."))
    return redirect("planning:choose", plan.pk)


def _page(
    request: ActorRequest, plan: Plan, form: CeilingForm, status: int = 200
) -> HttpResponse:
    choice = plan.choices.select_related("asked_by").first()
    activities = priced_activities(plan)
    variants = variants_of(choice) if choice and choice.answers else []
    if choice and not form.is_bound:
        form = CeilingForm(initial={"ceiling": choice.ceiling_rupiah})
    context = {
        "plan": plan,
        "unit": plan.organisation,
        "line": line_of(plan.organisation),
        "form": form,
        "choice": choice,
        "variants": variants,
        "rows": rows_of(plan, activities, choice, variants),
        "is_outdated": choice is not None and has_changed(plan, choice),
        "may_ask": permissions.DRAFT_PLAN.allows(request.actor, plan),
        "may_apply": plan.is_draft
        and permissions.DRAFT_PLAN.allows(request.actor, plan),
    }
    return render(request, "planning/choose.html", context, status=status)


def variants_of(choice: Choice) -> list[VariantShown]:
    titles = {
        "best": _("Hasil terbesar"),
        "weakest": _("Yang terlemah lebih dulu"),
        "less_money": _("Bila dana hanya 80 %"),
    }
    words = {
        "best": _("Perkiraan kenaikan × pentingnya celah × kuatnya bukti."),
        "weakest": _("Sama, tetapi celah terjauh dihitung sampai tiga kali."),
        "less_money": _("Bila dana yang datang kurang dari rencana."),
    }
    gap_of = {row["key"]: row["gap"] for row in choice.candidates}
    return [
        VariantShown(
            code,
            titles[code],
            choice.answers[code],
            len(
                {gap_of[key] for key in (choice.answers[code] or {}).get("chosen", [])}
                - {None}
            ),
            words[code],
        )
        for code in titles
        if code in choice.answers
    ]


def rows_of(
    plan: Plan,
    activities: Sequence[Activity],
    choice: Choice | None,
    variants: Sequence[VariantShown],
) -> list[RowShown]:
    """Every activity as it stands now, with what the last question said of it."""
    asked = {row["key"]: row for row in choice.candidates} if choice else {}
    titles = {activity.key: activity.title for activity in activities}
    rows = []
    for activity, candidate in zip(activities, candidates_of(plan), strict=True):
        before = asked.get(activity.key, {})
        rule = "mandatory" if before.get("is_mandatory") else ""
        rows.append(
            RowShown(
                title=activity.title,
                url=activity.get_absolute_url(),
                key=activity.key,
                cost=candidate.cost,
                candidate=candidate,
                marks=[_mark(activity.key, one, titles) for one in variants],
                rule="excluded" if before.get("is_excluded") else rule,
            )
        )
    return rows


def _mark(
    key: str, variant: VariantShown, titles: Mapping[str, str]
) -> tuple[bool, str]:
    """Whether a way takes an activity, and why not."""
    if key in variant.chosen:
        return True, _("dipilih")
    answer = variant.answer or {}
    out = next((row for row in answer.get("left_out", []) if row["key"] == key), None)
    return False, why_words(out, titles) if out else ""


def why_words(out: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    """Why an activity stays out, as a sentence."""
    other = titles.get(out.get("other") or "", "")
    words = {
        "excluded": _("Anda keluarkan."),
        "dominated": _(
            "“{other}” menjawab celah yang sama, tidak lebih mahal dan tidak kurang "
            "hasilnya."
        ),
        "other_for_gap": _("Celah yang sama sudah dijawab “{other}”."),
        "too_dear": _("Lebih mahal daripada dana yang ada: kurang {missing}."),
        "no_room": _("Tidak muat: kurang {missing}."),
        "no_gain": _("Belum ada hasil yang dapat diharapkan."),
    }
    said = words[out["why"]].format(other=other, missing=rupiah(out["missing"]))
    if out.get("lost") is not None:
        lost = written_number(out["lost"], "id", 2)
        more = _("Bila dipaksakan, perkiraan hasil turun {lost} poin.")
        if round(out["lost"], 2) == 0:
            more = _("Bila dipaksakan sebagai gantinya, perkiraan hasil sama saja.")
        said = f"{said} {more.format(lost=lost)}"
    return said
