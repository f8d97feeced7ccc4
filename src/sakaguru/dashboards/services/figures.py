"""Prepare the counts of large units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from sakaguru.dashboards.models import UnitFigures
from sakaguru.dashboards.queries.figures import (
    counted,
    large_units,
    newest_round,
    shared_gaps,
)
from sakaguru.dashboards.queries.scopes import whole
from sakaguru.scoring.queries.maps import region_cycles

if TYPE_CHECKING:
    from datetime import date, datetime

    from sakaguru.organisations.models import Organisation


@transaction.atomic
def prepare_figures(*, day: date, at: datetime) -> int:
    """Count every large unit anew; those that have become small are counted live.

    Only background work calls this. Gives the number of units.
    """
    units = large_units()
    UnitFigures.objects.exclude(organisation__in=units).delete()
    for unit in units:
        _prepare(unit, day, at)
    return len(units)


def _prepare(unit: Organisation, day: date, at: datetime) -> None:
    cycles = region_cycles(unit)
    scope = whole(unit)
    figures = counted(
        scope,
        day,
        shared_gaps(scope),
        campaigns=[campaign.pk for campaign in newest_round(unit)],
        run=cycles[0].run_id if cycles else None,
    )
    UnitFigures.objects.update_or_create(
        organisation=unit,
        defaults={"counts": figures.as_counts(), "counted_at": at},
    )
