"""Keeps the full results of each run as Parquet under ``settings.WAREHOUSE``."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sakaguru.scoring.adapters.compute import Computed, RegionFigures
    from sakaguru.scoring.logic.snapshot import SchoolThen


def folder_of(run_id: int) -> Path:
    return Path(settings.WAREHOUSE) / "runs" / str(run_id)


def write_run(
    run_id: int,
    schools: Sequence[SchoolThen],
    computed: Computed,
    manifest: Mapping[str, Any],
) -> Path:
    """Write all files of a run aside and put them in place at once.

    A folder that is there is whole; a crash leaves only one that nobody reads.
    """
    import pyarrow.parquet as pq  # noqa: PLC0415 -- background work only

    folder = folder_of(run_id)
    aside = folder.with_name(f".{folder.name}")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    pq.write_table(_school_table(schools, computed), aside / "schools.parquet")
    for region in computed.regions:
        name = f"regions-{region.units[0].tier}-{region.segment.value}.parquet"
        pq.write_table(_region_table(region), aside / name)
    axes = {key: getattr(computed, key) for key in ("nodes", "leaves", "uppers")}
    text = json.dumps({**manifest, **axes}, indent=1, sort_keys=True)
    (aside / "manifest.json").write_text(text + "\n")
    shutil.rmtree(folder, ignore_errors=True)
    aside.rename(folder)
    return folder


def read_schools(run_id: int) -> tuple[list[str], dict[str, Any]]:
    """Read back the nodes and, per column, the arrays of a run's schools."""
    import pyarrow.parquet as pq  # noqa: PLC0415

    folder = folder_of(run_id)
    nodes = json.loads((folder / "manifest.json").read_text())["nodes"]
    table = pq.read_table(folder / "schools.parquet")
    columns: dict[str, Any] = {}
    for name in table.column_names:
        column = table.column(name).combine_chunks()
        if hasattr(column.type, "list_size"):
            flat = column.flatten().to_numpy(zero_copy_only=False)
            columns[name] = flat.reshape(len(column), column.type.list_size)
        else:
            columns[name] = column.to_numpy(zero_copy_only=False)
    return nodes, columns


def _school_table(schools: Sequence[SchoolThen], computed: Computed) -> Any:
    import pyarrow as pa  # noqa: PLC0415

    figures = computed.schools
    arrays = (
        *("scores", "errors", "coverage", "n", "sufficient", "hidden"),
        "respondents",
    )
    return pa.table(
        {
            "organisation_id": [school.stand.pk for school in schools],
            "code": [school.stand.code for school in schools],
            "path": [school.stand.path for school in schools],
            "status": [school.status for school in schools],
            "state": [state.value for state in figures.states],
            "level": figures.levels,
            "total": figures.totals,
            **{name: _fixed(getattr(figures, name)) for name in arrays},
            "role_scores": _fixed(figures.role_scores),
            "role_n": _fixed(figures.role_n),
        }
    )


def _region_table(region: RegionFigures) -> Any:
    import pyarrow as pa  # noqa: PLC0415

    arrays = ("insufficient", "counted", "mean", "errors", "mean_by_pupils")
    return pa.table(
        {
            "organisation_id": [unit.pk for unit in region.units],
            "code": [unit.code for unit in region.units],
            "path": [unit.path for unit in region.units],
            "schools": region.schools,
            "not_invited": region.not_invited,
            "not_sent": region.not_sent,
            **{name: _fixed(getattr(region, name)) for name in arrays},
            "quantiles": _fixed(region.quantiles),
            "levels": _fixed(region.levels),
        }
    )


def _fixed(values: Any) -> Any:
    """One list per row, all of the same length; nothing where that is zero."""
    import pyarrow as pa  # noqa: PLC0415

    if values.shape[1] == 0:
        return pa.nulls(len(values))
    return pa.FixedSizeListArray.from_arrays(
        pa.array(values.reshape(-1)), values.shape[1]
    )
