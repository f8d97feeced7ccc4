"""The open gaps of a unit and all below it, as one list with filters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from sakaguru.findings import permissions
from sakaguru.findings.logic.ages import AGES
from sakaguru.findings.models import Finding

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from sakaguru.core.access import Actor
    from sakaguru.organisations.models import Organisation

LACKS = {
    "owner": Q(has_owner=False),
    "cause": Q(has_cause=False),
    "action": Q(has_action=False),
    "any": Q(has_owner=False) | Q(has_cause=False) | Q(has_action=False),
}


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What a person looks for; empty means everything. ``age`` is a place in `AGES`."""

    age: str = ""
    severity: str = ""
    lacks: str = ""
    words: str = ""


def gaps_below(actor: Actor, unit: Organisation) -> QuerySet[Finding]:
    """Open gaps at or below a unit, as far as the actor sees them."""
    rows = Finding.objects.open_gaps().filter(organisation__path__startswith=unit.path)
    seen = permissions.VIEW_FINDING.filter(actor, rows).filter(is_shared=True)
    return seen | permissions.VIEW_OWN_FINDING_FIRST.filter(actor, rows)


def gap_register(
    actor: Actor, unit: Organisation, looked: Looked, day: date
) -> QuerySet[Finding]:
    """The gaps that somebody looks for, the longest open first."""
    rows = gaps_below(actor, unit)
    if looked.age.isdigit() and int(looked.age) < len(AGES):
        rows = rows.filter(of_age(int(looked.age), day))
    if looked.severity.isdigit():
        rows = rows.filter(severity=int(looked.severity))
    if looked.lacks in LACKS:
        rows = rows.filter(LACKS[looked.lacks])
    for word in looked.words.split():
        rows = rows.filter(
            Q(organisation__name__icontains=word)
            | Q(node__code__startswith=word)
            | Q(node__title__id__icontains=word)
        )
    return rows.select_related("organisation", "node").order_by("found_at", "pk")


def of_age(place: int, day: date) -> Q:
    """Findings that fall into one of `AGES` on ``day``."""
    youngest, oldest = AGES[place]
    wanted = Q()
    if youngest:
        wanted &= Q(found_at__lt=start_of(day, youngest - 1))
    if oldest is not None:
        wanted &= Q(found_at__gte=start_of(day, oldest))
    return wanted


def start_of(day: date, back: int) -> datetime:
    """The first moment of the day so many days ago."""
    return timezone.make_aware(datetime.combine(day - timedelta(back), time.min))
