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
    without_order,
)
from sakaguru.scoring.models import RegionResult, SchoolResult, ScoreRun
from sakaguru.scoring.queries.frames import frame_of

if TYPE_CHECKING:
    from collections.abc import Sequence
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
    inner = [] if below else _known_inside(actor, unit, run)

    def hidden(name: str, code: str) -> bool:
        return not below and _is_hidden(name, run.nodes.index(code), own, inner)

    parts = {
        Segment(name): region_shown(
            cells_of(result, run, node), frame.bands, hidden=hidden(name, node)
        )
        for name, result in own.items()
    }
    if not below:
        parts = {key: without_order(part) for key, part in parts.items()}
    chosen = segment if segment in parts else Segment.ALL
    return QualityMap(
        run=run,
        frame=frame,
        node=node,
        segment=chosen,
        region=parts[chosen],
        standards=[
            _standard(own[chosen], run, code, hidden=hidden(chosen, code))
            for code in frame.standards
        ],
        segments={s: parts[s] for s in Segment if s in parts},
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


def _standard(
    result: RegionResult, run: ScoreRun, code: str, *, hidden: bool
) -> tuple[str, float | None, int]:
    """Code, mean and counted schools of a standard."""
    place = run.nodes.index(code)
    mean = None if hidden else rounded(result.mean[place])
    return code, mean, result.counted[place]


def _known_inside(
    actor: Actor, unit: Organisation, run: ScoreRun
) -> list[Sequence[int]]:
    """Counted schools by node of what the actor may know inside the unit (R15).

    From the own place upwards, the unit itself last: the own school alone, or the own
    region with all its schools, then every region between. One query.
    """
    line = [path for path in lineage(actor.path) if path.startswith(unit.path)]
    rows = RegionResult.objects.filter(
        run=run, segment=Segment.ALL, organisation__path__in=line or [unit.path]
    ).order_by("-tier")
    found = list(rows.values_list("organisation__path", "counted"))
    stands_here = bool(found) and found[0][0] == actor.path
    nested = [counted for _path, counted in found]
    return nested if stands_here else [[1] * len(run.nodes), *nested]


def _is_hidden(
    segment: str,
    place: int,
    own: dict[str, RegionResult],
    inner: Sequence[Sequence[int]],
) -> bool:
    """Whether somebody below the unit may not see this figure of it (R15)."""
    if place < len(own[segment].hidden) and own[segment].hidden[place]:
        return True
    if not shown_counts([counted[place] for counted in inner])[-1]:
        return True
    parts = [r.counted[place] for name, r in own.items() if name != Segment.ALL]
    return segment != Segment.ALL and not segments_shown(parts)


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
