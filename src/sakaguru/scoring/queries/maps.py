"""Read the quality map of a unit as the actor may see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sakaguru.core.access import lineage
from sakaguru.organisations.enums import Tier
from sakaguru.organisations.models import Organisation
from sakaguru.scoring import permissions
from sakaguru.scoring.enums import Audience, Segment
from sakaguru.scoring.logic.disclosure import segments_shown, shown_counts
from sakaguru.scoring.logic.frames import TOTAL, Frame
from sakaguru.scoring.logic.levels import rounded
from sakaguru.scoring.logic.regions import (
    QUANTILES,
    RegionCells,
    RegionShown,
    SchoolCells,
    SchoolShown,
    region_shown,
    school_shown,
)
from sakaguru.scoring.models import RegionResult, SchoolResult, ScoreRun
from sakaguru.scoring.queries.frames import frame_of

if TYPE_CHECKING:
    from datetime import date

    from sakaguru.core.access import Actor

CYCLES = 6


class RegionCycle(NamedTuple):
    """One published cycle of a unit, with its mean on the chosen node."""

    run_id: int
    label: str
    data_on: date
    mean: float | None
    counted: int


@dataclass(frozen=True)
class QualityMap:
    """The map of one unit: its own figures, and those below where they may be seen."""

    run: ScoreRun
    frame: Frame
    node: str
    segment: Segment
    region: RegionShown
    standards: list[tuple[str, float | None, int]]
    segments: dict[Segment, RegionShown]
    regions: list[RegionShown]
    schools: list[SchoolShown]
    sees_below: bool


def sees_below(actor: Actor, unit: Organisation) -> bool:
    """Whether the actor stands at or above the unit; else only its sum may be shown."""
    return permissions.VIEW_REGION.allows(actor, unit)


def may_see_map(actor: Actor, unit: Organisation) -> bool:
    if unit.tier >= Tier.SCHOOL:
        return False
    above = permissions.VIEW_REGION_ABOVE.allows(actor, unit)
    return above or sees_below(actor, unit)


def region_cycles(unit: Organisation, node: str = TOTAL) -> list[RegionCycle]:
    """The newest published run of each cycle with this unit. One query."""
    rows = RegionResult.objects.filter(
        organisation=unit, segment=Segment.ALL, run__audience__gte=Audience.TREE
    ).order_by("-run__data_on", "-run")
    found: dict[str, RegionCycle] = {}
    for run_id, label, data_on, nodes, mean, counted in rows.values_list(
        *("run_id", "run__cycle_label", "run__data_on", "run__nodes"),
        *("mean", "counted"),
    )[: 3 * CYCLES]:
        place = nodes.index(node) if node in nodes else None
        found.setdefault(
            label,
            RegionCycle(
                run_id,
                label,
                data_on,
                None if place is None else rounded(mean[place]),
                0 if place is None else counted[place],
            ),
        )
    return list(found.values())[:CYCLES]


def quality_map(
    actor: Actor,
    unit: Organisation,
    run_id: int,
    *,
    node: str = TOTAL,
    segment: Segment = Segment.ALL,
) -> QualityMap:
    """Put the map together. Four or five queries, however many schools there are.

    Not narrowed to an actor beyond disclosure: ask `may_see_map` first.
    """
    runs = ScoreRun.objects.select_related("framework_version__framework", "owner")
    run = runs.get(pk=run_id)
    frame = frame_of(run)
    node = node if node in {TOTAL, *frame.standards} else TOTAL
    own = {
        r.segment: r for r in RegionResult.objects.filter(run=run, organisation=unit)
    }
    below = sees_below(actor, unit)
    hidden = set() if below else _hidden_segments(actor, unit, run, node, own)
    parts = {
        name: region_shown(
            cells_of(result, run, node), frame.bands, hidden=name in hidden
        )
        for name, result in own.items()
    }
    chosen = segment if segment.value in parts else Segment.ALL
    region = parts[chosen.value]
    return QualityMap(
        run=run,
        frame=frame,
        node=node,
        segment=chosen,
        region=region,
        standards=_standards(own[chosen.value], run, frame, hidden=region.hidden),
        segments={s: parts[s.value] for s in Segment if s.value in parts},
        regions=_regions_below(run, frame, unit, node, chosen) if below else [],
        schools=_schools_below(run, frame, unit, node, chosen) if below else [],
        sees_below=below,
    )


def cells_of(result: RegionResult, run: ScoreRun, node: str) -> RegionCells:
    place = run.nodes.index(node)
    upper, levels = run.uppers.index(node), len(result.levels) // len(run.uppers)
    return RegionCells(
        result.code,
        result.name,
        result.tier,
        result.schools,
        result.not_invited,
        result.not_sent,
        result.insufficient[place],
        result.counted[place],
        result.mean[place],
        result.errors[place],
        result.mean_by_pupils[place],
        result.quantiles[QUANTILES * upper : QUANTILES * (upper + 1)],
        result.levels[levels * upper : levels * (upper + 1)],
    )


def _standards(
    result: RegionResult, run: ScoreRun, frame: Frame, *, hidden: bool
) -> list[tuple[str, float | None, int]]:
    """Code, mean and counted schools of each standard."""
    places = [(code, run.nodes.index(code)) for code in frame.standards]
    return [
        (code, None if hidden else rounded(result.mean[place]), result.counted[place])
        for code, place in places
    ]


def _hidden_segments(
    actor: Actor,
    unit: Organisation,
    run: ScoreRun,
    node: str,
    own: dict[str, RegionResult],
) -> set[str]:
    """R15 for somebody who stands below the unit and knows their own part of it."""
    place = run.nodes.index(node)
    line = [path for path in lineage(actor.path) if path.startswith(unit.path)]
    rows = RegionResult.objects.filter(
        run=run, segment=Segment.ALL, organisation__path__in=line or [unit.path]
    ).order_by("-tier")
    found = list(rows.values_list("organisation__path", f"counted__{place}"))
    stands_here = bool(found) and found[0][0] == actor.path
    nested = [count for _path, count in found]
    hidden: set[str] = set()
    if not shown_counts(nested if stands_here else [1, *nested])[-1]:
        hidden = set(own)
    parts = [r.counted[place] for name, r in own.items() if name != Segment.ALL]
    if not segments_shown(parts):
        hidden |= set(own) - {Segment.ALL.value}
    return hidden


def _regions_below(
    run: ScoreRun, frame: Frame, unit: Organisation, node: str, segment: Segment
) -> list[RegionShown]:
    place, upper, levels = (
        run.nodes.index(node),
        run.uppers.index(node),
        len(frame.bands),
    )
    rows = RegionResult.objects.filter(run=run, parent=unit, segment=segment)
    found = rows.order_by("code").values_list(
        *("code", "name", "tier", "schools", "not_invited", "not_sent"),
        *(f"insufficient__{place}", f"counted__{place}", f"mean__{place}"),
        *(f"errors__{place}", f"mean_by_pupils__{place}"),
        f"quantiles__{QUANTILES * upper}_{QUANTILES * (upper + 1)}",
        f"levels__{levels * upper}_{levels * (upper + 1)}",
    )
    return [region_shown(RegionCells(*row), frame.bands) for row in found]


def _schools_below(
    run: ScoreRun, frame: Frame, unit: Organisation, node: str, segment: Segment
) -> list[SchoolShown]:
    """Schools directly below; those of lower units are shown there."""
    place = run.nodes.index(node)
    rows = SchoolResult.objects.filter(run=run, parent=unit)
    if segment != Segment.ALL:
        rows = rows.filter(status=segment.value)
    found = rows.order_by("name", "code").values_list(
        *("code", "name", "status", "state"),
        *(f"scores__{place}", f"sufficient__{place}", f"hidden__{place}"),
        f"n__{place}",
    )
    return [school_shown(SchoolCells(*row), frame.bands) for row in found]


def upper_units(path: str) -> list[Organisation]:
    """The units above a place, from the top down, itself left out. One query."""
    line = lineage(path)[:-1]
    return list(Organisation.objects.filter(path__in=line).order_by("path"))
