"""Take over many action points at once, as set-up does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from sakaguru.core.audit import record
from sakaguru.followup import permissions
from sakaguru.followup.enums import EventKind, PointState
from sakaguru.followup.logic.numbers import area_code, point_number
from sakaguru.followup.models import ActionPoint, Numbering, PointEvent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sakaguru.core.access import Actor
    from sakaguru.organisations.models import Organisation

AT_ONCE = 1_000
HAPPENED = {
    PointState.IN_PROGRESS: (EventKind.STARTED,),
    PointState.AWAITING_CHECK: (EventKind.STARTED, EventKind.SUBMITTED),
    PointState.DONE: (EventKind.STARTED, EventKind.SUBMITTED, EventKind.VERIFIED),
}
"""What must have happened to a point for it to stand in a state."""


@transaction.atomic
def open_in_bulk(
    *, actor: Actor, owner: Organisation, points: Sequence[ActionPoint]
) -> int:
    """Number and keep points of units at or below ``owner``, in the order given.

    The rows are unsaved, with their owner, people, days and state; what had to happen
    for that state is told in their feeds. Gives their number.

    Raises:
        NotAllowed: only set-up takes over in bulk.
    """
    permissions.OPEN_POINT.check(actor, ActionPoint(owner=owner))
    _number(points)
    kept = ActionPoint.objects.bulk_create(points, batch_size=AT_ONCE)
    events = (event for point in kept for event in _events(point))
    PointEvent.objects.bulk_create(events, batch_size=AT_ONCE)
    if kept:
        record(
            actor=actor,
            action="points.taken_over",
            subject=owner,
            at=max(point.opened_at for point in kept),
            path=owner.path,
            detail={"points": len(kept)},
        )
    return len(kept)


def _number(points: Sequence[ActionPoint]) -> None:
    """Give the next numbers of each area and year; locked until the end."""
    counts: dict[tuple[str, int], Numbering] = {}
    for point in points:
        key = (area_code(point.owner.path), timezone.localdate(point.opened_at).year)
        if key not in counts:
            area, year = key
            Numbering.objects.get_or_create(area_code=area, year=year)
            rows = Numbering.objects.select_for_update()
            counts[key] = rows.get(area_code=area, year=year)
        count = counts[key]
        count.last += 1
        point.area_code, point.year = key
        point.serial = count.last
        point.number = point_number(*key, count.last)
        point.first_due_on = point.first_due_on or point.due_on
    Numbering.objects.bulk_update(counts.values(), ["last"])


def _events(point: ActionPoint) -> Iterator[PointEvent]:
    due = {"due": point.first_due_on.isoformat()}
    yield PointEvent(
        point=point,
        kind=EventKind.OPENED,
        at=point.opened_at,
        by_id=point.opened_by_id,
        detail=due,
    )
    for kind in HAPPENED.get(PointState(point.state), ()):
        checked = kind == EventKind.VERIFIED
        yield PointEvent(
            point=point,
            kind=kind,
            at=point.finished_at or point.opened_at,
            by_id=point.verifier_id if checked else point.owner_person_id,
        )
