"""Answers that devices send: new sets, the same again, edits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from sakaguru.core.errors import DomainError
from sakaguru.survey.adapters import intake_lock, packing
from sakaguru.survey.adapters.storing import is_stored, store_first
from sakaguru.survey.enums import OFFICE, ROLES, Flag
from sakaguru.survey.logic.answers import AnswerFault, answer_faults, is_too_fast
from sakaguru.survey.logic.edits import (
    UNSAID,
    body_of,
    content_digest,
    key_digest,
    said_of,
)
from sakaguru.survey.logic.tokens import digest_of
from sakaguru.survey.models import Campaign, Submission
from sakaguru.survey.queries.doors import (
    Door,
    LinkAlreadyUsed,
    check_open,
    check_unused,
)
from sakaguru.survey.queries.questionnaires import Form, form_of
from sakaguru.survey.services.drafts import CONSENT_VERSION
from sakaguru.survey.services.receipts import Arrival, receipt_for
from sakaguru.survey.services.slips import spend_slip
from sakaguru.survey.services.submissions import ConsentMissing, NothingAnswered

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from sakaguru.survey.logic.wire import Content, Envelope

KNOWN_CONSENTS = (CONSENT_VERSION,)


class AnswersNotOffered(DomainError):
    """Some answers are not among those offered; ``faults`` tells which and why."""

    code = "answers_refused"
    status = 422

    def __init__(self, faults: list[AnswerFault]) -> None:
        super().__init__(_("Ada jawaban yang tidak sesuai pilihan di kuesioner ini."))
        self.faults = faults


class Weighed(NamedTuple):
    """Content that was checked against its questionnaire."""

    said: bytes
    digest: str
    flags: int


def store_new(
    *, envelope: Envelope, door: Door, content: Content, day: date, at: datetime
) -> dict[str, Any] | None:
    """Keep a set whose id is not known yet, and give its receipt.

    None where a twin of it was faster: it has to be treated as an edit. Runs inside
    the caller's transaction; writes no audit event (R16a).

    Raises:
        LinkAlreadyUsed, CampaignNotYetOpen, CampaignNoLongerOpen: no right today.
        SlipAlreadyUsed: another set came with the same family slip.
        ConsentMissing, AnswersNotOffered, NothingAnswered: cannot be counted.
    """
    check_open(door.campaign, day=day)
    form = form_of(door.campaign.instrument_version, door.role)
    weighed = weigh(form, envelope, content)
    check_unused(door)  # last: only who sends answers learns that others came before
    submission = _row(door, form, envelope, content, weighed, day=day, at=at)
    intake_lock.share(door.campaign.pk)
    stored = store_first(
        submission,
        place=ROLES.index(door.role),
        spends=door.link.pk if door.link else None,
        used_on=day if door.role in OFFICE else None,
        token=digest_of(door.token),
    )
    if not stored.sets:
        check_open(Campaign.objects.get(pk=door.campaign.pk), day=day)
        return None
    if door.link is not None and not stored.links:
        raise LinkAlreadyUsed(
            _("Jawaban lewat tautan ini sudah kami terima. Terima kasih.")
        )
    spend_slip(assignment=door.assignment, slip=door.slip, day=day)
    arrival = Arrival(envelope.sequence, weighed.digest, day, submission.received_at)
    return receipt_for(submission, arrival)


def weigh(form: Form, envelope: Envelope, content: Content) -> Weighed:
    """Check content against its questionnaire and pack it.

    Raises:
        ConsentMissing, AnswersNotOffered, NothingAnswered
    """
    if content.consent not in KNOWN_CONSENTS:
        raise ConsentMissing(
            _("Persetujuan dibaca dahulu sebelum menjawab. Muat ulang kuesioner ini.")
        )
    given = {code: word for code, word in content.answers.items() if word is not None}
    taken_back = content.answers.keys() - given.keys()
    faults = answer_faults(form.asked, given)
    known = {item.code for item in form.asked}
    faults += [
        AnswerFault(code, "unknown_item", "") for code in sorted(taken_back - known)
    ]
    if faults:
        raise AnswersNotOffered(faults)
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


def known_set(submission_id: UUID) -> Submission | None:
    """A set that came before, locked until the transaction ends."""
    if not is_stored(submission_id):
        return None
    rows = Submission.objects.select_related("campaign__instrument_version__instrument")
    return rows.select_for_update(of=("self",)).filter(pk=submission_id).first()


def in_one_transaction() -> transaction.Atomic:
    """Durable: when it ends, the answers are on disk."""
    return transaction.atomic(durable=True)


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


def _flags(role: str, content: Content, body: bytes) -> int:
    flags = Flag(0)
    if is_too_fast(role, content.seconds, len(body) - body.count(UNSAID)):
        flags |= Flag.TOO_FAST
    if content.filled_for:
        flags |= Flag.FILLED_BY_OTHER
    return int(flags)
