"""The school's poster: pupils, parents and teachers come in with a PIN."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from sakaguru.core.errors import DomainError
from sakaguru.survey.adapters.vault import door_digest, poster_pin, sealed
from sakaguru.survey.enums import POSTER
from sakaguru.survey.logic.knocking import wait_after
from sakaguru.survey.logic.tokens import digest_of, random_token, same
from sakaguru.survey.models import Draft, Knock
from sakaguru.survey.queries.doors import NOTHING, check_open
from sakaguru.survey.queries.questionnaires import roles_asked

if TYPE_CHECKING:
    from datetime import date, datetime

    from sakaguru.survey.models import Assignment

FORGET_AFTER = timedelta(hours=6)


class PinWrong(DomainError):
    code = "pin_wrong"
    status = 403


class TooManyTries(DomainError):
    code = "too_many_tries"
    status = 429


def check_pin(
    *, assignment: Assignment, role: str, pin: str, address: str, at: datetime
) -> None:
    """Pass silently with the right PIN; every wrong one makes the next wait longer.

    Counted per school and network address. The count is kept even though the request
    is refused.

    Raises:
        TooManyTries: wait first, right or wrong.
        PinWrong: this is not the PIN of this role.
    """
    with transaction.atomic():
        failure = _knock(assignment, role, pin, address, at)
    if failure is not None:
        raise failure


def enter_by_poster(
    *,
    assignment: Assignment,
    role: str,
    pin: str,
    address: str,
    day: date,
    at: datetime,
) -> str:
    """Let somebody in who knows the PIN of a role, and give the token of a session.

    Not one transaction: a wrong PIN stays counted.

    Raises:
        TooManyTries, PinWrong, CampaignNotYetOpen, CampaignNoLongerOpen.
    """
    check_open(assignment.campaign, day=day)
    check_pin(assignment=assignment, role=role, pin=pin, address=address, at=at)
    return open_session(assignment=assignment, role=role, day=day)


@transaction.atomic
def open_session(*, assignment: Assignment, role: str, day: date) -> str:
    """Begin an anonymous set of answers and give its token, which is kept nowhere.

    Raises:
        PinWrong: this role does not come in by the poster.
        CampaignNotYetOpen, CampaignNoLongerOpen.
    """
    check_open(assignment.campaign, day=day)
    if role not in poster_roles(assignment):
        raise PinWrong(_("Peran ini tidak mengisi lewat poster."))
    token = random_token()
    Draft.objects.create(
        token_digest=digest_of(token),
        assignment=assignment,
        role=role,
        sealed=sealed(token, NOTHING._asdict()),
        saved_on=day,
    )
    return token


def poster_roles(assignment: Assignment) -> list[str]:
    """Roles that come in by the poster, where the instrument asks them."""
    asked = roles_asked(assignment.campaign.instrument_version)
    return [role for role in POSTER if role in asked]


def _knock(
    assignment: Assignment, role: str, pin: str, address: str, at: datetime
) -> DomainError | None:
    door = door_digest(assignment.pk, address)
    knock = Knock.objects.select_for_update().filter(door=door).first()
    failures = knock.failures if knock and at - knock.last_at < FORGET_AFTER else 0
    if knock and at < knock.last_at + wait_after(failures):
        return TooManyTries(
            _("Terlalu banyak PIN yang keliru. Tunggu sebentar, lalu coba lagi.")
        )
    right = role in poster_roles(assignment) and same(
        pin, poster_pin(assignment.campaign, assignment, role)
    )
    if right:
        Knock.objects.filter(door=door).delete()
        return None
    Knock.objects.update_or_create(
        door=door, defaults={"failures": failures + 1, "last_at": at}
    )
    return PinWrong(_("PIN tidak cocok. Periksa enam angka di poster."))
