"""What every change of a point does: lock the row first, tell the trail after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sakaguru.core.audit import record
from sakaguru.followup.models import ActionPoint, PointEvent
from sakaguru.followup.signals import point_changed

if TYPE_CHECKING:
    from datetime import datetime

    from sakaguru.core.access import Actor
    from sakaguru.followup.enums import EventKind


def locked(point: ActionPoint) -> ActionPoint:
    rows = ActionPoint.objects.select_for_update(of=("self",))
    return rows.select_related("owner", "asker", "owner_person", "verifier").get(
        pk=point.pk
    )


def note(
    actor: Actor,
    point: ActionPoint,
    kind: EventKind,
    at: datetime,
    text: str = "",
    **detail: str,
) -> None:
    """Write the event and the trail, and announce the change."""
    PointEvent.objects.create(
        point=point, kind=kind, at=at, by_id=actor.user_id, text=text, detail=detail
    )
    record(
        actor=actor,
        action=f"point.{kind.value}",
        subject=point,
        at=at,
        path=point.owner.path,
        detail=dict(detail),
    )
    point_changed.send(
        sender=ActionPoint,
        point_id=point.pk,
        source=point.source,
        source_key=point.source_key,
        state=point.state,
    )
