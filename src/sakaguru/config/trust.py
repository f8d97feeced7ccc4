"""What anybody may check: whom to tell of a hole, and the published heads of the trail.

The heads prove that nothing was changed since: whoever kept a copy of the file finds
it when the trail, or the whole database, was set back.
"""

from __future__ import annotations

import json
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from sakaguru.core import trail
from sakaguru.core.models import AuditHead
from sakaguru.ui.http import OpenTo, page

if TYPE_CHECKING:
    from sakaguru.ui.http import ActorRequest

SHOWN = 30
PLAIN = "text/plain; charset=utf-8"


@page(OpenTo.EVERYONE)
def security_txt(request: ActorRequest) -> HttpResponse:
    """RFC 9116; said anew each month, valid for a year at most."""
    now = timezone.now().astimezone(UTC)  # noqa: TID251 -- a door
    month = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    lines = (
        f"Contact: mailto:{settings.DEFAULT_FROM_EMAIL}",
        f"Expires: {month + timedelta(days=180):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: id, en",
        f"Canonical: {request.build_absolute_uri('/.well-known/security.txt')}",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type=PLAIN)


@page(OpenTo.EVERYONE)
def heads(request: ActorRequest) -> HttpResponse:
    newest = AuditHead.objects.order_by("-position")[:SHOWN]
    context = {"heads": newest, "public_keys": trail.public_keys()}
    return render(request, "ui/heads.html", context)


@page(OpenTo.EVERYONE)
def heads_file(request: ActorRequest) -> HttpResponse:  # noqa: ARG001 -- Django's shape
    """All heads, one JSON line each, oldest first, as `sakaguru audit` signs them."""
    rows = AuditHead.objects.order_by("position")
    lines = (
        json.dumps(
            {
                "position": head.position,
                "digest": head.digest,
                "moment": head.published_at.isoformat(),
                "signature": head.signature,
            }
        )
        for head in rows.iterator()
    )
    text = "".join(f"{line}\n" for line in lines)
    return HttpResponse(text, content_type="application/jsonl; charset=utf-8")
