"""Puts on every request as whom the person, or their program, acts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from sakaguru.core.access import NOBODY
from sakaguru.organisations.queries.memberships import acting_as, memberships_of
from sakaguru.organisations.services.tokens import membership_of_token
from sakaguru.ui.http import OpenTo

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from sakaguru.ui.http import ActorRequest

SESSION_KEY = "acting_as"
BEARER = "Bearer "
READING = {"GET", "HEAD"}


class ActorMiddleware:
    """Set ``request.actor`` and ``request.memberships`` from today's rows, each time.

    A membership that ended, or was taken away, acts on the very next request; so does
    a token that was withdrawn.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, plain: HttpRequest) -> HttpResponse:
        request = cast("ActorRequest", plain)
        request.actor, request.memberships = NOBODY, []
        shown = request.headers.get("Authorization", "")
        request.is_by_token = shown.startswith(BEARER)
        day = timezone.localdate()
        if request.is_by_token:
            if not self._acts_by_token(request, shown.removeprefix(BEARER).strip()):
                return refused(_("Kunci tidak berlaku."))
        elif request.user.is_authenticated:
            request.memberships = memberships_of(request.user.pk, day=day)
            request.actor = acting_as(
                request.memberships, request.session.get(SESSION_KEY), day=day
            )
        return self.get_response(request)

    def process_view(
        self, plain: HttpRequest, view: Any, *_args: Any
    ) -> HttpResponse | None:
        """A token opens reading doors that a rule guards, and no others."""
        request = cast("ActorRequest", plain)
        access = getattr(view, "access", (OpenTo.SIGNED_IN,))
        if request.is_by_token and OpenTo.SIGNED_IN in access:
            return refused(_("Kunci aplikasi tidak membuka halaman ini."), status=403)
        return None

    def _acts_by_token(self, request: ActorRequest, secret: str) -> bool:
        """Act as the token's membership, and only to read."""
        now, day = timezone.now(), timezone.localdate()  # noqa: TID251 -- a door
        membership = membership_of_token(secret, day=day, at=now)
        if membership is None or request.method not in READING:
            return False
        request.user = membership.user
        request.memberships = [membership]
        request.actor = acting_as([membership], membership.pk, day=day)
        return True


def refused(words: str, status: int = 401) -> HttpResponse:
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}  # noqa: PLR2004
    kind = "text/plain; charset=utf-8"
    return HttpResponse(words, status=status, content_type=kind, headers=headers)
