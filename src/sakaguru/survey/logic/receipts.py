"""What a respondent is given when the answers have arrived."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID


class Receipt(NamedTuple):
    """That a set of answers was accepted. ``at`` is None for personal answers (R16a).

    ``digest`` is the SHA-256 of the canonical form of the answers. By ``code`` the
    answers can be withdrawn; empty where nobody may, or the device holds the secret.
    """

    number: str
    submission: UUID
    role: str
    digest: str
    day: date
    at: datetime | None
    code: str = ""

    def as_content(self) -> dict[str, Any]:
        """Plain JSON, the same for the same receipt; what is signed."""
        return {
            "number": self.number,
            "role": self.role,
            "digest": self.digest,
            "day": self.day.isoformat(),
            "at": self.at.isoformat() if self.at else None,
        }


def receipt_number(submission: UUID, digest: str) -> str:
    """Eight signs in two groups, without those that look alike."""
    signs = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    value = int(digest[:16], 16) ^ (submission.int & 0xFFFF_FFFF_FFFF_FFFF)
    found = []
    for _ in range(8):
        value, rest = divmod(value, len(signs))
        found.append(signs[rest])
    return "".join(found[:4]) + "-" + "".join(found[4:])
