"""Take what was chosen under a ceiling into the draft, once one has seen what goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from sakaguru.planning import permissions
from sakaguru.planning.queries.candidates import parting_of
from sakaguru.planning.services.choices import apply_choice
from sakaguru.planning.services.trace import check_draft
from sakaguru.planning.web.choosing import variants_of
from sakaguru.planning.web.found import now, plan_or_404
from sakaguru.planning.web.pictures import rupiah
from sakaguru.ui.http import action, page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpResponse

    from sakaguru.planning.models import Activity, Choice, Plan
    from sakaguru.planning.queries.candidates import Parting
    from sakaguru.ui.http import ActorRequest


@page(permissions.DRAFT_PLAN)
def choice_rehearsal(
    request: ActorRequest, pk: int, choice_id: int, variant: str
) -> HttpResponse:
    """Show what stays and what goes, before anything does."""
    plan, choice, title = _found(request, pk, choice_id, variant)
    check_draft(plan)
    parts = parting_of(plan, choice, variant)
    here = [plan.pk, choice.pk, variant]
    context = {
        "title": _("Pakai susunan “{title}”").format(title=title),
        "lead": _(
            "Kegiatan yang tidak terpilih dihapus dari rancangan ini beserta langkah "
            "dan anggarannya; celahnya kembali ke daftar yang belum berkegiatan."
        ),
        "changes": _changes(parts),
        "action_url": reverse("planning:choice-apply", args=here),
        "verb": _("Pakai susunan ini"),
        "back_url": reverse("planning:choose", args=[plan.pk]),
        "hidden": {},
    }
    return render(request, "ui/confirm.html", context)


@action(permissions.DRAFT_PLAN)
def choice_apply(
    request: ActorRequest, pk: int, choice_id: int, variant: str
) -> HttpResponse:
    plan, choice, _title = _found(request, pk, choice_id, variant)
    gone = apply_choice(actor=request.actor, choice=choice, variant=variant, at=now())
    words = _("Susunan dipakai: {count} kegiatan dikeluarkan dari rancangan.")
    messages.success(request, words.format(count=gone))
    return redirect(plan)


def _found(
    request: ActorRequest, pk: int, choice_id: int, variant: str
) -> tuple[Plan, Choice, str]:
    plan = plan_or_404(request, pk)
    permissions.DRAFT_PLAN.check(request.actor, plan)
    choice = get_object_or_404(plan.choices, pk=choice_id)
    titles = {one.code: one.title for one in variants_of(choice) if one.answer}
    if variant not in titles:
        raise Http404
    return plan, choice, titles[variant]


def _changes(parts: Parting) -> list[dict[str, Any]]:
    shown = [
        ("done", _("Tetap: terpilih"), parts.chosen),
        ("progress", _("Tetap: sudah mulai dikerjakan"), parts.begun),
        ("warning", _("Keluar dari rancangan"), parts.goes),
    ]
    return [
        {"kind": kind, "title": title, "count": len(rows), "items": _named(rows)}
        for kind, title, rows in shown
        if rows
    ]


def _named(rows: Iterable[Activity]) -> list[str]:
    return [f"{one.title} ({rupiah(vars(one)['cost_rupiah'])})" for one in rows]
