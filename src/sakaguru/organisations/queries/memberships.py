"""Read who acts for whom today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sakaguru.core.access import NOBODY, Actor, Standing
from sakaguru.organisations.models import Grant, Membership

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


def memberships_of(user_id: int, *, day: date) -> list[Membership]:
    """List a person's memberships on ``day``, highest unit first. One query."""
    rows = Membership.objects.on(day).filter(user_id=user_id)
    rows = rows.filter(organisation__closed_on=None).select_related("organisation")
    return list(rows.order_by("organisation__tier", "organisation__path", "pk"))


def acting_as(
    memberships: Sequence[Membership], chosen: int | None, *, day: date
) -> Actor:
    """Build the actor for the chosen membership, else for the first. One query or none.

    All roles that the person holds today in that same organisation count together.
    """
    if not memberships:
        return NOBODY
    mine = next((m for m in memberships if m.pk == chosen), memberships[0])
    same = [m for m in memberships if m.organisation_id == mine.organisation_id]
    return Actor(
        user_id=mine.user_id,
        path=mine.organisation.path,
        roles=frozenset(m.role for m in same),
        grants=_standings([m.pk for m in same], day),
        membership_id=mine.pk,
        organisation_id=mine.organisation_id,
    )


def still_acting(membership_id: int | None, *, day: date) -> Actor:
    """As whom work goes on that somebody asked for; `NOBODY` if they are that no more.

    At most three queries.
    """
    if membership_id is None:
        return NOBODY
    rows = Membership.objects.filter(pk=membership_id, user__is_active=True)
    user_id = rows.values_list("user_id", flat=True).first()
    if user_id is None:
        return NOBODY
    memberships = memberships_of(user_id, day=day)
    if all(each.pk != membership_id for each in memberships):
        return NOBODY
    return acting_as(memberships, membership_id, day=day)


def _standings(membership_ids: list[int], day: date) -> tuple[Standing, ...]:
    grants = Grant.objects.on(day).filter(membership_id__in=membership_ids)
    return tuple(
        Standing(grant.organisation.path, frozenset(grant.roles))
        for grant in grants.select_related("organisation").order_by("pk")
    )
