"""The cookie by which a personal link knows the device of its respondent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from sakaguru.survey.queries.doors import (
    SENT,
    Door,
    door_of,
    draft_of,
    on_new_device,
)

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sakaguru.ui.http import ActorRequest

COOKIE = "perangkat"
SECONDS = 180 * 24 * 3600
SECRET = re.compile(r"[a-z2-7]{32}|" + SENT)


def door_here(request: ActorRequest, token: str) -> Door:
    """Where a token leads, as seen from the device that asks."""
    door = door_of(token)
    told = request.COOKIES.get(COOKIE, "")
    if door.link is None or not SECRET.fullmatch(told):
        return door
    return door._replace(device=told)


def own_door(request: ActorRequest, token: str) -> Door:
    """As `door_here`; with a new secret where the device holds none that opens."""
    door = door_here(request, token)
    is_known = door.link is None or door.device == SENT or draft_of(door).has_begun
    return door if is_known else on_new_device(door)


def remember(response: HttpResponse, door: Door) -> HttpResponse:
    """Let the device keep its secret; no script reads it, no other page gets it."""
    if door.link is not None:
        _set(response, door.token, door.device)
    return response


def remember_sent(response: HttpResponse, door: Door) -> HttpResponse:
    """Let the device know that it has sent, and forget the secret."""
    if door.link is not None:
        _set(response, door.token, SENT)
    return response


def _set(response: HttpResponse, token: str, value: str) -> None:
    response.set_cookie(
        COOKIE,
        value,
        max_age=SECONDS,
        path=reverse("survey:filling-start", args=[token]),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
