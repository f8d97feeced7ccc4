"""Read what became of a unit: names, places, successions, acts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Q

from sakaguru.accounts.models import User
from sakaguru.core.audit import described
from sakaguru.core.models import AuditEvent
from sakaguru.organisations.models import NameSpell, Placement, Succession

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from sakaguru.organisations.models import Organisation

NEWEST = 100


class Act(NamedTuple):
    """An act of the trail with the name of the person; empty for the machine."""

    at: datetime
    action: str
    subject: str
    person: str


def names_of(unit: Organisation) -> QuerySet[NameSpell]:
    return NameSpell.objects.filter(organisation=unit).order_by("-valid_from")


def places_of(unit: Organisation) -> QuerySet[Placement]:
    rows = Placement.objects.filter(organisation=unit).select_related("parent")
    return rows.order_by("-valid_from")


def successions_of(unit: Organisation) -> QuerySet[Succession]:
    rows = Succession.objects.filter(Q(predecessor=unit) | Q(successor=unit))
    return rows.select_related("predecessor", "successor").order_by("-on", "pk")


def trail_of(unit: Organisation) -> list[Act]:
    """The newest acts on what this unit owns, newest first. Two queries."""
    events = list(
        AuditEvent.objects.filter(path=unit.path).order_by("-at", "-pk")[:NEWEST]
    )
    people = User.objects.filter(pk__in={e.actor_id for e in events if e.actor_id})
    names = dict(people.values_list("pk", "name"))
    return [
        Act(e.at, described(e.action), e.subject_name, names.get(e.actor_id or 0, ""))
        for e in events
    ]
