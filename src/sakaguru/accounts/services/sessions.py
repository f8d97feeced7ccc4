"""End sessions of others: of one person, or of everybody after a breach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from sakaguru.accounts.services.guessing import forget_devices
from sakaguru.core.audit import record
from sakaguru.core.models import AuditHead

if TYPE_CHECKING:
    from datetime import datetime

    from sakaguru.accounts.models import User
    from sakaguru.core.access import Actor


@transaction.atomic
def end_sessions(*, actor: Actor, user: User | None, at: datetime) -> int:
    """Sign a person out everywhere, or everybody (None); tell how many sessions ended.

    Their devices are known no more: each waits for guesses as a stranger's does.
    Who may ask is decided by the door: only the operator's command opens it.
    """
    devices, sessions = UserSession.objects.all(), Session.objects.all()
    if user is not None:
        devices = devices.filter(user=user)
        keys = list(devices.values_list("session_key", flat=True))
        sessions = sessions.filter(session_key__in=keys)
    ended = int(sessions.delete()[0])
    devices.delete()
    forget_devices(email=user.email if user else None)
    record(
        actor=actor,
        action="sessions.ended",
        subject=user or AuditHead(),
        at=at,
        detail={"ended": ended},
    )
    return ended
