"""Who stands at the door: the holder of a personal link or of a session's token."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sakaguru.core.errors import DomainError
from sakaguru.survey.adapters.vault import DraftUnreadable, device_secret, unsealed
from sakaguru.survey.enums import OFFICE
from sakaguru.survey.logic.tokens import digest_of, random_code
from sakaguru.survey.models import Assignment, Campaign, Draft, Link
from sakaguru.survey.queries.classes import known_pass, slip_for
from sakaguru.ui.logic.formats import written_date

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

CAMPAIGN = "campaign__instrument_version__instrument"
SENT = "terkirim"
"""In place of the secret: from this device the answers were sent."""


class LinkUnknown(DomainError):
    """No link or session has this token; a session that has sent is forgotten."""

    code = "link_unknown"
    status = 404


class LinkWithdrawn(DomainError):
    code = "link_withdrawn"
    status = 410


class LinkAlreadyUsed(DomainError):
    code = "link_already_used"
    status = 410


class CampaignNotYetOpen(DomainError):
    code = "campaign_not_yet_open"


class CampaignNoLongerOpen(DomainError):
    code = "campaign_no_longer_open"
    status = 410


class Door(NamedTuple):
    """Where a token leads. ``link`` is None for an anonymous session or a pass.

    ``device`` is the second secret of a personal link, which only the respondent's
    device holds: whoever hands out the link cannot read the draft. ``code`` makes
    that secret once more, on another device. ``slip`` is the code of a family's slip,
    which is spent with the answers. ``shut_at``: when the class of a pass was shut.
    """

    token: str
    assignment: Assignment
    role: str
    link: Link | None
    device: str = ""
    code: str = ""
    slip: str = ""
    shut_at: datetime | None = None

    @property
    def key(self) -> str:
        """What opens the draft; empty where there can be none."""
        if self.link is None:
            return self.token
        return f"{self.token}.{self.device}" if self.device else ""

    @property
    def campaign(self) -> Campaign:
        return self.assignment.campaign


class DraftContent(NamedTuple):
    """What a draft holds. Answers by item code; seconds spent so far."""

    submission: str
    consent: str
    answers: dict[str, int | str]
    seconds: float
    code: str = ""
    slip: str = ""

    @property
    def shown_code(self) -> str:
        """In two groups, as it is copied by hand; empty where there is none."""
        return f"{self.code[:4]}-{self.code[4:]}" if self.code else ""

    @property
    def has_begun(self) -> bool:
        return bool(self.consent)


NOTHING = DraftContent(submission="", consent="", answers={}, seconds=0)


def door_of(token: str) -> Door:
    """Find where a token leads. Two queries at most.

    Raises:
        LinkUnknown: nowhere.
        LinkWithdrawn: the school took the link back.
    """
    if "." in token:
        return _pass_door(token)
    digest = digest_of(token)
    link = (
        Link.objects.filter(token_digest=digest)
        .select_related("assignment__school", f"assignment__{CAMPAIGN}")
        .first()
    )
    if link is None:
        return _session_door(token, digest)
    if link.is_withdrawn:
        raise LinkWithdrawn(
            _("Tautan ini sudah ditarik oleh sekolah. Mintalah tautan yang baru.")
        )
    return Door(token, link.assignment, link.role, link)


def check_open(campaign: Campaign, *, day: date) -> None:
    """Pass silently while answers are accepted.

    Raises:
        CampaignNotYetOpen, CampaignNoLongerOpen: with the day, in plain words.
    """
    if campaign.accepts_on(day):
        return
    if campaign.is_draft or day < campaign.opens_on:
        raise CampaignNotYetOpen(
            _("Pengisian belum dibuka. Silakan kembali mulai {day}.").format(
                day=written_date(campaign.opens_on, (get_language() or "id")[:2])
            )
        )
    raise CampaignNoLongerOpen(
        _(
            "Masa pengisian sudah selesai. Terima kasih. Bila Anda belum sempat "
            "mengisi, hubungi kepala sekolah."
        )
    )


def check_unused(door: Door) -> None:
    """Pass silently while the link has not been used.

    Raises:
        LinkAlreadyUsed: answers came in through it.
    """
    if door.link is not None and door.link.is_used:
        raise LinkAlreadyUsed(
            _("Jawaban lewat tautan ini sudah kami terima. Terima kasih.")
        )


def check_inviting(door: Door) -> None:
    """Pass silently where answers may still come, as far as the visitor may know.

    That a teacher's or parent's link was used is told to the device that sent, and to
    whoever sends once more; not to others who have the address, for they would learn
    which of their people has answered.

    Raises:
        LinkAlreadyUsed
    """
    if door.role in OFFICE or door.device == SENT:
        check_unused(door)


def with_code(door: Door, code: str) -> Door:
    """The same door with the secret that belongs to a code."""
    return door._replace(device=device_secret(door.token, code), code=code)


def on_new_device(door: Door) -> Door:
    """A link as seen by a device that starts anew; sessions stay as they are."""
    return door if door.link is None else with_code(door, random_code())


def draft_of(door: Door) -> DraftContent:
    """The unsent answers of the holder; empty where there are none."""
    draft = drafts_at(door).first()
    if draft is None:
        return NOTHING
    try:
        return DraftContent(**unsealed(door.key, bytes(draft.sealed)))
    except DraftUnreadable:
        return NOTHING


def drafts_at(door: Door) -> QuerySet[Draft]:
    """The draft that this visitor can open; none without its key."""
    if not door.key:
        return Draft.objects.none()
    return Draft.objects.filter(token_digest=digest_of(door.key))


def drafts_behind(door: Door) -> QuerySet[Draft]:
    """All drafts begun with a token, on whatever device."""
    return drafts_at(door) if door.link is None else door.link.drafts.all()


def assignment_at_poster(token: str) -> Assignment:
    """The school whose poster carries this token.

    Raises:
        LinkUnknown: none does, or the poster was renewed.
    """
    found = (
        Assignment.objects.filter(poster_digest=digest_of(token))
        .select_related("school", CAMPAIGN)
        .first()
    )
    if found is None:
        raise LinkUnknown(
            _("Alamat poster ini tidak kami kenal. Periksa hurufnya di poster.")
        )
    return found


def _pass_door(token: str) -> Door:
    """The pass of a device whose holder knew the PIN of a poster."""
    poster, role, mark, code = (*token.split(".", 3), "", "")[:4]
    assignment = assignment_at_poster(poster)
    shown = known_pass(assignment, role, f"{poster}.{role}.{mark}")
    if shown is None:
        raise LinkUnknown(
            _("PIN poster ini sudah diganti. Tulis PIN yang baru, lalu kirim lagi.")
        )
    slip = slip_for(assignment, role, code)
    return Door(token, assignment, role, None, slip=slip, shut_at=shown.shut_at)


def _session_door(token: str, digest: str) -> Door:
    draft = (
        Draft.objects.filter(token_digest=digest)
        .select_related("assignment__school", f"assignment__{CAMPAIGN}")
        .first()
    )
    if draft is None:
        raise LinkUnknown(
            _(
                "Tautan ini tidak kami kenal, atau jawabannya sudah dikirim. "
                "Periksa kembali alamatnya."
            )
        )
    return Door(token, draft.assignment, draft.role, None)
