"""How sign-in behaves here, in allauth's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.reauthentication import (
    raise_if_reauthentication_required,
)
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter

if TYPE_CHECKING:
    from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Accounts come from invitations only."""
        return False


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(
        self,
        request: HttpRequest,  # noqa: ARG002
        sociallogin: Any,  # noqa: ARG002
    ) -> bool:
        """A provider vouches for who somebody is; who belongs here, we say."""
        return False


def ask_password_again(request: HttpRequest) -> None:
    """Go on only if the person entered their password or second factor just now.

    Raises:
        ReauthenticationRequired: they did not; allauth asks, then does what was asked.
    """
    raise_if_reauthentication_required(request, app="sakaguru")


def has_second_factor(user_id: int) -> bool:
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return bool(Authenticator.objects.filter(user_id=user_id, type__in=kinds).exists())
