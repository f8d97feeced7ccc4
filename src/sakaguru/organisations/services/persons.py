"""What this capability keeps of a person, for their copy and for forgetting them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sakaguru.accounts.services.persons import Holder
from sakaguru.organisations.models import ApiToken, Invitation, Membership

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from sakaguru.accounts.models import User
    from sakaguru.accounts.services.persons import Copy


def copy(user: User) -> Copy:
    roles = Membership.objects.filter(user=user).order_by("pk")
    return {
        "roles": [
            {
                "role": each.role,
                "unit": each.organisation.name,
                "from": each.valid_from,
                "until": each.valid_until,
            }
            for each in roles.select_related("organisation")
        ],
        "invitations": list(
            _invitations(user).values("email", "name", "role", "invited_at")
        ),
        "tokens": list(
            ApiToken.objects.filter(membership__user=user).values(
                "name", "created_at", "expires_at", "last_used_on"
            )
        ),
    }


def erase(user: User, at: datetime) -> None:
    """End today's roles; forget invitations and keys."""
    today = at.date()
    open_ones = Membership.objects.filter(user=user, valid_until=None)
    open_ones.filter(valid_from__gte=today).delete()
    open_ones.filter(valid_from__lt=today).update(valid_until=today)
    _invitations(user).delete()
    ApiToken.objects.filter(membership__user=user).delete()


def lock_out(user: User, at: datetime) -> int:
    """Revoke the keys of programs that act as this person."""
    keys = ApiToken.objects.filter(membership__user=user, revoked_at=None)
    return keys.update(revoked_at=at)


def _invitations(user: User) -> QuerySet[Invitation]:
    return Invitation.objects.filter(email__iexact=user.email)


HOLDER = Holder(copy=copy, erase=erase, lock_out=lock_out)
