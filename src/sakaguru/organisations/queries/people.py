"""Read who belongs to a unit, and who can see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count

from sakaguru.core.access import Rule, lineage
from sakaguru.organisations.enums import Role, Tier
from sakaguru.organisations.models import Grant, Invitation, Membership

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from django.db.models import QuerySet

    from sakaguru.organisations.models import Organisation


class Onlooker(NamedTuple):
    """A unit whose people can see another, in which roles, how many, and why."""

    unit: str
    role: str
    people: int
    by_grant: str


def people_of(unit: Organisation, day: date) -> QuerySet[Membership]:
    """Memberships of a unit on ``day``, by role and name."""
    rows = Membership.objects.on(day).filter(organisation=unit)
    return rows.select_related("user", "organisation").order_by("role", "user__name")


def people_below(path: str, day: date) -> QuerySet[Membership]:
    """Memberships at or below a place on ``day``, by unit, role and name."""
    rows = Membership.objects.on(day).filter(organisation__path__startswith=path)
    return rows.select_related("user", "organisation").order_by(
        "organisation__path", "role", "user__name", "pk"
    )


def waiting_invitations(unit: Organisation, at: datetime) -> QuerySet[Invitation]:
    """Invitations of a unit that still work."""
    rows = Invitation.objects.filter(organisation=unit, expires_at__gt=at)
    return rows.filter(accepted_at=None, withdrawn_at=None).select_related(
        "organisation"
    )


def onlookers_of(
    unit: Organisation, day: date, rules: Sequence[Rule]
) -> list[Onlooker]:
    """List who can see a unit under any of the rules, and why. Two queries.

    People stand at the unit itself or above it (the tree), or reach it by a dated
    grant whose reason is told.
    """
    roles = frozenset[str]().union(*(rule.roles for rule in rules)) & frozenset(Role)
    line = lineage(unit.path)
    members = Membership.objects.on(day).filter(
        organisation__path__in=line, role__in=roles
    )
    counted = members.values_list("organisation__name", "role", "organisation__path")
    rows = counted.annotate(people=Count("user", distinct=True))
    by_tree = [
        Onlooker(name, str(Role(role).label), people, "")
        for name, role, _path, people in rows.order_by("organisation__path", "role")
    ]
    return by_tree + _by_grant(line, day, roles)


def _by_grant(line: list[str], day: date, roles: frozenset[str]) -> list[Onlooker]:
    grants = Grant.objects.on(day).filter(organisation__path__in=line)
    return [
        Onlooker(
            grant.membership.organisation.name,
            str(Role(grant.membership.role).label),
            1,
            grant.reason,
        )
        for grant in grants.select_related("membership__organisation")
        if roles & set(grant.roles)
    ]


def tier_word(tier: int) -> str:
    return str(Tier(tier).label)
