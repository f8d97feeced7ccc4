"""Count what was tried in vain at a door, and keep it shut for a while."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from sakaguru.core.errors import DomainError
from sakaguru.survey.logic.knocking import wait_after
from sakaguru.survey.models import Knock

if TYPE_CHECKING:
    from datetime import datetime

FORGET_AFTER = timedelta(hours=6)


class TooManyTries(DomainError):
    code = "too_many_tries"
    status = 429


def too_many_tries() -> TooManyTries:
    return TooManyTries(
        _("Terlalu banyak yang keliru. Tunggu sebentar, lalu coba lagi.")
    )


def is_shut(door: str, *, free: int, at: datetime) -> bool:
    """Whether a knock comes too early. Locks the count until the transaction ends."""
    knock = Knock.objects.select_for_update().filter(door=door).first()
    if knock is None:
        return False
    return at < knock.last_at + wait_after(_failures(knock, at), free)


def count_failure(door: str, *, at: datetime) -> None:
    knock = Knock.objects.select_for_update().filter(door=door).first()
    failures = _failures(knock, at) + 1
    fields = {"failures": min(failures, 30_000), "last_at": at}
    Knock.objects.update_or_create(door=door, defaults=fields)


def forget_failures(door: str) -> None:
    Knock.objects.filter(door=door).delete()


def _failures(knock: Knock | None, at: datetime) -> int:
    return knock.failures if knock and at - knock.last_at < FORGET_AFTER else 0
