"""The one door through which answers come in, one set or several.

No audit event is written: the trail must not tell when a teacher, pupil or parent
answered (R16a).
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from sakaguru.core.errors import DomainError
from sakaguru.instruments.enums import RespondentRole
from sakaguru.survey.adapters import intake_lock
from sakaguru.survey.adapters.sealing import SetUnreadable, opened
from sakaguru.survey.adapters.storing import campaign_of, store_sets
from sakaguru.survey.adapters.vault import id_behind, withdrawal_code
from sakaguru.survey.enums import OFFICE
from sakaguru.survey.logic.receipts import Receipt
from sakaguru.survey.logic.wire import (
    Content,
    Envelope,
    Parcel,
    Unreadable,
    one_line,
    read_content,
    read_json,
)
from sakaguru.survey.models import Submission, WithdrawnSet
from sakaguru.survey.queries.doors import (
    Door,
    DraftContent,
    LinkUnknown,
    check_inviting,
    draft_of,
)
from sakaguru.survey.services.edits import take_edit
from sakaguru.survey.services.passes import count_late, door_for, is_late
from sakaguru.survey.services.refusals import AskAgain, ConsentMissing, SetWithdrawn
from sakaguru.survey.services.submissions import Ready, check_welcome, make_ready

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from sakaguru.survey.models import Campaign

Refusal = DomainError | Unreadable
Outcome = dict[str, Any] | Refusal
"""A receipt, or why there is none."""


class BoxUnreadable(DomainError):
    """Sealed for another campaign, or altered on the way."""

    code = "sealed_unreadable"
    status = 422


def receive_submission(
    *, parcel: Parcel, day: date, at: datetime, door: Door | None = None
) -> dict[str, Any]:
    """Take one set in one durable transaction, and give its receipt.

    The same id, number and content give the same receipt, any number of times, also
    after the link was used or the campaign closed; another number is an edit.
    ``door`` is where the caller knows already who stands there.

    Raises:
        EditsDiffer: kept, beside other content with the same number.
        Whatever `make_ready`, `check_welcome` and `take_edit` raise; Unreadable for
        a sealed content.
    """
    ready = _ready(parcel, day=day, at=at, door=door)
    if isinstance(ready, Ready) and _stored([ready], day=day, at=at):
        return ready.receipt()
    return _again(parcel, ready, day=day, at=at)


def receive_submissions(
    *, parcels: Sequence[Parcel], day: date, at: datetime
) -> list[Outcome]:
    """Take several sets; each has an outcome of its own.

    Those that are new go in one durable transaction; the others, one by one.
    """
    ready = [_ready(parcel, day=day, at=at) for parcel in parcels]
    apart = _apart(each for each in ready if isinstance(each, Ready))
    try:
        kept = _stored(apart, day=day, at=at) if apart else set()
    except DatabaseError:
        kept = set()
    new = {id(each) for each in apart if each.arriving.row.pk in kept}
    pairs = zip(parcels, ready, strict=True)
    return [
        found.receipt()
        if isinstance(found, Ready) and id(found) in new
        else _alone(parcel, day=day, at=at)
        for parcel, found in pairs
    ]


def send_draft(*, door: Door, filled_for: str, day: date, at: datetime) -> Receipt:
    """Hand in what a page of ours kept, for good.

    Raises:
        ConsentMissing: there is no draft.
        Whatever `receive_submission` raises.
    """
    draft = draft_of(door)
    if not draft.has_begun:
        check_inviting(door)
        raise ConsentMissing(_("Mulailah dari halaman depan kuesioner."))
    code = _withdrawal_code(door, draft)
    content = Content(
        key=code,
        answers=draft.answers,
        consent=draft.consent,
        seconds=draft.seconds,
        filled_for=one_line(filled_for)[:120],
    )
    number = id_behind(code) if code else UUID(draft.submission)
    parcel = Parcel(Envelope(number, 1, door.token), content, "")
    door = door._replace(slip=draft.slip)
    told = receive_submission(parcel=parcel, day=day, at=at, door=door)
    received = told["received"]
    return Receipt(
        number=told["number"],
        submission=parcel.envelope.id,
        role=door.role,
        digest=told["digest"],
        day=day,
        at=datetime.fromisoformat(received) if door.role in OFFICE else None,
        code=code,
    )


def _withdrawal_code(door: Door, draft: DraftContent) -> str:
    """For grown-ups who answer for themselves.

    None for pupils: on the device of a class the next one would read it.
    """
    if door.role in OFFICE or door.role == RespondentRole.SS:
        return ""
    return withdrawal_code(door.key, draft.submission)


def _ready(
    parcel: Parcel, *, day: date, at: datetime, door: Door | None = None
) -> Ready | Refusal:
    """The set as if its id were new, or why it cannot be."""
    envelope = parcel.envelope
    try:
        if not envelope.door:
            raise LinkUnknown(_("Kiriman ini tidak menyebut tautannya."))
        door = door or door_for(envelope.door, at=at)
        content = _content(parcel, door.campaign)
        return make_ready(envelope=envelope, door=door, content=content, day=day, at=at)
    except (DomainError, Unreadable) as refusal:
        return refusal


def _stored(sets: list[Ready], *, day: date, at: datetime) -> set[UUID]:
    """Keep sets in one durable transaction; gives the ids of those that were kept."""
    arriving = [each.arriving for each in sets]
    late = [each for each in sets if is_late(each.door, at=at)]
    if not late:
        return store_sets(arriving, day=day)
    with transaction.atomic(durable=True):
        kept = store_sets(arriving, day=day)
        count_late(each.door for each in late if each.arriving.row.pk in kept)
    return kept


def _again(
    parcel: Parcel, found: Ready | Refusal, *, day: date, at: datetime
) -> dict[str, Any]:
    """What was not kept: the same again, an edit, or refused."""
    with transaction.atomic(durable=True):
        before = _known_set(parcel.envelope.id)
        if before is None:
            _check_not_withdrawn(parcel.envelope.id)
            if not isinstance(found, Ready):
                raise found
            check_welcome(found, day=day)
            raise AssertionError
        content = _content(parcel, before.campaign)
        receipt, clash = take_edit(
            submission=before,
            envelope=parcel.envelope,
            content=content,
            day=day,
            at=at,
        )
    if clash is not None:
        raise clash
    return receipt


def _alone(parcel: Parcel, *, day: date, at: datetime) -> Outcome:
    try:
        return receive_submission(parcel=parcel, day=day, at=at)
    except (DomainError, Unreadable) as refusal:
        return refusal
    except DatabaseError:
        return AskAgain(_("Server sedang sibuk. Kiriman ini dicoba lagi nanti."))


def _apart(ready: Iterable[Ready]) -> list[Ready]:
    """Those that share no id, link or slip with one before them."""
    seen: set[object] = set()
    found = []
    for each in ready:
        arriving = each.arriving
        own = {arriving.row.pk, ("link", arriving.spends), arriving.mark}
        own -= {None, ("link", None)}
        if not own & seen:
            seen |= own
            found.append(each)
    return found


def _known_set(submission_id: UUID) -> Submission | None:
    """A set that came before, locked until the transaction ends.

    The campaign's lock comes first, here as with the nightly mixing: the other way
    round two transactions could wait for each other.
    """
    campaign_id = campaign_of(submission_id)
    if campaign_id is None:
        return None
    intake_lock.share(campaign_id)
    rows = Submission.objects.select_related("campaign__instrument_version__instrument")
    return rows.select_for_update(of=("self",)).filter(pk=submission_id).first()


def _check_not_withdrawn(submission_id: UUID) -> None:
    if WithdrawnSet.objects.filter(pk=submission_id).exists():
        raise SetWithdrawn(
            _("Jawaban ini sudah ditarik oleh pengirimnya dan tidak kami simpan lagi.")
        )


def _content(parcel: Parcel, campaign: Campaign) -> Content:
    if parcel.content is not None:
        return parcel.content
    try:
        plain = opened(campaign.key, parcel.sealed, bound_to=parcel.envelope.name)
    except SetUnreadable:
        raise BoxUnreadable(
            _("Isi kiriman tidak dapat dibuka: rusak, atau untuk kampanye lain.")
        ) from None
    return read_content(read_json(plain, "sealed"), "sealed")
