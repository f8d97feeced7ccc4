"""For whom an activity of an office is meant: units below, those with the gap first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from sakaguru.findings.models import Finding
from sakaguru.organisations.enums import Tier
from sakaguru.organisations.models import Organisation

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sakaguru.planning.models import Activity


def units_with_gap(activity: Activity) -> QuerySet[Organisation]:
    """Open units below the plan's with an open gap on the node, not yet invited.

    Schools for whoever works with schools; for a province and the nation the offices
    right below, which pass it on.
    """
    tier = _tier_of_guests(activity.plan.organisation)
    rows = _below(activity).filter(Exists(_gaps(activity)), tier=tier)
    return rows.order_by("name", "pk")


def _tier_of_guests(unit: Organisation) -> int:
    return Tier.SCHOOL if unit.tier >= Tier.DISTRICT else unit.tier + 1


def units_for(activity: Activity, words: str = "") -> QuerySet[Organisation]:
    """Open units below the plan's, those with an open gap on the node first."""
    rows = _below(activity)
    for word in words.split():
        rows = rows.filter(name__icontains=word)
    marked = rows.annotate(has_gap=Exists(_gaps(activity)))
    return marked.order_by("-has_gap", "-tier", "name", "pk")


def _below(activity: Activity) -> QuerySet[Organisation]:
    """Open units below, those left out that are named already."""
    unit = activity.plan.organisation
    rows = Organisation.objects.filter(path__startswith=unit.path, closed_on=None)
    named = activity.invitees.filter(person_name="").values("organisation")
    return rows.exclude(pk=unit.pk).exclude(pk__in=named)


def _gaps(activity: Activity) -> QuerySet[Finding]:
    """Shared open gaps of a unit on the node of the activity, or on one below it."""
    node = activity.node
    if node is None:
        return Finding.objects.none()
    below = Q(node__version=node.version_id, node__code__startswith=f"{node.code}.")
    gaps = Finding.objects.open_gaps().filter(Q(node=node) | below)
    return gaps.filter(organisation=OuterRef("pk"), is_shared=True)
