"""Read frameworks and their versions."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from sakaguru.organisations.enums import Tier
from sakaguru.standards import permissions
from sakaguru.standards.models import FrameworkVersion
from sakaguru.standards.queries.editions import PUBLIC, Shelf, shelf

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sakaguru.core.access import Actor

NATIONAL = Q(framework__owner__tier=Tier.NATION)


def visible_versions(actor: Actor) -> QuerySet[FrameworkVersion]:
    """Versions the actor may see, by framework, oldest first.

    Whoever holds a role anywhere sees what is published nationally; other units'
    along their own line. Drafts are for those who may edit them.
    """
    versions = FrameworkVersion.objects.select_related("framework__owner")
    found = permissions.EDIT_FRAMEWORK.filter(actor, versions)
    found |= permissions.VIEW_FRAMEWORK.filter(actor, versions).filter(PUBLIC)
    found |= permissions.OVERSEE_FRAMEWORK.filter(actor, versions).filter(PUBLIC)
    if actor.roles:
        found |= versions.filter(PUBLIC & NATIONAL)
    return found.order_by("framework_id", "pk")


def shelves(actor: Actor) -> list[Shelf[FrameworkVersion]]:
    """Frameworks the actor may see; versions have ``node_count``. One query."""
    versions = visible_versions(actor).annotate(node_count=Count("nodes"))
    return [
        shelf(list(members))
        for _framework, members in groupby(versions, key=lambda one: one.framework_id)
    ]


def current_version(code: str) -> FrameworkVersion | None:
    """The version of a framework in force now. Not narrowed to an actor."""
    versions = FrameworkVersion.objects.published()
    versions = versions.select_related("framework__owner")
    return versions.filter(framework__code=code).first()
