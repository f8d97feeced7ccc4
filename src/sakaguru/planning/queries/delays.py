"""What is late in an activity, and what it moves. No query: steps come prefetched."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from sakaguru.planning.adapters.shipped import shipped_calendar
from sakaguru.planning.enums import ActivityState
from sakaguru.planning.logic.delays import Foreseen, Planned, foreseen

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sakaguru.planning.models import Activity, ActivityStep

OPEN = (ActivityState.PLANNED, ActivityState.RUNNING)


class StepAhead(NamedTuple):
    """A step with what is foreseen of it; ``mover`` is the step it waits for."""

    step: ActivityStep
    ahead: Foreseen
    mover: ActivityStep | None


class Ahead(NamedTuple):
    """An activity with its steps, and the day it is foreseen to end.

    ``ends_on`` is the planned end where nothing is late.
    """

    steps: list[StepAhead]
    days_late: int
    ends_on: date
    is_shifted: bool

    @property
    def is_moving(self) -> bool:
        """Something is late, done late or moved, so a picture says more than dates."""
        return any(row.ahead.days_late or row.ahead.is_moved for row in self.steps)


def as_planned(activity: Activity) -> Ahead:
    """What stands in a draft, which is neither late nor moved."""
    return ahead_of(activity, date.min)


def ahead_of(activity: Activity, day: date) -> Ahead:
    """What is foreseen on ``day``; as planned for what is over or only drafted."""
    steps = list(activity.steps.all())
    late = activity.days_late(day)
    found = foreseen(
        [Planned(one.starts_on, one.ends_on, one.done_on) for one in steps],
        day if activity.state in OPEN else date.min,
        shipped_calendar(),
    )
    rows = [
        StepAhead(
            step, ahead, None if ahead.waits_for is None else steps[ahead.waits_for]
        )
        for step, ahead in zip(steps, found, strict=True)
    ]
    ends = _end(activity, found, day)
    return Ahead(rows, late, ends, ends > activity.ends_on)


def _end(activity: Activity, found: Sequence[Foreseen], day: date) -> date:
    """At the planned end, or later; a late one ends today at the earliest."""
    if activity.state not in OPEN:
        return activity.ends_on
    shifted = [ahead.ends_on for ahead in found if ahead.is_shifted]
    return max([activity.ends_on, day, *shifted])


def ahead_of_all(activities: Iterable[Activity], day: date) -> dict[int, Ahead]:
    """By activity, for those of plans in force."""
    return {one.pk: ahead_of(one, day) for one in activities if one.plan.is_in_force}
