"""Pages of the quality map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from sakaguru.core.access import lineage
from sakaguru.organisations.enums import Tier
from sakaguru.organisations.models import Organisation
from sakaguru.scoring import permissions
from sakaguru.scoring.enums import Segment
from sakaguru.scoring.logic.frames import TOTAL
from sakaguru.scoring.logic.levels import level_of
from sakaguru.scoring.logic.regions import ORDER_BOUND, Need
from sakaguru.scoring.queries.maps import (
    may_see_map,
    quality_map,
    region_cycles,
    upper_units,
)
from sakaguru.scoring.web import pictures, sheets
from sakaguru.scoring.web.besides import region_beside
from sakaguru.scoring.web.forms import MapFilter
from sakaguru.ui.adapters.tables import table_response
from sakaguru.ui.http import OpenTo, page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from sakaguru.scoring.logic.regions import RegionShown, SchoolShown
    from sakaguru.scoring.queries.maps import QualityMap, RegionCycle
    from sakaguru.ui.charts import Chart
    from sakaguru.ui.http import ActorRequest

MOST_NEEDS = 12


@page(permissions.VIEW_REGION, permissions.VIEW_REGION_ABOVE, OpenTo.SIGNED_IN)
def map_home(request: ActorRequest) -> HttpResponse:
    """The map of the own unit; a school sees that of its cluster or district."""
    line = lineage(request.actor.path)
    units = Organisation.objects.filter(path__in=line, tier__lt=Tier.SCHOOL)
    unit = units.order_by("-tier").first()
    if unit is None:
        return render(request, "scoring/map_outside.html")
    if not may_see_map(request.actor, unit):
        raise Http404
    return redirect("scoring:map-detail", unit.code)


@page(permissions.VIEW_REGION, permissions.VIEW_REGION_ABOVE)
def map_detail(request: ActorRequest, code: str) -> HttpResponse:
    unit, cycles = _unit_or_404(request, code)
    context: dict[str, Any] = {"unit": unit, "crumb_list": _crumbs(unit)}
    if not cycles:
        return render(request, "scoring/map_waiting.html", context)
    found = _chosen_map(request, unit, cycles)
    form = MapFilter(_chosen(found), found.frame, cycles)
    return render(
        request,
        "scoring/map_detail.html",
        {
            **context,
            "found": found,
            "form": form,
            "beside": region_beside(found, unit),
            "order_bound": ORDER_BOUND,
            **_pictures(found, cycles),
        },
    )


@page(permissions.VIEW_REGION, permissions.VIEW_REGION_ABOVE)
def map_sheet(request: ActorRequest, code: str, form: str) -> HttpResponse:
    unit, cycles = _unit_or_404(request, code)
    if not cycles or form not in {"csv", "xlsx"}:
        raise Http404
    found = _chosen_map(request, unit, cycles)
    return table_response(
        sheets.map_columns(found),
        sheets.map_rows(found, region_beside(found, unit)),
        form=form,
        name=f"peta-mutu-{unit.code}",
    )


def _unit_or_404(
    request: ActorRequest, code: str
) -> tuple[Organisation, list[RegionCycle]]:
    unit = get_object_or_404(Organisation, code=code)
    if not may_see_map(request.actor, unit):
        raise Http404
    return unit, region_cycles(unit, request.GET.get("standar") or TOTAL)


def _chosen_map(
    request: ActorRequest, unit: Organisation, cycles: Sequence[RegionCycle]
) -> QualityMap:
    wanted = request.GET.get("siklus") or str(cycles[0].run_id)
    run_id = next((c.run_id for c in cycles if str(c.run_id) == wanted), None)
    if run_id is None:
        raise Http404
    status = request.GET.get("status", "")
    return quality_map(
        request.actor,
        unit,
        run_id,
        node=request.GET.get("standar") or TOTAL,
        segment=Segment(status) if status in Segment.values else Segment.ALL,
    )


def _chosen(found: QualityMap) -> dict[str, str]:
    return {
        "standar": found.node,
        "status": found.segment.value,
        "siklus": str(found.run.pk),
    }


def _pictures(found: QualityMap, cycles: Sequence[RegionCycle]) -> dict[str, Any]:
    chosen = {"standar": found.node, "status": found.segment.value}
    query = "?" + urlencode(chosen) if found.node != TOTAL else ""
    below: list[RegionShown | SchoolShown] = [*found.regions, *found.schools]
    return {
        "query": query,
        "title": found.frame.nodes[found.node].title,
        "map": pictures.map_picture(found, query),
        "levels": pictures.level_picture(found),
        "spread": pictures.spread_picture(found),
        "spreads": pictures.spreads_picture(found),
        "trend": _trend(found, cycles),
        "needy": [row for row in below if row.needs][:MOST_NEEDS],
        "needs": {need.name: need for need in Need},
        "standards": _standards(found),
    }


def _trend(found: QualityMap, cycles: Sequence[RegionCycle]) -> Chart | None:
    """Only for those who see the schools: former cycles are not weighed for others."""
    if not found.sees_below:
        return None
    return pictures.cycles_picture(cycles, found.frame.bands)


def _standards(found: QualityMap) -> list[dict[str, Any]]:

    return [
        {
            "node": found.frame.nodes[code],
            "mean": mean,
            "level": level_of(mean, found.frame.bands),
            "counted": counted,
            "url": "?" + urlencode({"standar": code, "status": found.segment.value}),
        }
        for code, mean, counted in found.standards
    ]


def _crumbs(unit: Organisation) -> list[tuple[str, str]]:
    above = [
        (upper.name, reverse("scoring:map-detail", args=[upper.code]))
        for upper in upper_units(unit.path)
    ]
    return [*above, (unit.name, "")]
