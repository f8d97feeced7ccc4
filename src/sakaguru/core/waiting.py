"""What waits for somebody: the one shape in which every capability says it."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date

DAYS_OF_THIS_WEEK = 7


class Bucket(IntEnum):
    """Where a task stands on "Tugas saya", in the order of the page."""

    LATE = 1
    THIS_WEEK = 2
    TO_VERIFY = 3
    RETURNED = 4
    LATER = 5
    WITH_OTHERS = 6


class Waiting(NamedTuple):
    """One thing that a person can finish: verb first, then object and unit.

    ``due`` is the last good day, None where none is set. ``url`` opens the page where
    it is done.
    """

    verb: str
    object: str
    unit: str
    due: date | None
    bucket: Bucket
    url: str


def bucket_of(due: date | None, day: date) -> Bucket:
    """The bucket of a task of one's own, by its due day."""
    if due is None:
        return Bucket.LATER
    if due < day:
        return Bucket.LATE
    near = (due - day).days < DAYS_OF_THIS_WEEK
    return Bucket.THIS_WEEK if near else Bucket.LATER
