"""Parcels from devices: opened, stored or merged, answered with a receipt each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import DatabaseError
from django.utils.translation import gettext as _

from sakaguru.core.errors import DomainError
from sakaguru.survey.adapters.sealing import SetUnreadable, opened
from sakaguru.survey.logic.wire import Unreadable, read_content, read_json
from sakaguru.survey.queries.doors import LinkUnknown
from sakaguru.survey.services.edits import EditsDiffer, take_edit
from sakaguru.survey.services.intake import (
    in_one_transaction,
    known_set,
    store_new,
)
from sakaguru.survey.services.passes import door_for

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sakaguru.survey.logic.wire import Content, Parcel
    from sakaguru.survey.models import Campaign

Outcome = dict[str, Any] | DomainError | Unreadable
"""A receipt, or why there is none."""


class BoxUnreadable(DomainError):
    """Sealed for another campaign, or altered on the way."""

    code = "sealed_unreadable"
    status = 422


class AskAgain(DomainError):
    """Nothing was decided; the very same parcel may be sent again."""

    code = "try_again"
    status = 503


def receive_parcel(*, parcel: Parcel, day: date, at: datetime) -> dict[str, Any]:
    """Take one set in one durable transaction, and give its receipt.

    Raises:
        EditsDiffer: kept, beside other content with the same number.
        Whatever `store_new` and `take_edit` raise; Unreadable for a sealed content.
    """
    with in_one_transaction():
        receipt, clash = _taken(parcel, day=day, at=at)
    if clash is not None:
        raise clash
    return receipt


def receive_parcels(
    *, parcels: Sequence[Parcel], day: date, at: datetime
) -> list[Outcome]:
    """Take several sets in one durable transaction; each has an outcome of its own.

    Where one of them is refused or meets another, each gets its own transaction.
    """
    try:
        with in_one_transaction():
            taken = {
                place: _taken(parcels[place], day=day, at=at)
                for place in _without_deadlock(parcels)
            }
    except (DomainError, Unreadable, DatabaseError):
        return [_alone(parcel, day=day, at=at) for parcel in parcels]
    pairs = (taken[place] for place in range(len(parcels)))
    return [receipt if clash is None else clash for receipt, clash in pairs]


def _alone(parcel: Parcel, *, day: date, at: datetime) -> Outcome:
    try:
        return receive_parcel(parcel=parcel, day=day, at=at)
    except (DomainError, Unreadable) as refusal:
        return refusal
    except DatabaseError:
        return AskAgain(_("Server sedang sibuk. Kiriman ini dicoba lagi nanti."))


def _taken(
    parcel: Parcel, *, day: date, at: datetime
) -> tuple[dict[str, Any], EditsDiffer | None]:
    envelope = parcel.envelope
    before = known_set(envelope.id)
    if before is None:
        if not envelope.door:
            raise LinkUnknown(_("Kiriman ini tidak menyebut tautannya."))
        door = door_for(envelope.door, at=at)
        content = _content(parcel, door.campaign)
        receipt = store_new(
            envelope=envelope, door=door, content=content, day=day, at=at
        )
        if receipt is not None:
            return receipt, None
        before = known_set(envelope.id)
    if before is None:
        raise AskAgain(_("Server sedang sibuk. Kiriman ini dicoba lagi nanti."))
    content = _content(parcel, before.campaign)
    return take_edit(
        submission=before, envelope=envelope, content=content, day=day, at=at
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


def _without_deadlock(parcels: Sequence[Parcel]) -> list[int]:
    """Places in an order that all batches share, so that they wait for one another."""
    return sorted(
        range(len(parcels)),
        key=lambda place: (parcels[place].envelope.door, parcels[place].envelope.id),
    )
