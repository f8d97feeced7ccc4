"""What a device is given when its answers have arrived, signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sakaguru.survey.adapters.signing import signed_receipt
from sakaguru.survey.enums import OFFICE
from sakaguru.survey.logic.receipts import receipt_number

if TYPE_CHECKING:
    from datetime import date, datetime

    from sakaguru.survey.models import Submission


class Arrival(NamedTuple):
    """One sequence number of a set, as it was accepted. ``at`` None: only the day."""

    sequence: int
    digest: str
    day: date
    at: datetime | None


def receipt_for(submission: Submission, arrival: Arrival) -> dict[str, Any]:
    """The same arrival gives the same receipt, byte for byte.

    Teachers', pupils' and parents' receipts tell the day only (R16a).
    """
    received = arrival.day.isoformat()
    if submission.role in OFFICE and arrival.at is not None:
        received = arrival.at.isoformat(timespec="seconds")
    return signed_receipt(
        {
            "number": receipt_number(submission.pk, arrival.digest),
            "submission": str(submission.pk),
            "sequence": arrival.sequence,
            "digest": arrival.digest,
            "received": received,
        }
    )
