"""Give and take back keys for programs."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from sakaguru.core.audit import record
from sakaguru.core.errors import DomainError, NotAllowed
from sakaguru.organisations.models import ApiToken, Membership

if TYPE_CHECKING:
    from datetime import date, datetime

    from sakaguru.core.access import Actor

PREFIX = "skg_"
MOST = 10
LONGEST_DAYS = 365


class TooManyTokens(DomainError):
    code = "too_many_tokens"


@transaction.atomic
def issue_token(
    *, actor: Actor, name: str, days: int, at: datetime
) -> tuple[ApiToken, str]:
    """Make a token for the membership as which the person acts; return its secret.

    Raises:
        NotAllowed: nobody acts here as a member.
        TooManyTokens: ten are in use already.
        ValueError: ``days`` is not between 1 and 365.
    """
    if not 1 <= days <= LONGEST_DAYS:
        raise ValueError(days)
    membership = _own_membership(actor)
    if ApiToken.objects.usable_at(at).filter(membership=membership).count() >= MOST:
        raise TooManyTokens(_("Sudah ada 10 kunci yang berlaku. Cabut satu dahulu."))
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        membership=membership,
        name=name.strip(),
        digest=digest_of(secret),
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    _record(actor, "token.issued", token, at)
    return token, secret


@transaction.atomic
def revoke_token(*, actor: Actor, token: ApiToken, at: datetime) -> None:
    """End one of one's own tokens now; ending it twice changes nothing.

    Raises:
        NotAllowed: it is somebody else's.
    """
    rows = ApiToken.objects.select_for_update(of=("self",)).select_related("membership")
    token = rows.get(pk=token.pk)
    if actor.user_id is None or token.membership.user_id != actor.user_id:
        raise NotAllowed(_("Kunci ini bukan milik Anda."))
    if token.revoked_at is None:
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        _record(actor, "token.revoked", token, at)


def membership_of_token(secret: str, *, day: date, at: datetime) -> Membership | None:
    """The membership that a token stands for, if both hold today; notes the day."""
    if not secret.startswith(PREFIX):
        return None
    tokens = ApiToken.objects.usable_at(at).filter(digest=digest_of(secret))
    token = tokens.select_related(
        "membership__user", "membership__organisation"
    ).first()
    if token is None or not token.membership.user.is_active:
        return None
    if not Membership.objects.on(day).filter(pk=token.membership_id).exists():
        return None
    if token.last_used_on != day:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=day)
    return token.membership


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _own_membership(actor: Actor) -> Membership:
    rows = Membership.objects.select_for_update(of=("self",))
    membership = None
    if actor.membership_id is not None and actor.user_id is not None:
        mine = rows.filter(pk=actor.membership_id, user_id=actor.user_id)
        membership = mine.select_related("organisation").first()
    if membership is None:
        raise NotAllowed(_("Pilih dahulu sebagai siapa Anda bertindak."))
    return membership


def _record(actor: Actor, action: str, token: ApiToken, at: datetime) -> None:
    path = token.membership.organisation.path
    record(actor=actor, action=action, subject=token, at=at, path=path)
