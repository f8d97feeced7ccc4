"""How far an overdue point climbs: owner, then head, then the next tier."""

from __future__ import annotations

from sakaguru.followup.enums import Priority, Rung

REMIND_BEFORE_DAYS = 3
"""The owner is reminded this many days before the due day, and on it."""

CLIMBS_AFTER_DAYS = {
    Priority.HIGH: (3, 7),
    Priority.MEDIUM: (7, 14),
    Priority.LOW: (14, 28),
}
"""Days late after which the head, and then the next tier, is told; by priority."""


def rung_of(days_late: int, priority: int) -> Rung | None:
    """The highest rung that a point has reached; None while it is in time."""
    if days_late <= 0:
        return None
    head, next_tier = CLIMBS_AFTER_DAYS[Priority(priority)]
    if days_late >= next_tier:
        return Rung.NEXT_TIER
    return Rung.HEAD if days_late >= head else Rung.OWNER


def is_day_to_remind(days_late: int, priority: int) -> bool:
    """Whether the one named on a point is written to, counted from the due day.

    Before it, on it, on the day after, and then at intervals by priority.
    """
    if days_late <= 1:
        return days_late in {-REMIND_BEFORE_DAYS, 0, 1}
    head, _next_tier = CLIMBS_AFTER_DAYS[Priority(priority)]
    return days_late % head == 0
