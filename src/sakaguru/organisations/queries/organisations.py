"""Read units for screens: one, its line, its children, a search."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, Q

from sakaguru.core.access import lineage
from sakaguru.organisations import permissions
from sakaguru.organisations.enums import Tier
from sakaguru.organisations.models import Organisation, TierName

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from sakaguru.core.access import Actor

SEARCH_LIMIT = 50


class TierCount(NamedTuple):
    """How many open units of a tier stand below a unit."""

    tier: int
    name: str
    units: int


def visible_organisations(actor: Actor) -> QuerySet[Organisation]:
    """Units the actor may see, from the top down, closed ones too."""
    units = permissions.VIEW_ORGANISATION.filter(actor, Organisation.objects.all())
    return units.select_related("parent", "area").order_by("path")


def own_organisation(actor: Actor) -> Organisation | None:
    """The unit for which the actor acts; None for somebody without a role."""
    return Organisation.objects.filter(path=actor.path).first()


def open_children(unit: Organisation) -> QuerySet[Organisation]:
    """Units directly below, open today, in the order of their codes."""
    children = Organisation.objects.filter(parent=unit, closed_on=None)
    return children.select_related("school").order_by("code")


def line_of(unit: Organisation) -> list[Organisation]:
    """Units from the root down to this one, itself included. One query."""
    return list(
        Organisation.objects.filter(path__in=lineage(unit.path)).order_by("path")
    )


def organisation_search(actor: Actor, words: str) -> list[Organisation]:
    """Find visible open units whose name or code holds every word. One query."""
    units = visible_organisations(actor).filter(closed_on=None)
    for word in words.split():
        units = units.filter(Q(name__icontains=word) | Q(code__startswith=word))
    return list(units[:SEARCH_LIMIT])


def tier_counts(unit: Organisation, names: dict[int, str]) -> list[TierCount]:
    """Count open units of each tier below. One query, whatever the number."""
    below = Organisation.objects.filter(path__startswith=unit.path, closed_on=None)
    rows = below.exclude(pk=unit.pk).order_by("tier").values_list("tier")
    return [
        TierCount(tier, names[tier], number)
        for tier, number in rows.annotate(number=Count("pk"))
    ]


def tier_names(units: Sequence[Organisation]) -> dict[int, str]:
    """Name the tiers as the district in a line of units calls them. One query."""
    names: dict[int, str] = {tier.value: str(tier.label) for tier in Tier}
    district = next((u for u in units if u.tier == Tier.DISTRICT), None)
    if district is not None:
        rows = TierName.objects.filter(district=district)
        names.update(rows.values_list("tier", "name"))
    return names
