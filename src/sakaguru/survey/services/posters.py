"""The school's poster: pupils, parents and teachers come in with a PIN."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from sakaguru.core.errors import DomainError
from sakaguru.survey.adapters.vault import door_digest, sealed
from sakaguru.survey.enums import POSTER
from sakaguru.survey.logic.knocking import FREE_TRIES, FREE_TRIES_TOGETHER
from sakaguru.survey.logic.tokens import digest_of, random_token
from sakaguru.survey.models import Draft
from sakaguru.survey.queries.classes import (
    SlipNeeded,
    SlipUnknown,
    pin_fits,
    slip_for,
)
from sakaguru.survey.queries.doors import NOTHING, check_open
from sakaguru.survey.queries.questionnaires import roles_asked
from sakaguru.survey.services.knocks import (
    count_failure,
    forget_failures,
    is_shut,
    too_many_tries,
)

if TYPE_CHECKING:
    from datetime import date, datetime

    from sakaguru.survey.models import Assignment


class PinWrong(DomainError):
    code = "pin_wrong"
    status = 403


class Shown(NamedTuple):
    """What somebody shows at the door. ``slip`` None: it is asked for later."""

    role: str
    pin: str
    slip: str | None = None


def check_pin(
    *,
    assignment: Assignment,
    shown: Shown,
    address: str,
    at: datetime,
    device: str = "",
) -> None:
    """Pass silently with the right PIN, unless its network has tried too often.

    A PIN has six digits. From one network 60 wrong ones are free at a school's door,
    for a class sits behind one address; then each makes the next wait longer, up to
    15 minutes, for all behind that address. Six hours without a wrong one forgive
    them; a right one does not. So one network can try at most 68 PINs in its first
    hour, 4 in each that follows, some 240 a day: 1 in 4,000 a day to hit one of
    1,000,000. A device that keeps its cookie is told to wait after five wrong ones;
    the right PIN lets it in. The count is kept even though the request is refused.

    Raises:
        TooManyTries: the network, or with a wrong PIN the device, has to wait.
        PinWrong: this is not the PIN of this role.
        SlipNeeded, SlipUnknown: a parent has to show a family's slip.
    """
    with transaction.atomic():
        failure = _knock(assignment, shown, address, device, at)
    if failure is not None:
        raise failure


def enter_by_poster(
    *,
    assignment: Assignment,
    shown: Shown,
    address: str,
    day: date,
    at: datetime,
    device: str = "",
) -> str:
    """Let somebody in who knows the PIN of a role, and give the token of a session.

    Not one transaction: a wrong PIN stays counted.

    Raises:
        TooManyTries, PinWrong, SlipNeeded, SlipUnknown.
        CampaignNotYetOpen, CampaignNoLongerOpen.
    """
    check_open(assignment.campaign, day=day)
    check_pin(assignment=assignment, shown=shown, address=address, at=at, device=device)
    slip = shown.slip or ""
    return open_session(assignment=assignment, role=shown.role, day=day, slip=slip)


@transaction.atomic
def open_session(
    *, assignment: Assignment, role: str, day: date, slip: str = ""
) -> str:
    """Begin an anonymous set of answers and give its token, which is kept nowhere.

    Raises:
        PinWrong: this role does not come in by the poster.
        SlipNeeded, SlipUnknown: a parent has to show a family's slip.
        CampaignNotYetOpen, CampaignNoLongerOpen.
    """
    check_open(assignment.campaign, day=day)
    if role not in poster_roles(assignment):
        raise PinWrong(_("Peran ini tidak mengisi lewat poster."))
    content = NOTHING._replace(slip=slip_for(assignment, role, slip))
    token = random_token()
    Draft.objects.create(
        token_digest=digest_of(token),
        assignment=assignment,
        role=role,
        sealed=sealed(token, content._asdict()),
        saved_on=day,
    )
    return token


def poster_roles(assignment: Assignment) -> list[str]:
    """Roles that come in by the poster, where the instrument asks them."""
    asked = roles_asked(assignment.campaign.instrument_version)
    return [role for role in POSTER if role in asked]


def _knock(
    assignment: Assignment, shown: Shown, address: str, device: str, at: datetime
) -> DomainError | None:
    network = door_digest(assignment.pk, address)
    own = door_digest(assignment.pk, f"device {device}") if device else ""
    if is_shut(network, free=FREE_TRIES_TOGETHER, at=at):
        return too_many_tries()
    wrong = _fault_of(assignment, shown)
    if wrong is None:
        forget_failures(own)
        return None
    must_wait = bool(own) and is_shut(own, free=FREE_TRIES, at=at)
    for door in filter(None, (network, own)):
        count_failure(door, at=at)
    return too_many_tries() if must_wait else wrong


def _fault_of(assignment: Assignment, shown: Shown) -> DomainError | None:
    role, pin, slip = shown
    if role not in poster_roles(assignment) or not pin_fits(assignment, role, pin):
        return PinWrong(_("PIN tidak cocok. Periksa enam angka di poster."))
    if slip is None:
        return None
    try:
        slip_for(assignment, role, slip)
    except (SlipNeeded, SlipUnknown) as refusal:
        return refusal
    return None
