"""The same set again, and edits of it: merged per answer, in any order of arrival."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from sakaguru.core.errors import DomainError
from sakaguru.survey.enums import OFFICE, Flag
from sakaguru.survey.logic.edits import (
    Said,
    answers_in,
    body_of,
    content_digest,
    key_digest,
    merged,
    standing,
)
from sakaguru.survey.logic.receipts import Receipt, receipt_number
from sakaguru.survey.logic.tokens import same
from sakaguru.survey.models import Assignment, Campaign, Edit, Submission
from sakaguru.survey.queries.doors import check_open
from sakaguru.survey.queries.questionnaires import form_of
from sakaguru.survey.services.receipts import Arrival, receipt_for
from sakaguru.survey.services.submissions import (
    Weighed,
    instrument_digest,
    weigh,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from sakaguru.survey.logic.wire import Content, Envelope
    from sakaguru.survey.queries.questionnaires import Form

MOST_EDITS = 1_000


class NotYourSet(DomainError):
    """The id is known, and the sender does not hold its secret."""

    code = "not_your_set"
    status = 403


class TooManyEdits(DomainError):
    code = "too_many_edits"


class EditsDiffer(DomainError):
    """Other content came under the same number before; both are kept."""

    code = "edits_differ"

    def __init__(self, receipt: dict[str, Any], message: str) -> None:
        super().__init__(message)
        self.receipt = receipt


def take_edit(
    *,
    submission: Submission,
    envelope: Envelope,
    content: Content,
    day: date,
    at: datetime,
) -> tuple[dict[str, Any], EditsDiffer | None]:
    """Merge one more sequence number into a set, and give its receipt.

    The caller shares the campaign's lock and holds the set, in this order.
    The very same content gives its first receipt again, also after closing. Content
    that differs from another under the same number is kept beside it, and the clash is
    handed back, to be told after the transaction has ended.

    Raises:
        NotYourSet: the secret is another one.
        TooManyEdits, CampaignNoLongerOpen: nothing more is taken.
        ConsentMissing, AnswersRefused, NothingAnswered: cannot be counted.
    """
    if not same(key_digest(content.key), submission.key_digest):
        raise NotYourSet(_("Kiriman ini hanya dapat diubah dari perangkat asalnya."))
    form = form_of(submission.campaign.instrument_version, submission.role)
    weighed = weigh(form, envelope, content)
    before = list(submission.edits.all()) or [_first(submission, form)]
    twins = [edit for edit in before if edit.sequence == envelope.sequence]
    again = next((edit for edit in twins if edit.digest == weighed.digest), None)
    if again is None:
        check_open(Campaign.objects.get(pk=submission.campaign_id), day=day)
        again = _kept(submission, before, envelope, weighed, day=day, at=at)
        _merge(submission, form, [*before, again], content, weighed)
        Assignment.objects.filter(pk=submission.assignment_id).update(is_fresh=True)
    clash = bool(twins) and any(edit.digest != again.digest for edit in twins)
    arrival = Arrival(
        again.sequence, again.digest, again.received_on, again.received_at
    )
    receipt = receipt_for(submission, arrival)
    return receipt, _clash(submission, receipt) if clash else None


def receipt_of(submission: Submission) -> Receipt:
    """What stands now, as its last receipt named it; for pages."""
    version = submission.campaign.instrument_version
    edits = list(submission.edits.all()) or [
        _first(submission, form_of(version, submission.role))
    ]
    last = standing(_as_said(edits))[-1]
    return Receipt(
        number=receipt_number(submission.pk, last.digest),
        submission=submission.pk,
        role=submission.role,
        digest=last.digest,
        day=submission.received_on,
        at=submission.received_at,
    )


def _as_said(edits: Iterable[Edit]) -> list[Said]:
    return [
        Said(each.sequence, each.digest, bytes(each.said), each.is_chosen)
        for each in edits
    ]


def _first(submission: Submission, form: Form) -> Edit:
    """The set as it came first, as an edit that is not stored yet."""
    said = bytes(submission.said or submission.body)
    answers = answers_in(form.asked, said)
    digest = content_digest(
        str(submission.pk), submission.sequence, submission.consent, answers
    )
    return Edit(
        submission=submission,
        role=submission.role,
        sequence=submission.sequence,
        said=said,
        digest=digest,
        received_on=submission.received_on,
        received_at=submission.received_at,
    )


def _kept(
    submission: Submission,
    before: list[Edit],
    envelope: Envelope,
    weighed: Weighed,
    *,
    day: date,
    at: datetime,
) -> Edit:
    if len(before) >= MOST_EDITS:
        raise TooManyEdits(_("Kiriman ini sudah terlalu sering diubah."))
    edit = Edit(
        submission=submission,
        role=submission.role,
        sequence=envelope.sequence,
        said=weighed.said,
        digest=weighed.digest,
        received_on=day,
        received_at=at.replace(microsecond=0) if submission.role in OFFICE else None,
    )
    new = [edit] if len(before) > 1 or submission.edits.exists() else [*before, edit]
    Edit.objects.bulk_create(new)
    return edit


def _merge(
    submission: Submission,
    form: Form,
    edits: list[Edit],
    content: Content,
    weighed: Weighed,
) -> None:
    """Make the set what its edits say together; the last number tells the rest."""
    newest = max(edits, key=lambda edit: edit.sequence).sequence
    if newest > submission.sequence:
        submission.sequence = newest
        submission.consent = content.consent
        submission.flags = weighed.flags | (submission.flags & Flag.EDITS_DIFFER)
        if submission.role in OFFICE:
            submission.filled_for = content.filled_for
            seconds = content.seconds
            submission.seconds_total = None if seconds is None else round(seconds)
    lay_together(submission, form, edits)
    submission.save()


def lay_together(submission: Submission, form: Form, edits: list[Edit]) -> None:
    """Set what the edits say together, and whether some wait for a choice."""
    said = merged(_as_said(edits))
    body = body_of(said)
    submission.body = body
    submission.said = None if said == body else said
    submission.digest = instrument_digest(form, submission.pk, body)
    decided = {edit.sequence for edit in edits if edit.is_chosen}
    numbers = [edit.sequence for edit in edits if edit.sequence not in decided]
    submission.flags &= ~Flag.EDITS_DIFFER
    if len(set(numbers)) < len(numbers):
        submission.flags |= Flag.EDITS_DIFFER


def _clash(submission: Submission, receipt: dict[str, Any]) -> EditsDiffer:
    if submission.role in OFFICE:
        message = _(
            "Isi lain dengan nomor urut yang sama sudah kami terima. Keduanya kami "
            "simpan; sekolah memilih mana yang dipakai."
        )
    else:
        message = _(
            "Isi lain dengan nomor urut yang sama sudah kami terima. Keduanya kami "
            "simpan; satu di antaranya dipakai menurut aturan tetap."
        )
    return EditsDiffer(receipt, message)
