"""People of offices set up a second factor before they work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from allauth.mfa.signals import authenticator_removed
from django.conf import settings
from django.contrib import messages
from django.dispatch import receiver
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from sakaguru.accounts.queries.factors import has_second_factor
from sakaguru.organisations.enums import Tier

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from sakaguru.ui.http import ActorRequest

KNOWN = "has_second_factor"
STILL_OPEN = ("account_", "mfa_", "usersessions_", "set_language", "health")
"""Where somebody without a second factor may go: where one is set up."""


class SecondFactorMiddleware:
    """Lead people who must have a second factor to where it is set up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, plain: HttpRequest, *_args: Any) -> HttpResponseBase | None:
        request = cast("ActorRequest", plain)
        match = request.resolver_match
        name = match.view_name if match else ""
        if name.startswith(STILL_OPEN) or not must_have_one(request):
            return None
        if request.session.get(KNOWN) or has_second_factor(
            cast("int", request.user.pk)
        ):
            request.session[KNOWN] = True
            return None
        text = _(
            "Peran Anda melihat data banyak sekolah. Pasang dulu langkah kedua "
            "untuk masuk: aplikasi kode, kunci, atau sidik jari."
        )
        messages.info(request, text)
        return redirect("mfa_index")


def must_have_one(request: ActorRequest) -> bool:
    """Whether anything that this person may act as asks for a second factor."""
    if settings.SECOND_FACTOR == "never" or not request.user.is_authenticated:
        return False
    if request.is_by_token:  # made by somebody who had signed in with theirs
        return False
    if settings.SECOND_FACTOR == "everyone" or request.user.is_staff:
        return True
    return any(m.organisation.tier != Tier.SCHOOL for m in request.memberships)


@receiver(authenticator_removed)
def forget(request: HttpRequest, **_: Any) -> None:
    """Look again after one was taken away."""
    request.session.pop(KNOWN, None)
