"""What needs a person: contents that differ, and schools whose aftercare failed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sakaguru.instruments.enums import RespondentRole
from sakaguru.survey import permissions
from sakaguru.survey.models import Aftercare
from sakaguru.survey.queries.campaigns import visible_campaigns
from sakaguru.survey.queries.clashes import compared, open_clashes, set_aside
from sakaguru.survey.services.aftercare import retry_aftercare
from sakaguru.survey.services.choosing import choose_edit
from sakaguru.ui.http import ActorRequest, action, page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sakaguru.survey.models import Submission


@page(permissions.VIEW_CAMPAIGN, permissions.FOLLOW_CAMPAIGN)
def mending_list(request: ActorRequest, campaign_id: int) -> HttpResponse:
    campaign = get_object_or_404(visible_campaigns(request.actor), pk=campaign_id)
    context = {
        "campaign": campaign,
        "clashes": [
            (row, RespondentRole(row.role).label)
            for row in open_clashes(request.actor, campaign)
        ],
        "set_aside": set_aside(request.actor, campaign),
    }
    return render(request, "survey/mending_list.html", context)


@page(permissions.CHOOSE_EDIT)
def edit_compare(request: ActorRequest, submission_id: UUID) -> HttpResponse:
    submission = _find(request, submission_id)
    context = {
        "submission": submission,
        "campaign": submission.campaign,
        "school": submission.assignment.school,
        "role": RespondentRole(submission.role).label,
        "clashes": compared(submission, (get_language() or "id")[:2]),
    }
    return render(request, "survey/edit_compare.html", context)


@action(permissions.CHOOSE_EDIT)
def edit_choose(request: ActorRequest, submission_id: UUID) -> HttpResponse:
    submission = _find(request, submission_id)
    now = timezone.now()  # noqa: TID251 -- a door
    submission = choose_edit(
        actor=request.actor,
        submission=submission,
        edit_id=_edit_id(request),
        day=timezone.localdate(now),
        at=now,
    )
    messages.success(request, _("Pilihan disimpan. Isi yang lain tetap kami simpan."))
    if open_clashes(request.actor).filter(pk=submission.pk).exists():
        return redirect("survey:edit-compare", submission.pk)
    return redirect("survey:mending-list", submission.campaign_id)


@action(permissions.MEND_ARRIVALS)
def aftercare_retry(request: ActorRequest, aftercare_id: int) -> HttpResponse:
    rows = permissions.MEND_ARRIVALS.filter(request.actor, Aftercare.objects.all())
    row = get_object_or_404(rows.select_related("assignment"), pk=aftercare_id)
    now = timezone.now()  # noqa: TID251 -- a door
    retry_aftercare(actor=request.actor, aftercare=row, at=now)
    messages.success(request, _("Akan dicoba lagi dalam satu menit."))
    return redirect("survey:mending-list", row.assignment.campaign_id)


def _find(request: ActorRequest, submission_id: UUID) -> Submission:
    return get_object_or_404(open_clashes(request.actor), pk=submission_id)


def _edit_id(request: ActorRequest) -> UUID:
    try:
        return UUID(request.POST.get("isi", ""))
    except ValueError:
        raise Http404 from None
