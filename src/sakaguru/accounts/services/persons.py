"""A person's copy of what is kept about them, and being forgotten (UU 27/2022).

Each capability tells what it keeps by a `Holder`, registered when it is ready; a test
compares all columns of all tables with what is declared in `logic.personal`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext as _

from sakaguru.accounts.models import User
from sakaguru.accounts.services.guessing import forget_account
from sakaguru.accounts.services.sessions import end_sessions
from sakaguru.core.audit import described, record
from sakaguru.core.errors import DomainError
from sakaguru.core.models import AuditEvent

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from sakaguru.core.access import Actor

    Copy = dict[str, Sequence[Mapping[str, Any]]]

ERASED_DOMAIN = "terhapus.invalid"


class PersonForgotten(DomainError):
    code = "person_forgotten"
    status = 410


@dataclass(frozen=True, slots=True)
class Holder:
    """What a capability keeps of a person.

    ``copy`` gives it in plain words and values; ``erase`` forgets all that names the
    person, and keeps what the office did. ``lock_out`` ends the ways in that it knows
    beside sessions, such as keys of programs, and tells how many.
    """

    copy: Callable[[User], Copy]
    erase: Callable[[User, datetime], None]
    lock_out: Callable[[User, datetime], int] = lambda _user, _at: 0


_holders: list[Holder] = []


def register(holder: Holder) -> None:
    _holders.append(holder)


def copy_person(user: User) -> Copy:
    """All that is kept about a person, by kind; plain JSON values."""
    found = _own_copy(user) | _trail_copy(user)
    for holder in _holders:
        found |= holder.copy(user)
    return found


@transaction.atomic
def erase_person(*, actor: Actor, user: User, at: datetime) -> None:
    """Forget who a person is; what they did stays, as of a person without a name.

    Doing it twice changes nothing more. Backups forget when they are thirty-five days
    old. Who may ask is decided by the door: the person, or the operator's command.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    for holder in _holders:
        holder.erase(user, at)
    _erase_own(user)
    record(actor=actor, action="person.erased", subject=user, at=at)


@transaction.atomic
def lock_out_person(*, actor: Actor, user: User, at: datetime) -> tuple[int, int]:
    """End a person's sessions and keys for programs; tell how many of each.

    Who may ask is decided by the door: only the operator's commands open it.
    """
    ended = end_sessions(actor=actor, user=user, at=at)
    keys = sum(holder.lock_out(user, at) for holder in _holders)
    if keys:
        detail = {"ended": keys}
        record(actor=actor, action="keys.ended", subject=user, at=at, detail=detail)
    return ended, keys


@transaction.atomic
def suspend_person(*, actor: Actor, user: User, at: datetime) -> tuple[int, int]:
    """Shut an account from now on, until `restore_person`; nothing of it is deleted.

    Tells how many sessions and keys for programs were ended with it.
    """
    User.objects.filter(pk=user.pk).update(is_active=False)
    record(actor=actor, action="person.suspended", subject=user, at=at)
    return lock_out_person(actor=actor, user=user, at=at)


@transaction.atomic
def restore_person(*, actor: Actor, user: User, at: datetime) -> None:
    """Open a suspended account again, for whoever gets its letters.

    Its former password may be a thief's too: a new one is set by letter. Keys that
    were ended stay so.

    Raises:
        PersonForgotten: there is nobody behind it any more.
    """
    if user.email.endswith(f"@{ERASED_DOMAIN}"):
        raise PersonForgotten(_("Data orang ini sudah dihapus."))
    user = User.objects.select_for_update().get(pk=user.pk)
    user.is_active = True
    user.set_unusable_password()
    user.save(update_fields=["is_active", "password"])
    record(actor=actor, action="person.restored", subject=user, at=at)


def _own_copy(user: User) -> Copy:
    account = {"name": user.name, "email": user.email, "last_login": user.last_login}
    factors = Authenticator.objects.filter(user=user).values("type", "created_at")
    devices = UserSession.objects.filter(user=user).values(
        "ip", "user_agent", "created_at", "last_seen_at"
    )
    return {
        "account": [account],
        "addresses": list(
            EmailAddress.objects.filter(user=user).values("email", "verified")
        ),
        "second_factors": list(factors),
        "devices": list(devices),
        "providers": list(
            SocialAccount.objects.filter(user=user).values("provider", "uid")
        ),
    }


def _trail_copy(user: User) -> Copy:
    """What the person did, and who looked at their records."""
    done = AuditEvent.objects.filter(actor_id=user.pk).order_by("id")
    read = AuditEvent.objects.filter(action="person.read").order_by("id")
    return {
        "done": [
            {"at": e.at, "what": described(e.action), "subject": e.subject_name}
            for e in done.exclude(action="person.read")
        ],
        "read_by": [
            {"at": e.at, "by": f"user #{e.actor_id}", "what": e.detail["what"]}
            for e in read.filter(detail__people__contains=user.pk)
        ],
    }


def _erase_own(user: User) -> None:
    for model in (EmailAddress, Authenticator, SocialAccount):
        model.objects.filter(user=user).delete()
    forget_account(email=user.email)
    sessions = UserSession.objects.filter(user=user)
    keys = list(sessions.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    sessions.delete()
    user.name = _("Orang yang sudah dihapus")
    user.email = f"{user.pk}@{ERASED_DOMAIN}"
    user.set_unusable_password()
    user.is_active = user.is_staff = user.is_superuser = False
    user.last_login = None
    user.save()
