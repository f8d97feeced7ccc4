"""Repeat a finished run and compare it with what was kept (R17). Changes nothing."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any, NamedTuple

from sakaguru.scoring.adapters import compute
from sakaguru.scoring.enums import Segment
from sakaguru.scoring.models import RegionResult, SchoolResult, ScoreRun
from sakaguru.scoring.queries.snapshots import campaign_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sakaguru.scoring.adapters.compute import Computed

MOST_TOLD = 50
SCHOOL = (
    *("scores", "errors", "coverage", "n", "sufficient", "respondents"),
    *("role_scores", "role_n"),
)
REGION = (
    *("insufficient", "counted", "mean", "errors", "mean_by_pupils"),
    *("quantiles", "levels"),
)


class Recomputed(NamedTuple):
    """What came out again; ``differences`` say where it is not what was kept."""

    digest: str
    schools: int
    regions: int
    differences: list[str]


def recompute_run(*, run_id: int) -> Recomputed:
    """Compute the run of a campaign from its answers and compare all figures.

    A tree, standard set or instrument that was changed since shows as a difference.

    Raises:
        ValueError: the run is not a finished run of a campaign.
    """
    runs = ScoreRun.objects.select_related(
        "campaign__scope",
        "framework_version__framework",
        "instrument_version__instrument",
        "instrument_version__framework_version__framework",
    )
    run = runs.get(pk=run_id)
    if run.campaign is None or not run.is_done:
        raise ValueError(f"run {run_id} is not a finished run of a campaign")
    snapshot = campaign_snapshot(run, run.campaign)
    computed = compute.compute_scores(snapshot)
    found = list(_of_run(run, snapshot.digest, computed))
    schools, regions = _schools(computed, snapshot.schools), _regions(computed)
    found += _unlike(SchoolResult, run, SCHOOL, schools, ("code",))
    found += _unlike(RegionResult, run, REGION, regions, ("code", "segment"))
    return Recomputed(snapshot.digest, len(schools), len(regions), found[:MOST_TOLD])


def _of_run(run: ScoreRun, digest: str, computed: Computed) -> Iterator[str]:
    if digest != run.digest:
        yield f"digest: {run.digest} was kept, {digest} came out"
    if computed.nodes != run.nodes:
        yield "nodes: other nodes are measured"
    if computed.method_version != run.method_version:
        yield f"method: {run.method_version} was, {computed.method_version} is"


def _schools(computed: Computed, schools: Iterable[Any]) -> dict[Any, tuple[Any, ...]]:
    figures = computed.schools
    return {
        (school.stand.code,): tuple(getattr(figures, name)[place] for name in SCHOOL)
        for place, school in enumerate(schools)
    }


def _regions(computed: Computed) -> dict[Any, tuple[Any, ...]]:
    return {
        (unit.code, region.segment.value): tuple(
            getattr(region, name)[place] for name in REGION
        )
        for region in computed.regions
        for place, unit in enumerate(region.units)
        if region.segment is Segment.ALL or int(region.schools[place])
    }


def _unlike(
    model: Any, run: ScoreRun, names: tuple[str, ...], now: Any, by: tuple[str, ...]
) -> Iterator[str]:
    """Rows and columns whose figures are not the same to the last bit."""
    kept = {
        tuple(row[: len(by)]): row[len(by) :]
        for row in model.objects.filter(run=run).values_list(*by, *names)
    }
    for key in sorted(kept.keys() ^ now.keys()):
        yield f"{' '.join(key)}: stands in only one of the two"
    for key in sorted(kept.keys() & now.keys()):
        for name, before, after in zip(names, kept[key], now[key], strict=True):
            if _bits(before) != _bits(after.tolist()):
                yield f"{' '.join(key)}: {name} differs"


def _bits(figures: Iterable[float]) -> bytes:
    """Every NaN alike, all else bit by bit."""
    return b"".join(
        b"none" if each != each else struct.pack(">d", each)  # noqa: PLR0124 -- NaN
        for each in figures
    )
