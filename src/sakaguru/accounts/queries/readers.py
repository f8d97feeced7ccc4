"""Read who looked at a person's records."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sakaguru.accounts.models import User
from sakaguru.core.models import AuditEvent

if TYPE_CHECKING:
    from datetime import datetime

MOST = 50


class Reading(NamedTuple):
    at: datetime
    reader: str
    what: str


def readers_of(user: User) -> list[Reading]:
    """The newest readings of a person's records by others. Two queries."""
    events = AuditEvent.objects.filter(
        action="person.read", detail__people__contains=user.pk
    ).order_by("-id")[:MOST]
    found = list(events)
    keys = [event.actor_id for event in found if event.actor_id is not None]
    names = dict(User.objects.filter(pk__in=keys).values_list("pk", "name"))
    return [
        Reading(event.at, names.get(event.actor_id or 0, "–"), event.detail["what"])
        for event in found
    ]
