"""Read the register for screens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from sakaguru.followup import permissions
from sakaguru.followup.enums import OPEN_STATES, PointState
from sakaguru.followup.models import ActionPoint, Digest
from sakaguru.followup.queries.people import still_named

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from sakaguru.core.access import Actor


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a person wants to see of the register; empty means everything."""

    state: str = ""
    priority: str = ""
    words: str = ""
    only_mine: bool = False
    only_late: bool = False
    only_help: bool = False
    path: str = ""


def visible_points(actor: Actor, day: date) -> QuerySet[ActionPoint]:
    """Points of the actor's units and those below, and any that name the actor.

    A name counts while the person serves where they were named for. Help that these
    units asked for is theirs to see, wherever it is to come from.
    """
    people = ("owner", "asker", "owner_person", "verifier")
    rows = ActionPoint.objects.select_related(*people)
    by_rule = permissions.VIEW_POINT.filter(actor, ActionPoint.objects.all())
    asked = permissions.VIEW_HELP.filter(actor, ActionPoint.objects.all())
    by_place = Q(pk__in=by_rule.values("pk")) | Q(pk__in=asked.values("pk"))
    if actor.user_id is None:
        return rows.filter(by_place)
    return rows.filter(named(actor.user_id, day) | by_place)


def named(user_id: int, day: date) -> Q:
    """Points that name a person who still serves there, to do or to check them."""
    does = still_named(user_id, day, unit="owner", owner="owner_person")
    return does | still_named(user_id, day, unit="asker", owner="verifier")


def register(actor: Actor, wanted: Wanted, day: date) -> QuerySet[ActionPoint]:
    """The visible points that somebody asked for, the soonest due first."""
    rows = visible_points(actor, day)
    if wanted.path:
        own = Q(owner__path__startswith=wanted.path)
        rows = rows.filter(own | Q(asker__path__startswith=wanted.path))
    if wanted.only_help:
        rows = rows.exclude(asker=None)
    if wanted.state == "open":
        rows = rows.filter(state__in=OPEN_STATES)
    elif wanted.state in PointState.values:
        rows = rows.filter(state=wanted.state)
    if wanted.priority.isdigit():
        rows = rows.filter(priority=int(wanted.priority))
    if wanted.only_late:
        rows = rows.filter(state__in=OPEN_STATES, due_on__lt=day)
    if wanted.only_mine and actor.user_id is not None:
        rows = rows.filter(Q(owner_person=actor.user_id) | Q(verifier=actor.user_id))
    for word in wanted.words.split():
        rows = rows.filter(
            Q(title__icontains=word)
            | Q(number__icontains=word)
            | Q(owner__name__icontains=word)
            | Q(asker__name__icontains=word)
        )
    return rows.order_by("due_on", "priority", "pk")


def climbed_to(actor: Actor, day: date) -> list[ActionPoint]:
    """Overdue points that had climbed to the actor's very unit by ``day``. Two queries.

    For those who lead it; what was finished since is left out.
    """
    if not permissions.STEER_POINT.reaches(actor, actor.path):
        return []
    digests = Digest.objects.filter(organisation__path=actor.path, day__lte=day)
    newest = digests.order_by("-day").values("day")[:1]
    keys = [
        key
        for points in digests.filter(day=newest).values_list("points", flat=True)
        for key in points
    ]
    rows = ActionPoint.objects.overdue_on(day).filter(pk__in=keys)
    return list(rows.select_related("owner").order_by("due_on", "pk"))


def points_about(source: str, keys: Iterable[str]) -> dict[str, list[ActionPoint]]:
    """Points that follow these subjects, by subject. One query, not narrowed."""
    found: dict[str, list[ActionPoint]] = {key: [] for key in keys}
    rows = ActionPoint.objects.filter(source=source, source_key__in=found)
    for point in rows.select_related("owner", "asker", "owner_person", "verifier"):
        found[point.source_key].append(point)
    return found


def points_shown(actor: Actor, source: str, key: str) -> list[ActionPoint]:
    """Points that follow one subject, as far as the actor may see them. One query."""
    found = points_about(source, [key])[key]
    mine, sees = actor.user_id, permissions.VIEW_POINT
    return [
        point
        for point in found
        if sees.allows(actor, point)
        or (point.is_help and permissions.VIEW_HELP.allows(actor, point))
        or (mine is not None and mine in {point.owner_person_id, point.verifier_id})
    ]
