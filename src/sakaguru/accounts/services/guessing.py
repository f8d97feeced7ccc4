"""Slow down whoever guesses passwords, in all server processes alike.

Every try is counted before the password is looked at, so that tries side by side do not
slip past the count, and given back when it was right. Two counts stop a guesser: the
account's, over all devices on which it never came in, and the network's, over the
accounts at which it fails. Neither stops a device that the person used before: it has
ten tries of its own. So a school gets in while one of its accounts is attacked, be it
from the next room.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Count, F, Max, Q, Sum
from django.utils.crypto import salted_hmac

from sakaguru.accounts.logic import guessing
from sakaguru.accounts.models import Attempt

if TYPE_CHECKING:
    from datetime import datetime, timedelta

COUNTS_UP_TO = 30_000
LOCK = "SELECT pg_advisory_xact_lock(('x' || left(%s, 15))::bit(60)::bigint)"


@dataclass(frozen=True, slots=True)
class Try:
    """One try at one account, from one network and perhaps a device we gave a mark."""

    email: str
    network: str
    device: str = ""

    @property
    def account(self) -> str:
        return digest_of("account", self.email.strip().lower())

    @property
    def here(self) -> str:
        return digest_of("network", self.network)

    @property
    def mark(self) -> str:
        return digest_of("device", self.device) if self.device else ""


def digest_of(kind: str, text: str) -> str:
    return salted_hmac(f"accounts.{kind}", text, algorithm="sha256").hexdigest()


@transaction.atomic
def count_try(*, tried: Try, at: datetime) -> int:
    """Count the try, or give the seconds to wait first; 0: go on."""
    with connection.cursor() as cursor:
        for key in sorted([tried.account, tried.here]):
            cursor.execute(LOCK, [key])
    source = tried.mark if _is_known(tried, at) else tried.here
    until = _until_known(tried, at) if source == tried.mark else _until(tried, at)
    if until is not None and until > at:
        return math.ceil((until - at).total_seconds())
    # A slip of this morning is no part of a guesser's row of tries.
    old = Q(account=tried.account, source=source, last_at__lt=_forgotten_before(at))
    Attempt.objects.filter(old).update(failures=0)
    Attempt.objects.bulk_create(
        [Attempt(account=tried.account, source=source, failures=0, last_at=at)],
        ignore_conflicts=True,
    )
    row = Attempt.objects.filter(account=tried.account, source=source)
    row.filter(failures__lt=COUNTS_UP_TO).update(failures=F("failures") + 1, last_at=at)
    return 0


@transaction.atomic
def give_back(*, tried: Try, at: datetime) -> None:
    """The password was right: a slip before it was none of a guesser's tries."""
    if _is_known(tried, at):
        own = Attempt.objects.filter(account=tried.account, source=tried.mark)
        own.filter(failures__gt=0).update(failures=F("failures") - 1)
    else:
        Attempt.objects.filter(account=tried.account, source=tried.here).delete()


@transaction.atomic
def know_device(*, tried: Try, at: datetime) -> None:
    """Somebody came in all the way: this device may try without the others' waits."""
    Attempt.objects.update_or_create(
        account=tried.account,
        source=tried.mark,
        defaults={"came_in_on": at.date(), "last_at": at},
    )


@transaction.atomic
def forget_devices(*, email: str | None, besides: str = "") -> None:
    """A device that somebody came in by is a stranger's again; None: everybody's.

    ``besides`` is the device at which the password was just changed. What failed there
    stays counted.
    """
    known = Attempt.objects.exclude(came_in_on=None)
    if email is not None:
        here = Try(email, "", besides)
        known = known.filter(account=here.account).exclude(source=here.mark)
    known.update(came_in_on=None)


@transaction.atomic
def forgive_account(*, email: str) -> None:
    """Whoever set a new password by a letter has proved who they are."""
    account = Try(email, "").account
    Attempt.objects.filter(account=account, came_in_on=None).delete()


@transaction.atomic
def forget_account(*, email: str) -> None:
    """Keep nothing of where somebody signed in."""
    Attempt.objects.filter(account=Try(email, "").account).delete()


def _is_known(tried: Try, at: datetime) -> bool:
    if not tried.mark:
        return False
    since = (at - guessing.KNOWN_FOR).date()
    row = Attempt.objects.filter(account=tried.account, source=tried.mark)
    return row.filter(came_in_on__gte=since).exists()


def _until_known(tried: Try, at: datetime) -> datetime | None:
    rows = Attempt.objects.filter(account=tried.account, source=tried.mark)
    row = rows.filter(last_at__gte=_forgotten_before(at)).first()
    return row.last_at + guessing.wait_at_account(row.failures) if row else None


def _until(tried: Try, at: datetime) -> datetime | None:
    """When the account lets strangers try again, and the network others."""
    strangers = Attempt.objects.filter(came_in_on=None, failures__gt=0)
    there = strangers.filter(
        account=tried.account, last_at__gte=_forgotten_before(at)
    ).aggregate(amount=Sum("failures"), last=Max("last_at"))
    here = strangers.filter(
        source=tried.here, last_at__gte=at - guessing.NETWORK_WINDOW
    ).aggregate(amount=Count("id"), last=Max("last_at"))
    both = (
        _after(there["last"], guessing.wait_at_account(there["amount"] or 0)),
        _after(here["last"], guessing.wait_of_network(here["amount"])),
    )
    return max(filter(None, both), default=None)


def _after(last: datetime | None, wait: timedelta) -> datetime | None:
    return last and last + wait


def _forgotten_before(at: datetime) -> datetime:
    return at - guessing.FORGET_AFTER
