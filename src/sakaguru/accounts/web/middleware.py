"""How long a session lasts, however busy it is."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import logout

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

BEGAN = "session_began"
EXTEND_EVERY = 60
"""Seconds of use after which the idle time counts anew: not one write per page."""

SEEN = "session_seen"


class SessionLimits:
    """End a session that is too old; let an idle one end by its cookie and row."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            self._limit(request)
        return self.get_response(request)

    def _limit(self, request: HttpRequest) -> None:
        now = int(time.time())
        began = request.session.setdefault(BEGAN, now)
        if now - began > settings.SESSION_AT_MOST:
            logout(request)
        elif now - request.session.get(SEEN, 0) > EXTEND_EVERY:
            request.session[SEEN] = now
