"""Turns what was computed into rows of `SchoolResult` and `RegionResult`."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any

from sakaguru.scoring.adapters.copying import Column, Plain, copy_rows
from sakaguru.scoring.enums import Segment
from sakaguru.scoring.models import RegionResult, SchoolResult

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sakaguru.scoring.adapters.compute import Computed, RegionFigures
    from sakaguru.scoring.logic.snapshot import SchoolThen

SCHOOL = (
    ("run_id", "bigint"),
    ("organisation_id", "bigint"),
    ("parent_id", "bigint"),
    ("code", "text"),
    ("name", "text"),
    ("path", "text"),
    ("status", "text"),
    ("state", "text"),
    ("level", "smallint"),
    ("total", "float"),
    ("pupils", "int"),
)
REGION = (
    ("run_id", "bigint"),
    ("organisation_id", "bigint"),
    ("parent_id", "bigint"),
    ("code", "text"),
    ("name", "text"),
    ("path", "text"),
    ("tier", "smallint"),
    ("segment", "text"),
    ("schools", "int"),
    ("not_invited", "int"),
    ("not_sent", "int"),
)


def copy_schools(run_id: int, schools: Sequence[SchoolThen], computed: Computed) -> int:
    """Write one row per school of a run. One COPY."""
    import numpy as np  # noqa: PLC0415 -- only background work copies

    figures = computed.schools
    rows = [
        _school_row(run_id, school, figures, place)
        for place, school in enumerate(schools)
    ]
    people = np.array([school.people for school in schools])
    minimum = np.array([school.minimum for school in schools])
    columns = [
        Column("respondents", figures.respondents, ">i2"),
        Column("population", people, ">i4"),
        Column("minimum", minimum, ">i2"),
        Column("scores", figures.scores, ">f8"),
        Column("errors", figures.errors, ">f8"),
        Column("coverage", figures.coverage, ">f8"),
        Column("n", figures.n, ">i4"),
        Column("sufficient", figures.sufficient, "?"),
        Column("hidden", figures.hidden, "?"),
        Column("role_scores", figures.role_scores, ">i2"),
        Column("role_n", figures.role_n, ">i2"),
    ]
    if not rows:
        return 0
    table = SchoolResult._meta.db_table  # noqa: SLF001 -- Django's public name
    return copy_rows(table, Plain(SCHOOL, rows), columns)


def _school_row(
    run_id: int, school: SchoolThen, figures: Any, place: int
) -> tuple[Any, ...]:
    total, level = float(figures.totals[place]), int(figures.levels[place])
    stand = school.stand
    return (
        *(run_id, stand.pk, stand.parent_id, stand.code, stand.name, stand.path),
        *(school.status, figures.states[place].value, level or None),
        None if isnan(total) else total,
        school.pupils,
    )


def copy_regions(run_id: int, regions: Sequence[RegionFigures]) -> int:
    """Write one row per unit and segment of a run. One COPY per tier and segment.

    Units without a school of a segment have no row for it.
    """
    return sum(_copy_region(run_id, region) for region in regions if region.units)


def _copy_region(run_id: int, region: RegionFigures) -> int:
    every = region.segment is Segment.ALL
    kept = [
        place
        for place in range(len(region.units))
        if every or int(region.schools[place]) > 0
    ]
    rows = [_region_row(run_id, region, place) for place in kept]
    columns = [
        Column("insufficient", region.insufficient[kept], ">i4"),
        Column("counted", region.counted[kept], ">i4"),
        Column("mean", region.mean[kept], ">f8"),
        Column("errors", region.errors[kept], ">f8"),
        Column("hidden", region.hidden[kept], "?"),
        Column("mean_by_pupils", region.mean_by_pupils[kept], ">f8"),
        Column("quantiles", region.quantiles[kept], ">f8"),
        Column("levels", region.levels[kept], ">i4"),
    ]
    if not rows:
        return 0
    table = RegionResult._meta.db_table  # noqa: SLF001 -- Django's public name
    return copy_rows(table, Plain(REGION, rows), columns)


def _region_row(run_id: int, region: RegionFigures, place: int) -> tuple[Any, ...]:
    unit = region.units[place]
    return (
        *(run_id, unit.pk, unit.parent_id, unit.code, unit.name, unit.path),
        *(int(unit.tier), region.segment.value),
        *(int(region.schools[place]), int(region.not_invited[place])),
        int(region.not_sent[place]),
    )
