"""What a late step does to those after it.

A step waits for every step before it in the list that was planned to end by the day it
begins; steps planned side by side do not wait for each other. Nobody works on days off.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sakaguru.planning.logic.calendar import Calendar

ONE = timedelta(days=1)


class Planned(NamedTuple):
    """A step as planned, both days included; ``done_on`` null while open."""

    starts_on: date
    ends_on: date
    done_on: date | None = None


class Foreseen(NamedTuple):
    """When a step really runs, as far as one can tell today.

    ``days_late`` counts days past its planned end: today for an open step that should
    be over, the day it was done for a done one. ``waits_for`` is the place of the step
    that moves it, null where none does.
    """

    starts_on: date
    ends_on: date
    days_late: int
    waits_for: int | None
    planned: Planned

    @property
    def is_moved(self) -> bool:
        """Not late itself, but begins or ends later because of another."""
        return self.waits_for is not None

    @property
    def is_open(self) -> bool:
        return self.planned.done_on is None

    @property
    def is_shifted(self) -> bool:
        """Still open, and its end is foreseen after the planned one."""
        return self.is_open and self.ends_on > self.planned.ends_on


def foreseen(steps: Sequence[Planned], day: date, calendar: Calendar) -> list[Foreseen]:
    """Each step with the days that follow from the delays of those before it.

    Steps come in their order. An open step ends today at the earliest.
    """
    found: list[Foreseen] = []
    for step in steps:
        if step.done_on is not None:
            found.append(_done(step, step.done_on))
            continue
        begins, mover = step.starts_on, None
        for place, before in enumerate(found):
            if not _precedes(before.planned, step):
                continue
            shares_a_day = before.planned.ends_on == step.starts_on
            after = before.ends_on if shares_a_day else before.ends_on + ONE
            free = next_working(after, calendar)
            if before.ends_on > before.planned.ends_on and free > begins:
                begins, mover = free, place
        ends = step.ends_on
        if mover is not None:
            work = working_days(step.starts_on, step.ends_on, calendar)
            ends = max(ends, end_of_work(begins, work, calendar))
        late = max((day - step.ends_on).days, 0)
        if ends < day:
            ends = next_working(day, calendar)
        found.append(Foreseen(begins, ends, late, mover, step))
    return found


def _precedes(before: Planned, step: Planned) -> bool:
    """One may end on the day on which the next begins."""
    return before.starts_on < step.starts_on and before.ends_on <= step.starts_on


def _done(step: Planned, done_on: date) -> Foreseen:
    late = max((done_on - step.ends_on).days, 0)
    return Foreseen(min(step.starts_on, done_on), done_on, late, None, step)


def next_working(day: date, calendar: Calendar) -> date:
    """This day, or the first after it that is no day off."""
    while calendar.day_off(day):
        day += ONE
    return day


def working_days(first: date, last: date, calendar: Calendar) -> int:
    """Days between the two, both included, that are none off; at least one."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return max(sum(calendar.day_off(day) is None for day in days), 1)


def end_of_work(first: date, work: int, calendar: Calendar) -> date:
    """The last of so many working days from the first on."""
    day = next_working(first, calendar)
    for _ in range(work - 1):
        day = next_working(day + ONE, calendar)
    return day
