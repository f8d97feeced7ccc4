"""Doors of allauth that ask for more here than there."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.usersessions.views import list_usersessions
from django.contrib.auth.decorators import login_required
from django.http import Http404

from sakaguru.accounts.adapters.identity import CheckedIdentity
from sakaguru.accounts.services.sign_in import ask_password_again
from sakaguru.ui.http import OpenTo, endpoint

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@endpoint(OpenTo.EVERYONE)
def back_from_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Where the identity provider sends people back to."""
    try:
        view = OAuth2CallbackView.adapter_view(CheckedIdentity(request, provider_id))
        return cast("HttpResponse", view(request))
    except SocialApp.DoesNotExist:
        raise Http404 from None


@endpoint(OpenTo.SIGNED_IN)
@login_required
def own_sessions(request: HttpRequest) -> HttpResponse:
    """Who found a device open does not sign its owner out elsewhere."""
    if request.method == "POST":
        ask_password_again(request)
    return cast("HttpResponse", list_usersessions(request))
