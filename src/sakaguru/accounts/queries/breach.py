"""Trace what a stolen account looked at and did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from sakaguru.accounts.models import User
from sakaguru.core.audit import described
from sakaguru.core.models import AuditEvent

if TYPE_CHECKING:
    from datetime import datetime


class Looked(NamedTuple):
    """A page with names: where it is, what it lists, how many without an account."""

    path: str
    what: str
    named: int

    @property
    def words(self) -> str:
        said = {
            "people": _("daftar orang dan peran"),
            "links": _("nama pada tautan kuesioner"),
            "guests": _("nama orang yang diundang ke kegiatan"),
        }
        return said.get(self.what, self.what)


@dataclass(frozen=True, slots=True)
class Breach:
    """Who is affected, what was looked at, and what was done in their name.

    ``named`` counts people without an account whose names stood on those pages: whom
    to tell is found on the page itself.
    """

    affected: list[User]
    looked_at: list[Looked]
    named: int
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
        looked_at=(pages := _pages(readings)),
        named=sum(page.named for page in pages),
        done=[
            f"{described(event.action)}: {event.subject_name}"
            for event in events
            if event.action != "person.read"
        ],
        first=events[0].at if events else None,
        last=events[-1].at if events else None,
    )


def _pages(readings: list[AuditEvent]) -> list[Looked]:
    """Each page once, with the most names that stood there."""
    most: dict[tuple[str, str], int] = {}
    for event in readings:
        place = (event.path, event.detail["what"])
        most[place] = max(most.get(place, 0), event.detail.get("named", 0))
    return [Looked(*place, named) for place, named in sorted(most.items())]
