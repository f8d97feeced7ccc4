"""Read instruments and their versions."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, Q

from sakaguru.instruments import permissions
from sakaguru.instruments.enums import RespondentRole
from sakaguru.instruments.models import InstrumentVersion
from sakaguru.organisations.enums import Tier
from sakaguru.organisations.models import Organisation
from sakaguru.standards.queries.editions import PUBLIC, Shelf, shelf

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sakaguru.core.access import Actor

OWNERS = frozenset({Tier.NATION, Tier.PROVINCE, Tier.DISTRICT})
NATIONAL = Q(instrument__owner__tier=Tier.NATION)


class RolePart(NamedTuple):
    """What one role is asked: how many items, how many minutes, under which heads."""

    role: RespondentRole
    minutes: int
    item_count: int
    sections: list[dict[str, str]]


def visible_versions(actor: Actor) -> QuerySet[InstrumentVersion]:
    """Versions the actor may see, by instrument, oldest first.

    Whoever holds a role anywhere sees what is published nationally; other units'
    along their own line. Drafts are for those who may edit them.
    """
    versions = InstrumentVersion.objects.select_related(
        "instrument__owner", "framework_version__framework"
    )
    found = permissions.EDIT_INSTRUMENT.filter(actor, versions)
    found |= permissions.VIEW_INSTRUMENT.filter(actor, versions).filter(PUBLIC)
    found |= permissions.OVERSEE_INSTRUMENT.filter(actor, versions).filter(PUBLIC)
    if actor.roles:
        found |= versions.filter(PUBLIC & NATIONAL)
    return found.order_by("instrument_id", "pk")


def shelves(actor: Actor) -> list[Shelf[InstrumentVersion]]:
    """Instruments the actor may see; versions have ``item_count``. One query."""
    versions = visible_versions(actor).annotate(item_count=Count("items"))
    return [
        shelf(list(members))
        for _instrument, members in groupby(versions, key=lambda one: one.instrument_id)
    ]


def owner_for(actor: Actor) -> Organisation | None:
    """The unit for which the actor may make instruments, if it may own any."""
    if actor.organisation_id is None:
        return None
    units = Organisation.objects.filter(pk=actor.organisation_id, tier__in=OWNERS)
    unit = units.first()
    reaches = permissions.EDIT_INSTRUMENT.reaches
    return unit if unit and reaches(actor, unit.path) else None


def role_parts(version: InstrumentVersion) -> list[RolePart]:
    """What each role is asked, in the order of roles. Three queries."""
    forms = version.questionnaires.prefetch_related("sections")
    counts = dict(version.items.values_list("role").annotate(Count("pk")).order_by())
    by_role = {form.role: form for form in forms}
    return [
        RolePart(
            role,
            by_role[role].minutes,
            counts.get(role, 0),
            [section.title for section in by_role[role].sections.all()],
        )
        for role in RespondentRole
        if role in by_role
    ]
