"""Which points have climbed to whom on a day. Only background work reads it."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from sakaguru.core.access import lineage
from sakaguru.followup.enums import PointState, Rung
from sakaguru.followup.logic.climbing import (
    REMIND_BEFORE_DAYS,
    is_day_to_remind,
    rung_of,
)
from sakaguru.followup.models import ActionPoint
from sakaguru.organisations.enums import Role
from sakaguru.organisations.models import Membership

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

Climbed = dict[tuple[str, Rung], list[ActionPoint]]
"""Overdue points by the path of the unit they climbed to, and the rung."""


def climbed_points(day: date) -> Climbed:
    """Overdue points at every head they have reached, the oldest first. One query.

    A point that reached the next tier stands at its own head too.
    """
    found: Climbed = defaultdict(list)
    rows = ActionPoint.objects.overdue_on(day).select_related("owner")
    heads = units_with_heads(day)
    for point in rows.order_by("due_on", "pk"):
        rung = rung_of(point.days_late(day), point.priority)
        if rung is None or rung == Rung.OWNER:
            continue
        found[point.owner.path, Rung.HEAD].append(point)
        above = next_head(point.owner.path, heads)
        if rung == Rung.NEXT_TIER and above:
            found[above, Rung.NEXT_TIER].append(point)
    return found


def units_with_heads(day: date) -> set[str]:
    """Paths of units that have somebody to lead them on ``day``. One query."""
    rows = Membership.objects.on(day).filter(role__in=[Role.HEAD, Role.HEAD_OF_QA])
    return set(rows.values_list("organisation__path", flat=True))


def next_head(path: str, heads: Iterable[str]) -> str | None:
    """The nearest unit above that has a head; None at the top."""
    known = set(heads)
    above = [place for place in lineage(path)[:-1] if place in known]
    return above[-1] if above else None


def reminders(day: date) -> dict[int, list[ActionPoint]]:
    """Points that each person is to be written about on ``day``. One query.

    Whoever does it before and after the due day; the verifier while a check waits.
    """
    found: dict[int, list[ActionPoint]] = defaultdict(list)
    rows = ActionPoint.objects.unfinished().select_related("owner")
    near = rows.filter(due_on__lte=day + timedelta(days=REMIND_BEFORE_DAYS))
    for point in near.order_by("due_on", "pk"):
        waits = point.state == PointState.AWAITING_CHECK
        person = point.verifier_id if waits else point.owner_person_id
        late = (day - point.due_on).days
        if person is not None and is_day_to_remind(late, point.priority):
            found[person].append(point)
    return found
