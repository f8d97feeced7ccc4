"""How sign-in behaves here, in allauth's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
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
