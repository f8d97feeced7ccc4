"""Go on with a personal link on another device."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from sakaguru.core.errors import DomainError
from sakaguru.survey.adapters.vault import door_digest
from sakaguru.survey.logic.knocking import FREE_TRIES, FREE_TRIES_TOGETHER
from sakaguru.survey.logic.tokens import CODE_LENGTH, typed_code
from sakaguru.survey.queries.doors import (
    check_inviting,
    check_open,
    draft_of,
    with_code,
)
from sakaguru.survey.services.knocks import (
    count_failure,
    forget_failures,
    is_shut,
    too_many_tries,
)

if TYPE_CHECKING:
    from datetime import date, datetime

    from sakaguru.survey.queries.doors import Door


class CodeWrong(DomainError):
    code = "code_wrong"
    status = 403


def resume_filling(
    *, door: Door, code: str, address: str, day: date, at: datetime
) -> Door:
    """Give the door with the secret of the device whose code was typed.

    A code has 40 bits. From one network five wrong ones are free at a link, from all
    together sixty; then each makes the next wait longer, up to 15 minutes: four an
    hour. Not one transaction: a wrong code stays counted.

    Raises:
        TooManyTries: wait first, right or wrong.
        CodeWrong: no unsent answers have this code.
        LinkAlreadyUsed, CampaignNotYetOpen, CampaignNoLongerOpen.
    """
    check_inviting(door)
    check_open(door.campaign, day=day)
    with transaction.atomic():
        opened = _tried(door, code, address, at)
    if isinstance(opened, DomainError):
        raise opened
    return opened


def _tried(door: Door, code: str, address: str, at: datetime) -> Door | DomainError:
    here = door_digest(door.assignment.pk, f"{door.token} {address}")
    anywhere = door_digest(door.assignment.pk, door.token)
    bounds = ((anywhere, FREE_TRIES_TOGETHER), (here, FREE_TRIES))
    if any(is_shut(each, free=free, at=at) for each, free in bounds):
        return too_many_tries()
    typed = typed_code(code)
    if door.link is not None and len(typed) == CODE_LENGTH:
        opened = with_code(door, typed)
        if draft_of(opened).has_begun:
            forget_failures(here)
            return opened
    for each, _free in bounds:
        count_failure(each, at=at)
    return CodeWrong(
        _(
            "Kode lanjut tidak cocok. Periksa delapan huruf dan angkanya di "
            "perangkat pertama."
        )
    )
