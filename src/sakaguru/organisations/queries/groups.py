"""Read groups of units and their members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Prefetch, Q

from sakaguru.organisations.models import Group, GroupMember

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from sakaguru.organisations.models import Organisation


def groups_of(owner: Organisation, day: date) -> QuerySet[Group]:
    """Groups that a unit formed, with the members of ``day``. Two queries."""
    members = GroupMember.objects.on(day).select_related("organisation")
    prefetch = Prefetch("members", members.order_by("-is_core", "organisation__name"))
    return owner.groups.prefetch_related(prefetch).order_by("name", "pk")


def groups_with(unit: Organisation, day: date) -> QuerySet[GroupMember]:
    """Groups to which a unit belongs on ``day``."""
    rows = GroupMember.objects.on(day).filter(organisation=unit)
    return rows.select_related("group__owner").order_by("group__name", "pk")


def group_sizes(owner: Organisation) -> QuerySet[Group]:
    """Groups of a unit with how many members each has now."""
    return owner.groups.annotate(
        size=Count("members", filter=Q(members__valid_until=None))
    )
