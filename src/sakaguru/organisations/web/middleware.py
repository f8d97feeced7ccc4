"""Puts on every request as whom the person acts."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.utils import timezone

from sakaguru.core.access import NOBODY
from sakaguru.organisations.queries.memberships import acting_as, memberships_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from sakaguru.ui.http import ActorRequest

SESSION_KEY = "acting_as"


class ActorMiddleware:
    """Set ``request.actor`` and ``request.memberships`` from today's rows, each time.

    A membership that ended, or was taken away, acts on the very next request.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, plain: HttpRequest) -> HttpResponse:
        request = cast("ActorRequest", plain)
        request.actor, request.memberships = NOBODY, []
        if request.user.is_authenticated:
            day = timezone.localdate()
            request.memberships = memberships_of(request.user.pk, day=day)
            request.actor = acting_as(
                request.memberships, request.session.get(SESSION_KEY), day=day
            )
        return self.get_response(request)
