"""Small steps on the parts of an activity: take out, tick."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from sakaguru.planning import permissions
from sakaguru.planning.queries.invited import units_with_gap
from sakaguru.planning.services.activities import (
    invite,
    remove_step,
    uninvite,
    uninvite_all,
)
from sakaguru.planning.services.doing import finish_step
from sakaguru.planning.services.money import remove_line
from sakaguru.planning.services.trace import check_draft
from sakaguru.planning.web.found import activity_or_404, now
from sakaguru.ui.http import action, page

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from sakaguru.planning.models import Activity
    from sakaguru.ui.http import ActorRequest


MOST_NAMED = 200
"""Beyond, a list is counted only."""


@page(permissions.DRAFT_PLAN)
def invite_rehearsal(request: ActorRequest, pk: int) -> HttpResponse:
    """Show whom a mass invitation would name, or who leaves the list, beforehand."""
    activity = activity_or_404(request, pk)
    permissions.DRAFT_PLAN.check(request.actor, activity.plan)
    check_draft(activity.plan)
    if request.GET.get("kosongkan"):
        return _emptying(request, activity)
    units = list(units_with_gap(activity).select_related("parent"))
    names = [f"{unit.name} ({unit.parent.name})" for unit in units if unit.parent]
    context = {
        "title": _("Undang semua yang punya celah ini"),
        "lead": activity.title,
        "changes": [
            {
                "kind": "progress",
                "title": _("Unit yang akan masuk daftar sasaran"),
                "count": len(units),
                "items": names[:MOST_NAMED],
            }
        ],
        "action_url": reverse("planning:invite-all", args=[activity.pk]),
        "verb": _("Masukkan semuanya"),
        "back_url": activity.get_absolute_url(),
        "hidden": {},
    }
    return render(request, "ui/confirm.html", context)


def _emptying(request: ActorRequest, activity: Activity) -> HttpResponse:
    rows = activity.invitees.select_related("organisation")
    change = {
        "kind": "warning",
        "title": _("Keluar dari daftar sasaran"),
        "count": rows.count(),
        "items": [
            f"{row.organisation.name} {row.person_name}".strip()
            for row in rows[:MOST_NAMED]
        ],
    }
    context = {
        "title": _("Kosongkan daftar sasaran"),
        "lead": activity.title,
        "changes": [change],
        "action_url": reverse("planning:invite-all", args=[activity.pk]),
        "verb": _("Kosongkan daftar"),
        "back_url": activity.get_absolute_url(),
        "hidden": {"kosongkan": "1"},
    }
    return render(request, "ui/confirm.html", context)


@action(permissions.DRAFT_PLAN)
def invite_all(request: ActorRequest, pk: int) -> HttpResponse:
    """Invite every unit that has the gap, or take everybody off the list."""
    activity = activity_or_404(request, pk)
    permissions.DRAFT_PLAN.check(request.actor, activity.plan)
    if request.POST.get("kosongkan"):
        uninvite_all(actor=request.actor, activity=activity, at=now())
        messages.success(request, _("Daftar sasaran dikosongkan."))
        return redirect(activity)
    reason = _("celah {code}").format(code=activity.node.code if activity.node else "")
    named = invite(
        actor=request.actor,
        activity=activity,
        units=list(units_with_gap(activity)),
        reason=reason,
        at=now(),
    )
    words = _("{count} unit masuk daftar sasaran.").format(count=len(named))
    messages.success(request, words)
    return redirect(activity)


@action(permissions.DRAFT_PLAN, permissions.CARRY_OUT)
def part_step(
    request: ActorRequest, pk: int, part: str, part_id: int, verb: str
) -> HttpResponse:
    """Take a step, line or invitee out of a draft; tick a step of one in force."""
    activity = activity_or_404(request, pk)
    rows: dict[str, Any] = {
        "langkah": activity.steps,
        "anggaran": activity.budget_lines,
        "undang": activity.invitees,
    }
    if part not in rows:
        raise Http404
    found = get_object_or_404(rows[part], pk=part_id)
    common: dict[str, Any] = {"actor": request.actor, "at": now()}
    steps: dict[tuple[str, str], Callable[[], object]] = {
        ("langkah", "hapus"): lambda: remove_step(step=found, **common),
        ("langkah", "selesai"): lambda: finish_step(step=found, **common),
        ("langkah", "belum"): lambda: finish_step(step=found, is_done=False, **common),
        ("anggaran", "hapus"): lambda: remove_line(line=found, **common),
        ("undang", "hapus"): lambda: uninvite(invitee=found, **common),
    }
    if (part, verb) not in steps:
        raise Http404
    steps[part, verb]()
    messages.success(request, _("Tersimpan."))
    return redirect(activity)
