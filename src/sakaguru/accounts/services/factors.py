"""Take away a second factor that somebody lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.db import transaction

from sakaguru.accounts.services.sessions import end_sessions
from sakaguru.core.audit import record

if TYPE_CHECKING:
    from datetime import datetime

    from sakaguru.accounts.models import User
    from sakaguru.core.access import Actor


@transaction.atomic
def forget_factors(*, actor: Actor, user: User, at: datetime) -> int:
    """Forget a person's second factors and sessions; tell how many factors went.

    Only the operator's command asks, after somebody saw who the person is.
    """
    gone = int(Authenticator.objects.filter(user=user).delete()[0])
    end_sessions(actor=actor, user=user, at=at)
    record(
        actor=actor,
        action="factors.forgotten",
        subject=user,
        at=at,
        detail={"gone": gone},
    )
    return gone
