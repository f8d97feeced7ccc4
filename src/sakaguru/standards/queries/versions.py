"""Read frameworks and their versions."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, Q

from sakaguru.organisations.enums import Tier
from sakaguru.standards import permissions
from sakaguru.standards.enums import VersionStatus
from sakaguru.standards.models import Framework, FrameworkVersion

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sakaguru.core.access import Actor

PUBLIC = ~Q(status=VersionStatus.DRAFT)
NATIONAL = Q(framework__owner__tier=Tier.NATION)


class Shelf(NamedTuple):
    """A framework with its versions, newest first; ``current`` is in force, if any."""

    framework: Framework
    current: FrameworkVersion | None
    versions: list[FrameworkVersion]


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


def shelves(actor: Actor) -> list[Shelf]:
    """Frameworks the actor may see; versions have ``node_count``. One query."""
    versions = visible_versions(actor).annotate(node_count=Count("nodes"))
    return [
        shelf(list(members))
        for _framework, members in groupby(versions, key=lambda one: one.framework_id)
    ]


def shelf(versions: list[FrameworkVersion]) -> Shelf:
    """Put the versions of one framework on a shelf. They come oldest first."""
    published = [one for one in versions if one.status == VersionStatus.PUBLISHED]
    current = published[0] if published else None
    return Shelf(versions[0].framework, current, versions[::-1])


def current_version(code: str) -> FrameworkVersion | None:
    """The version of a framework in force now. Not narrowed to an actor."""
    versions = FrameworkVersion.objects.published()
    versions = versions.select_related("framework__owner")
    return versions.filter(framework__code=code).first()
