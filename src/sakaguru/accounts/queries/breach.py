"""Trace what a stolen account looked at and did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sakaguru.accounts.models import User
from sakaguru.core.audit import described
from sakaguru.core.models import AuditEvent

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Breach:
    """Who is affected, what was looked at, and what was done in their name."""

    affected: list[User]
    looked_at: list[str]
    done: list[str]
    first: datetime | None
    last: datetime | None


def breach_of(user: User, *, since: datetime, until: datetime) -> Breach:
    """What the account did from one moment to another, by the audit trail."""
    events = list(
        AuditEvent.objects.filter(
            actor_id=user.pk, at__gte=since, at__lte=until
        ).order_by("at", "id")
    )
    readings = [event for event in events if event.action == "person.read"]
    keys = {key for event in readings for key in event.detail["people"]} | {user.pk}
    return Breach(
        affected=list(User.objects.filter(pk__in=keys).order_by("pk")),
        looked_at=sorted({f"{e.path} {e.detail['what']}" for e in readings}),
        done=[
            f"{described(event.action)}: {event.subject_name}"
            for event in events
            if event.action != "person.read"
        ],
        first=events[0].at if events else None,
        last=events[-1].at if events else None,
    )
