"""Small steps on the parts of an activity: take out, tick."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from sakaguru.planning import permissions
from sakaguru.planning.services.activities import remove_step, uninvite
from sakaguru.planning.services.doing import finish_step
from sakaguru.planning.services.money import remove_line
from sakaguru.planning.web.found import activity_or_404, now
from sakaguru.ui.http import action

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from sakaguru.ui.http import ActorRequest


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
