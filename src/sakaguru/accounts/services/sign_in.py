"""What is asked of people who have signed in already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.app_settings import PASSWORD_RESET_TOKEN_GENERATOR
from allauth.account.internal.flows.reauthentication import (
    raise_if_reauthentication_required,
)
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse

if TYPE_CHECKING:
    from django.http import HttpRequest

    from sakaguru.accounts.models import User


def first_password_path(user: User) -> str:
    """Where a new person sets their own password: once, within an hour."""
    key = PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    return reverse(
        "account_reset_password_from_key", args=[user_pk_to_url_str(user), key]
    )


def ask_password_again(request: HttpRequest) -> None:
    """Go on only if the person entered their password or second factor just now.

    Raises:
        ReauthenticationRequired: they did not; allauth asks, then does what was asked.
    """
    raise_if_reauthentication_required(request, app="sakaguru")
