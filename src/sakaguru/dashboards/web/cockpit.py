"""The cockpit of the head of a unit: everything on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sakaguru.core.errors import NotAllowed
from sakaguru.dashboards.permissions import VIEW_COCKPIT
from sakaguru.dashboards.queries.cockpit import Cockpit, cockpit_of
from sakaguru.dashboards.queries.words import address
from sakaguru.dashboards.web.pictures import ring_picture, spark
from sakaguru.findings.logic.ages import AGES
from sakaguru.organisations.enums import Tier
from sakaguru.organisations.models import Organisation
from sakaguru.organisations.queries.organisations import line_of, own_organisation
from sakaguru.survey.enums import ROLES, SHORT
from sakaguru.ui.charts import progress_bar
from sakaguru.ui.http import page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse

    from sakaguru.dashboards.queries.standards import StandardState
    from sakaguru.ui.http import ActorRequest

MILLION = 1_000_000


@page(VIEW_COCKPIT)
def own_cockpit(request: ActorRequest) -> HttpResponse:
    """The entry of the menu: the cockpit of the unit one acts for."""
    unit = own_organisation(request.actor)
    if unit is None or unit.tier > Tier.SCHOOL:
        raise Http404
    if not VIEW_COCKPIT.allows(request.actor, unit):
        raise NotAllowed(
            _(
                "Kokpit dipakai pimpinan dan tim mutu. Rapor mutu, rencana, dan tugas "
                "Anda ada di menu."
            )
        )
    return redirect("dashboards:cockpit", unit.code)


@page(VIEW_COCKPIT)
def cockpit(request: ActorRequest, code: str) -> HttpResponse:
    unit = get_object_or_404(Organisation, code=code)
    if unit.tier > Tier.SCHOOL or not VIEW_COCKPIT.allows(request.actor, unit):
        raise Http404
    day = timezone.localdate()
    found = cockpit_of(request.actor, unit, day)
    context = {
        "unit": unit,
        "line": line_of(unit),
        "day": day,
        "found": found,
        "figures": found.figures,
        "is_school": unit.tier == Tier.SCHOOL,
        "ring": ring_picture(found.steps, _centre(found)),
        "standards": list(_standards(unit, found)),
        "ages": _ages(unit, found),
        "roles": list(_roles(found)),
        "spent": found.figures.planned.spent_rupiah // MILLION,
        "budget": found.figures.planned.budget_rupiah // MILLION,
        "plans_url": address("planning:plan-list", unit.code),
    }
    return render(request, "dashboards/cockpit.html", context)


def _centre(found: Cockpit) -> str:
    if found.campaigns:
        return found.campaigns[0].cycle_label
    return found.standards.cycles[-1] if found.standards else ""


def _standards(unit: Organisation, found: Cockpit) -> Iterator[dict[str, Any]]:
    """Each standard with its line and the page that it opens."""
    if found.standards is None:
        return
    for row in (found.standards.total, *found.standards.rows):
        yield {
            "row": row,
            "is_total": row is found.standards.total,
            "spark": spark(row.trend, found.standards.cycles),
            "url": _address(unit, row, is_total=row is found.standards.total),
        }


def _address(unit: Organisation, row: StandardState, *, is_total: bool) -> str:
    if unit.tier < Tier.SCHOOL:
        url = reverse("scoring:map-detail", args=[unit.code])
        return url if is_total else f"{url}?standar={row.code}"
    if is_total:
        return reverse("scoring:card-detail", args=[unit.code])
    return reverse("scoring:card-standard", args=[unit.code, row.code])


def _ages(unit: Organisation, found: Cockpit) -> list[dict[str, Any]]:
    """How many gaps of each age, and where they are listed."""
    counts = found.figures.gaps.ages
    url = reverse("findings:finding-register", args=[unit.code])
    return [
        {
            "least": AGES[place][0],
            "most": AGES[place][1],
            "count": count,
            "bar": progress_bar(count, found.figures.gaps.open),
            "url": f"{url}?umur={place}",
        }
        for place, count in enumerate(counts)
    ]


def _roles(found: Cockpit) -> Iterator[dict[str, Any]]:
    """Per role, how much of the least number of answers is there."""
    asking = found.figures.asking
    for role, had, needed in zip(ROLES, asking.received, asking.needed, strict=False):
        if needed:
            yield {"label": SHORT[role], "had": had, "needed": needed}
