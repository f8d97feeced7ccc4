"""What a unit asks of itself above the national standard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from sakaguru.planning import permissions
from sakaguru.planning.enums import StandardState
from sakaguru.planning.models import OwnStandard, Target

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sakaguru.core.access import Actor
    from sakaguru.organisations.models import Organisation
    from sakaguru.planning.models import Activity


def own_standards(organisation: Organisation) -> dict[str, OwnStandard]:
    """The standard that holds on each node, by its code. One query."""
    rows = OwnStandard.objects.filter(
        organisation=organisation, state=StandardState.ACCEPTED
    )
    newest = rows.order_by("node__code", "-decided_at", "-pk").distinct("node__code")
    return {row.node.code: row for row in newest.select_related("node")}


def proposed_standards(organisation: Organisation) -> QuerySet[OwnStandard]:
    """Proposals that the head has not decided."""
    rows = OwnStandard.objects.filter(
        organisation=organisation, state=StandardState.PROPOSED
    )
    return rows.select_related("node", "effect__activity", "organisation")


def visible_standards(actor: Actor) -> QuerySet[OwnStandard]:
    own = permissions.VIEW_DRAFT.filter(actor, OwnStandard.objects.all())
    above = permissions.VIEW_PLAN.filter(actor, OwnStandard.objects.all())
    both = Q(pk__in=own.values("pk")) | Q(pk__in=above.values("pk"))
    return OwnStandard.objects.filter(both).select_related("organisation", "node")


def target_of(activity: Activity) -> float | None:
    """What the plan of an activity, or the unit's own standard, asks of its node.

    Two queries at most.
    """
    if activity.node is None:
        return None
    asked = Target.objects.filter(plan=activity.plan, node=activity.node)
    found = [row.expected for row in asked]
    own = OwnStandard.objects.filter(
        organisation=activity.plan.organisation,
        node__code=activity.node.code,
        state=StandardState.ACCEPTED,
    ).order_by("-decided_at", "-pk")
    found += [row.expected for row in own[:1]]
    return max(found, default=None)
