"""One submission as bytes: one byte per item of its role, in instrument order.

Standard library only: web processes pack answers with it.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MISSING = 255
"""Unanswered, "tidak tahu" and "tidak berlaku" alike (R1)."""

HIGHEST = 250
"""The most points an item can be worth."""


def pack(points: Iterable[int | None]) -> bytes:
    """Pack points in item order; ``None`` is missing.

    Raises:
        ValueError: points below 0 or above 250.
    """
    body = bytes(MISSING if value is None else value for value in points)
    if any(HIGHEST < value < MISSING for value in body):
        raise ValueError(f"points go from 0 to {HIGHEST}")
    return body


def unpack(body: bytes) -> list[int | None]:
    """Give the points back, in item order; ``None`` is missing."""
    return [None if value == MISSING else value for value in body]


def check(body: bytes, maxima: Sequence[int]) -> list[int]:
    """List the positions whose points are above the item's maximum.

    Raises:
        ValueError: the body has not one byte per item.
    """
    if len(body) != len(maxima):
        raise ValueError(f"{len(body)} answers for {len(maxima)} items")
    pairs = enumerate(zip(body, maxima, strict=True))
    return [place for place, (value, top) in pairs if top < value < MISSING]


def digest(body: bytes, *, instrument: str, role: str, respondent: str) -> str:
    """SHA-256 of a submission's canonical form, in hex.

    ``instrument`` names the version ("EDS-SD@2026.1"); the three texts end in NUL, so
    that no two submissions share a form.
    """
    head = "".join(f"{part}\0" for part in (instrument, role, respondent))
    return hashlib.sha256(head.encode() + body).hexdigest()
