"""Read frameworks and their versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from sakaguru.organisations.enums import Tier
from sakaguru.standards import permissions
from sakaguru.standards.enums import VersionStatus
from sakaguru.standards.models import FrameworkVersion

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sakaguru.core.access import Actor

PUBLIC = ~Q(status=VersionStatus.DRAFT)
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
    return found.order_by("framework__code", "pk")


def current_version(code: str) -> FrameworkVersion | None:
    """The version of a framework in force now. Not narrowed to an actor."""
    versions = FrameworkVersion.objects.published()
    versions = versions.select_related("framework__owner")
    return versions.filter(framework__code=code).first()
