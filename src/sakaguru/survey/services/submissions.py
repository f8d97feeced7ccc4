"""The one door through which answers come in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from sakaguru.core.errors import DomainError, Incomplete
from sakaguru.survey.adapters import intake_lock, packing
from sakaguru.survey.enums import OFFICE, PERSONAL, ROLES, AssignmentState, Flag
from sakaguru.survey.logic.answers import (
    Answer,
    AnswerFault,
    answer_faults,
    is_too_fast,
    points_in_order,
)
from sakaguru.survey.logic.receipts import Receipt, receipt_number
from sakaguru.survey.logic.slots import is_complete
from sakaguru.survey.models import Assignment, Campaign, Link, Submission
from sakaguru.survey.queries.doors import (
    Door,
    check_open,
    check_unused,
    door_of,
    drafts_behind,
)
from sakaguru.survey.queries.questionnaires import Form, form_of
from sakaguru.survey.services.slips import spend_slip

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID


class SubmissionDiffers(DomainError):
    """Other answers were accepted under the same id before."""

    code = "submission_differs"


class ConsentMissing(DomainError):
    """Consent is the basis for personal answers: nobody's are kept without it."""

    code = "consent_missing"
    status = 422


class NothingAnswered(DomainError):
    code = "nothing_answered"
    status = 422


class AnswersRefused(Incomplete):
    """Some answers are not among those offered; ``faults`` names each item."""

    code = "answers_refused"


class Incoming(NamedTuple):
    """A finished set of answers, as a page, a device or a file hands it in.

    ``answers`` maps item codes to points, "TT" or "TB". ``seconds_total`` is the time
    spent, None where unknown. ``filled_for`` names for whom somebody else filled it in.
    """

    id: UUID
    token: str
    answers: dict[str, Answer]
    consent: str = ""
    seconds_total: float | None = None
    filled_for: str = ""
    sequence: int = 1
    slip: str = ""


@transaction.atomic
def receive_submission(*, incoming: Incoming, day: date, at: datetime) -> Receipt:
    """Check, pack and keep a set of answers, and give a receipt.

    The same id and the same answers give the same receipt, any number of times and
    also after the link was used or the campaign closed. No audit event is written:
    the trail must not tell when a teacher, pupil or parent answered (R16a).

    Raises:
        SubmissionDiffers: the id holds other answers.
        LinkUnknown, LinkWithdrawn, LinkAlreadyUsed: the token gives no right.
        CampaignNotYetOpen, CampaignNoLongerOpen: answers are not accepted today.
        AnswersRefused, NothingAnswered, ConsentMissing: it cannot be counted.
        SlipAlreadyUsed: another set came with the same family slip.
    """
    before = _accepted_before(incoming.id)
    if before is not None:
        return _same_receipt(before, incoming)
    door = door_of(incoming.token)
    intake_lock.share(door.campaign.pk)
    check_open(Campaign.objects.get(pk=door.campaign.pk), day=day)
    door = _locked(door)
    before = _accepted_before(incoming.id)  # by a twin that was faster to the lock
    if before is not None:
        return _same_receipt(before, incoming)
    form = form_of(door.campaign.instrument_version, door.role)
    body = _packed(form, incoming)
    _check_consent(door, incoming)
    check_unused(door)  # last: only who sends answers learns that others came before
    spend_slip(assignment=door.assignment, slip=incoming.slip, day=day)
    submission = _stored(door, form, incoming, body, day=day, at=at)
    _count(door, day)
    drafts_behind(door).delete()
    return receipt_of(submission)


def _check_consent(door: Door, incoming: Incoming) -> None:
    if door.role in PERSONAL and not incoming.consent:
        raise ConsentMissing(_("Mulailah dari halaman depan kuesioner."))


def receipt_of(submission: Submission) -> Receipt:
    return Receipt(
        number=receipt_number(submission.pk, submission.digest),
        submission=submission.pk,
        role=submission.role,
        digest=submission.digest,
        day=submission.received_on,
        at=submission.received_at,
    )


def _accepted_before(submission_id: UUID) -> Submission | None:
    rows = Submission.objects.select_related("campaign__instrument_version__instrument")
    return rows.filter(pk=submission_id).first()


def _same_receipt(before: Submission, incoming: Incoming) -> Receipt:
    form = form_of(before.campaign.instrument_version, before.role)
    if _digest(form, incoming, _packed(form, incoming)) != before.digest:
        raise SubmissionDiffers(
            _("Kiriman dengan nomor yang sama sudah kami terima dengan isi lain.")
        )
    return receipt_of(before)


def _locked(door: Door) -> Door:
    """Lock the school's row first, then the link: the same order everywhere."""
    assignment = Assignment.objects.select_for_update().get(pk=door.assignment.pk)
    door.assignment.received = assignment.received
    door.assignment.state = assignment.state
    if door.link is None:
        return door
    link = Link.objects.select_for_update().get(pk=door.link.pk)
    return door._replace(link=link)


def _packed(form: Form, incoming: Incoming) -> bytes:
    faults = answer_faults(form.asked, incoming.answers)
    if faults:
        raise AnswersRefused(
            _("Ada jawaban yang tidak sesuai pilihan di kuesioner ini."),
            [_said(fault) for fault in faults],
        )
    body = packing.packed(points_in_order(form.asked, incoming.answers))
    if not incoming.answers:
        raise NothingAnswered(_("Belum ada pertanyaan yang dijawab."))
    return body


def _said(fault: AnswerFault) -> str:
    if fault.kind == "unknown_item":
        return _("{code}: butir ini tidak ada di kuesioner.").format(code=fault.code)
    return _("{code}: “{given}” bukan salah satu pilihan.").format(
        code=fault.code, given=fault.given
    )


def _digest(form: Form, incoming: Incoming, body: bytes) -> str:
    return packing.digest(
        body, instrument=form.instrument, role=form.role, respondent=incoming.id
    )


def _stored(
    door: Door,
    form: Form,
    incoming: Incoming,
    body: bytes,
    *,
    day: date,
    at: datetime,
) -> Submission:
    submission = Submission(
        id=incoming.id,
        campaign=door.campaign,
        assignment=door.assignment,
        role=door.role,
        body=body,
        digest=_digest(form, incoming, body),
        sequence=incoming.sequence,
        consent=incoming.consent,
        flags=_flags(door.role, incoming, body),
        received_on=day,
    )
    if door.role in OFFICE:
        submission.received_at = at
        submission.link = door.link
        submission.filled_for = incoming.filled_for
        if incoming.seconds_total is not None:
            submission.seconds_total = round(incoming.seconds_total)
    submission.save(force_insert=True)
    return submission


def _flags(role: str, incoming: Incoming, body: bytes) -> int:
    flags = Flag(0)
    if is_too_fast(role, incoming.seconds_total, packing.answered(body)):
        flags |= Flag.TOO_FAST
    if incoming.filled_for:
        flags |= Flag.FILLED_BY_OTHER
    return int(flags)


def _count(door: Door, day: date) -> None:
    """Note the arrival at the school, and that the link is spent."""
    assignment = door.assignment
    assignment.received[ROLES.index(door.role)] += 1
    complete = is_complete(assignment.needed, assignment.received)
    assignment.state = AssignmentState.COMPLETE if complete else AssignmentState.SENT
    assignment.last_received_on = day
    assignment.save(update_fields=["received", "state", "last_received_on"])
    if door.link is not None:
        door.link.is_used = True
        door.link.used_on = day if door.role in OFFICE else None
        door.link.save(update_fields=["is_used", "used_on"])
