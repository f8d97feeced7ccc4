"""Read the tree as it stood on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import OuterRef, Subquery

from sakaguru.organisations.enums import Tier
from sakaguru.organisations.models import NameSpell, Organisation, Placement

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet


class StandThen(NamedTuple):
    """A unit as it stood on a day. ``path`` joins the codes of that day's parents."""

    pk: int
    tier: int
    code: str
    name: str
    path: str
    parent_id: int | None


def children_on(unit: Organisation, day: date) -> QuerySet[Organisation]:
    """Units that stood directly below on ``day``, each with ``name_then``."""
    then = Placement.objects.on(day).filter(parent=unit).values("organisation")
    units = Organisation.objects.filter(pk__in=then).existing_on(day)
    return _named(units, day).order_by("code")


def tree_on(day: date) -> list[StandThen]:
    """The whole tree as it stood on ``day``, parents before children. Three queries.

    For reports "as then" and for score runs; partners are left out.
    """
    units = Organisation.objects.exclude(tier=Tier.PARTNER).existing_on(day)
    names = dict(NameSpell.objects.on(day).values_list("organisation_id", "name"))
    rows = {
        pk: (tier, code, names.get(pk, name))
        for pk, tier, code, name in units.values_list("pk", "tier", "code", "name")
    }
    above = dict(Placement.objects.on(day).values_list("organisation_id", "parent_id"))
    stands: dict[int, StandThen] = {}
    for pk in sorted(rows, key=lambda pk: (rows[pk][0], rows[pk][1])):
        tier, code, name = rows[pk]
        parent = stands.get(above.get(pk) or 0)
        path = f"{parent.path if parent else ''}{code}/"
        stands[pk] = StandThen(
            pk, tier, code, name, path, parent.pk if parent else None
        )
    return list(stands.values())


def line_on(unit: Organisation, day: date) -> list[Organisation]:
    """Units above and including this one as they stood on ``day``, root first."""
    line = [unit]
    while True:
        spell = Placement.objects.on(day).filter(organisation=line[0]).first()
        if spell is None or spell.parent_id is None:
            return line
        line.insert(0, Organisation.objects.get(pk=spell.parent_id))


def _named(units: QuerySet[Organisation], day: date) -> QuerySet[Organisation]:
    then = NameSpell.objects.on(day).filter(organisation=OuterRef("pk"))
    return units.annotate(name_then=Subquery(then.values("name")[:1]))
