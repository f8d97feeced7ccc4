"""Passes of classes: remembered for a moment, for forty sets come by one; late ones."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import F

from sakaguru.survey.models import Assignment
from sakaguru.survey.queries.doors import Door, door_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

GRACE = timedelta(days=7)
"""So long devices of a class that was shut may be without a connection as a matter of
course. What comes later is taken as well, so that no work is lost, and counted."""

SECONDS = 30
MOST = 10_000

_seen: dict[str, tuple[float, Door]] = {}


def door_for(token: str, *, at: datetime) -> Door:
    """Find where a token leads; a pass is looked up twice a minute at most.

    A renewed PIN therefore shuts out the old pass within that time. Whether the
    campaign accepts answers is asked again where they are stored. Links are looked up
    each time: they are good once.

    Raises:
        LinkUnknown, LinkWithdrawn
    """
    now = at.timestamp()
    known = _seen.get(token)
    if known is not None and 0 <= now - known[0] < SECONDS:
        return known[1]
    door = door_of(token)
    if "." in token and not door.slip:
        if len(_seen) >= MOST:
            _seen.clear()
        _seen[token] = (now, door)
    return door


def is_late(door: Door, *, at: datetime) -> bool:
    return door.shut_at is not None and at > door.shut_at + GRACE


def count_late(doors: Iterable[Door]) -> None:
    """Note at the schools how many sets came late; which ones nobody knows (R16a)."""
    for pk, number in sorted(Counter(door.assignment.pk for door in doors).items()):
        Assignment.objects.filter(pk=pk).update(late=F("late") + number)
