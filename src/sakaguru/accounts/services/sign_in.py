"""What is asked of people who have signed in already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.internal.flows.reauthentication import (
    raise_if_reauthentication_required,
)

if TYPE_CHECKING:
    from django.http import HttpRequest


def ask_password_again(request: HttpRequest) -> None:
    """Go on only if the person entered their password or second factor just now.

    Raises:
        ReauthenticationRequired: they did not; allauth asks, then does what was asked.
    """
    raise_if_reauthentication_required(request, app="sakaguru")
