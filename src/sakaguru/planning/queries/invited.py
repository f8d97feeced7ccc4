"""For whom an activity of an office is meant: units below, those with the gap first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from sakaguru.findings.models import Finding
from sakaguru.organisations.models import Organisation

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sakaguru.planning.models import Activity


def units_for(activity: Activity, words: str = "") -> QuerySet[Organisation]:
    """Open units below the plan's, those with an open gap on the node first."""
    unit = activity.plan.organisation
    rows = Organisation.objects.filter(path__startswith=unit.path, closed_on=None)
    rows = rows.exclude(pk=unit.pk).exclude(
        pk__in=activity.invitees.filter(person_name="").values("organisation")
    )
    for word in words.split():
        rows = rows.filter(name__icontains=word)
    if activity.node_id is None:
        return rows.order_by("-tier", "name", "pk")
    gaps = Finding.objects.open_gaps().filter(
        organisation=OuterRef("pk"), node=activity.node_id, is_shared=True
    )
    marked = rows.annotate(has_gap=Exists(gaps))
    return marked.order_by("-has_gap", "-tier", "name", "pk")
