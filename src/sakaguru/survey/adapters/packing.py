"""The one door from survey to the engine: submissions as bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sakaguru.engine import packing

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

MISSING = packing.MISSING
"""The byte of an item without an answer."""


def packed(points: Iterable[int | None]) -> bytes:
    """One byte per item in instrument order; None becomes 255."""
    return packing.pack(points)


def unpacked(body: bytes) -> list[int | None]:
    return packing.unpack(body)


def answered(body: bytes) -> int:
    """How many items have points."""
    return len(body) - body.count(packing.MISSING)


def digest(body: bytes, *, instrument: str, role: str, respondent: UUID) -> str:
    """SHA-256 of the canonical form; ``instrument`` reads ``EDS-SD@2026.1``."""
    return packing.digest(
        body, instrument=instrument, role=role, respondent=str(respondent)
    )
