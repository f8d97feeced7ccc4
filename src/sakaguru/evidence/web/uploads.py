"""Doors for files that come in pieces; scripts ask here, people never see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from sakaguru.evidence.models import Evidence
from sakaguru.evidence.permissions import ADD_EVIDENCE
from sakaguru.evidence.queries.uploads import own_uploads
from sakaguru.evidence.services import uploads as services
from sakaguru.evidence.web.forms import UploadForm
from sakaguru.organisations.queries.organisations import own_organisation
from sakaguru.ui.http import action

if TYPE_CHECKING:
    from uuid import UUID

    from sakaguru.evidence.models import Upload
    from sakaguru.ui.http import ActorRequest


@action(ADD_EVIDENCE)
def upload_begin(request: ActorRequest) -> HttpResponse:
    """Say where to send, and from where on: not from 0 where some of it is here."""
    unit = own_organisation(request.actor)
    if unit is None:
        raise Http404
    ADD_EVIDENCE.check(request.actor, Evidence(organisation=unit))
    form = UploadForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"faults": form.errors}, status=422)
    upload = services.begin_upload(
        actor=request.actor,
        organisation=unit,
        at=timezone.now(),  # noqa: TID251 -- a door reads the clock
        **form.cleaned_data,
    )
    return _told(upload)


@action(ADD_EVIDENCE)
def upload_piece(request: ActorRequest, pk: UUID, offset: int) -> HttpResponse:
    """Take the bytes from ``offset`` on; 409 tells from where they are awaited."""
    upload = get_object_or_404(own_uploads(request.actor), pk=pk)
    ADD_EVIDENCE.check(request.actor, Evidence(organisation=upload.organisation))
    try:
        upload = services.receive_piece(
            actor=request.actor,
            upload=upload,
            offset=offset,
            content=request.body,
            at=timezone.now(),  # noqa: TID251 -- a door reads the clock
        )
    except services.PieceOutOfStep as wrong:
        return JsonResponse({"offset": wrong.received}, status=409)
    return _told(upload)


def _told(upload: Upload) -> HttpResponse:
    return JsonResponse({"id": str(upload.pk), "offset": upload.received_bytes})
