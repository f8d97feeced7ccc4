"""What follows from signing in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.signals import authentication_step_completed
from allauth.usersessions.models import UserSession
from django.dispatch import receiver

if TYPE_CHECKING:
    from django.http import HttpRequest


@receiver(authentication_step_completed)
def renew_session_key(request: HttpRequest, **told: Any) -> None:
    """A session goes on under another name once the password was entered again.

    (Django does so itself at sign-in.) The list of devices follows.
    """
    if not told.get("reauthenticated"):
        return
    former = request.session.session_key
    request.session.cycle_key()
    device = UserSession.objects.filter(session_key=former)
    device.update(session_key=request.session.session_key)
