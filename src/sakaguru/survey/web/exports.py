"""Answers of offices to take away."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from sakaguru.core.audit import record
from sakaguru.survey import permissions
from sakaguru.survey.enums import OFFICE
from sakaguru.survey.queries.campaigns import visible_campaigns
from sakaguru.survey.queries.exports import answer_lines
from sakaguru.survey.queries.questionnaires import roles_asked
from sakaguru.ui.http import ActorRequest, page, reading_is_recorded

if TYPE_CHECKING:
    from django.http import HttpResponse


@page(permissions.EXPORT_ANSWERS)
def answer_file(request: ActorRequest, campaign_id: int, role: str) -> HttpResponse:
    """What heads, supervisors or figures said, school by school; noted in the trail."""
    campaign = get_object_or_404(visible_campaigns(request.actor), pk=campaign_id)
    permissions.EXPORT_ANSWERS.check(request.actor, campaign)
    if role not in OFFICE or role not in roles_asked(campaign.instrument_version):
        raise Http404
    with reading_is_recorded():
        record(
            actor=request.actor,
            action="answers.exported",
            subject=campaign,
            at=timezone.now(),  # noqa: TID251 -- a door
            path=campaign.owner.path,
            detail={"role": role},
        )
    lines = answer_lines(request.actor, campaign, role)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = f"jawaban-{campaign.pk}-{role}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return cast("HttpResponse", response)
