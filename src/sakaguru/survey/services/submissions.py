"""A set of answers at the door: weighed, kept, counted, given a receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext as _

from sakaguru.survey.adapters import packing
from sakaguru.survey.adapters.storing import Arriving
from sakaguru.survey.adapters.vault import slip_mark
from sakaguru.survey.enums import OFFICE, Flag
from sakaguru.survey.logic.answers import AnswerFault, answer_faults, is_too_fast
from sakaguru.survey.logic.edits import (
    UNSAID,
    body_of,
    content_digest,
    key_digest,
    said_of,
)
from sakaguru.survey.logic.tokens import digest_of
from sakaguru.survey.models import Campaign, Link, Submission, UsedSlip
from sakaguru.survey.queries.doors import Door, check_open, check_unused
from sakaguru.survey.queries.questionnaires import Form, form_of
from sakaguru.survey.services.drafts import CONSENT_VERSION, EARLIER_CONSENTS
from sakaguru.survey.services.receipts import Arrival, receipt_for
from sakaguru.survey.services.refusals import (
    AnswersRefused,
    AskAgain,
    ConsentMissing,
    NothingAnswered,
)
from sakaguru.survey.services.slips import SlipAlreadyUsed

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from sakaguru.survey.logic.wire import Content, Envelope

KNOWN_CONSENTS = (CONSENT_VERSION, *EARLIER_CONSENTS)


class Weighed(NamedTuple):
    """Content that was checked against its questionnaire."""

    said: bytes
    digest: str
    flags: int


class Ready(NamedTuple):
    """A set that may be kept, and the receipt that is given once it is."""

    arriving: Arriving
    door: Door
    arrival: Arrival

    def receipt(self) -> dict[str, Any]:
        return receipt_for(self.arriving.row, self.arrival)


def make_ready(
    *, envelope: Envelope, door: Door, content: Content, day: date, at: datetime
) -> Ready:
    """Check a set as if its id were new. Asks the database nothing.

    Raises:
        LinkAlreadyUsed, CampaignNotYetOpen, CampaignNoLongerOpen: no right today.
        ConsentMissing, AnswersRefused, NothingAnswered: cannot be counted.
    """
    check_open(door.campaign, day=day)
    form = form_of(door.campaign.instrument_version, door.role)
    weighed = weigh(form, envelope, content)
    check_unused(door)  # last: only who sends answers learns that others came before
    row = _row(door, form, envelope, content, weighed, day=day, at=at)
    arriving = Arriving(
        row,
        spends=door.link.pk if door.link else None,
        used_on=day if door.role in OFFICE else None,
        token=digest_of(door.key) if door.key and "." not in door.token else None,
        mark=_mark(door),
    )
    arrival = Arrival(envelope.sequence, weighed.digest, day, row.received_at)
    return Ready(arriving, door, arrival)


def check_welcome(ready: Ready, *, day: date) -> None:
    """Say why a set with a new id was not kept.

    Raises:
        LinkAlreadyUsed, SlipAlreadyUsed: others came in between.
        CampaignNotYetOpen, CampaignNoLongerOpen: it closed in between.
        AskAgain: nothing stands in its way any more.
    """
    door = ready.door
    check_open(Campaign.objects.get(pk=door.campaign.pk), day=day)
    if door.link is not None:
        check_unused(door._replace(link=Link.objects.get(pk=door.link.pk)))
    if UsedSlip.objects.filter(mark=ready.arriving.mark).exists():
        raise SlipAlreadyUsed(
            _("Lembar keluarga ini sudah dipakai: satu lembar untuk satu jawaban.")
        )
    raise AskAgain(_("Server sedang sibuk. Kiriman ini dicoba lagi nanti."))


def weigh(form: Form, envelope: Envelope, content: Content) -> Weighed:
    """Check content against its questionnaire and pack it.

    Raises:
        ConsentMissing, AnswersRefused, NothingAnswered
    """
    if content.consent not in KNOWN_CONSENTS:
        raise ConsentMissing(
            _("Persetujuan dibaca dahulu sebelum menjawab. Muat ulang kuesioner ini.")
        )
    given = {code: word for code, word in content.answers.items() if word is not None}
    faults = answer_faults(form.asked, given)
    if len(given) < len(content.answers):
        known = {item.code for item in form.asked}
        unknown = content.answers.keys() - given.keys() - known
        faults += [AnswerFault(code, "unknown_item", "") for code in sorted(unknown)]
    if faults:
        raise AnswersRefused(
            _("Ada jawaban yang tidak sesuai pilihan di kuesioner ini."), faults
        )
    if not content.answers:
        raise NothingAnswered(_("Belum ada pertanyaan yang dijawab."))
    said = said_of(form.asked, content.answers)
    digest = content_digest(
        str(envelope.id), envelope.sequence, content.consent, content.answers
    )
    return Weighed(said, digest, _flags(form.role, content, body_of(said)))


def instrument_digest(form: Form, submission_id: UUID, body: bytes) -> str:
    """The digest by which scoring orders and names a set."""
    return packing.digest(
        body, instrument=form.instrument, role=form.role, respondent=submission_id
    )


def _row(
    door: Door,
    form: Form,
    envelope: Envelope,
    content: Content,
    weighed: Weighed,
    *,
    day: date,
    at: datetime,
) -> Submission:
    body = body_of(weighed.said)
    office = door.role in OFFICE
    seconds = None if content.seconds is None else round(content.seconds)
    return Submission(
        id=envelope.id,
        campaign_id=door.campaign.pk,
        assignment_id=door.assignment.pk,
        role=door.role,
        body=body,
        said=None if body == weighed.said else weighed.said,
        digest=instrument_digest(form, envelope.id, body),
        sequence=envelope.sequence,
        key_digest=key_digest(content.key),
        consent=content.consent,
        flags=weighed.flags,
        received_on=day,
        received_at=at.replace(microsecond=0) if office else None,
        seconds_total=seconds if office else None,
        filled_for=content.filled_for if office else "",
        link_id=door.link.pk if office and door.link else None,
    )


def _mark(door: Door) -> str | None:
    if not door.slip:
        return None
    return slip_mark(door.campaign, door.assignment, door.slip)


def _flags(role: str, content: Content, body: bytes) -> int:
    flags = Flag(0)
    if is_too_fast(role, content.seconds, len(body) - body.count(UNSAID)):
        flags |= Flag.TOO_FAST
    if content.filled_for:
        flags |= Flag.FILLED_BY_OTHER
    return int(flags)
