"""The state of every standard of a unit, and how it went over the cycles."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sakaguru.organisations.enums import Tier
from sakaguru.scoring.enums import Segment
from sakaguru.scoring.logic.cards import NodeShown
from sakaguru.scoring.logic.changes import Direction
from sakaguru.scoring.logic.closeups import VERDICTS
from sakaguru.scoring.logic.frames import TOTAL
from sakaguru.scoring.logic.levels import Band, level_of, rounded
from sakaguru.scoring.models import RegionResult, SchoolResult
from sakaguru.scoring.queries.cards import (
    card_audience,
    compared_nodes,
    raw_of,
    visible_cycles,
)
from sakaguru.scoring.queries.closeups import region_closeup_of
from sakaguru.scoring.queries.frames import frame_of
from sakaguru.scoring.queries.maps import region_cycles, sees_below

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sakaguru.core.access import Actor
    from sakaguru.organisations.models import Organisation
    from sakaguru.scoring.logic.cards import NodeShown
    from sakaguru.scoring.logic.frames import Frame
    from sakaguru.scoring.models import ScoreRun

MOST_CYCLES = 4


class StandardState(NamedTuple):
    """A standard with its score now and over the cycles, the oldest first.

    ``change`` is proven when ``direction`` says up or down; None: nothing to compare.
    """

    code: str
    title: dict[str, str]
    score: float | None
    level: Band | None
    trend: list[float | None]
    change: float | None
    direction: Direction | None

    @property
    def fell(self) -> bool:
        return self.direction is Direction.DOWN


class Standards(NamedTuple):
    """All standards of a unit in its newest published cycle; the total apart.

    ``schools`` is how many were counted; None for a school itself.
    """

    run: ScoreRun
    cycles: list[str]
    total: StandardState
    rows: list[StandardState]
    scale_max: float
    schools: int | None


def standards_of(actor: Actor, unit: Organisation) -> Standards | None:
    """As far as the actor may see them now; None before anything is. Three queries.

    The tree of a standard set is read once per process.
    """
    if unit.tier >= Tier.SCHOOL:
        return _of_school(actor, unit)
    return _of_region(unit) if sees_below(actor, unit) else None


def _of_school(actor: Actor, unit: Organisation) -> Standards | None:
    audience = card_audience(actor, unit)
    cycles = visible_cycles(unit, audience) if audience is not None else []
    results = SchoolResult.objects.filter(
        organisation=unit, run__in=[cycle.run_id for cycle in cycles[:MOST_CYCLES]]
    )
    rows = list(results.select_related("run").order_by("run__data_on", "run"))
    if not rows:
        return None
    run, frame = rows[-1].run, frame_of(rows[-1].run)
    cards: list[dict[str, NodeShown]] = []
    for row in rows:
        same = row.run.framework_version_id == run.framework_version_id
        before = cards[-1] if cards and same else None
        cards.append(compared_nodes(raw_of(row), frame_of(row.run), before))
    return Standards(
        run,
        [row.run.cycle_label for row in rows],
        _node(frame, TOTAL, cards),
        [_node(frame, code, cards) for code in frame.standards],
        frame.scale_max,
        None,
    )


def _node(
    frame: Frame, code: str, cards: Sequence[Mapping[str, NodeShown]]
) -> StandardState:
    node = cards[-1][code]
    trend = [
        card[code].score if code in card and card[code].is_counted else None
        for card in cards
    ]
    return StandardState(
        code,
        frame.nodes[code].title,
        trend[-1],
        node.level,
        trend,
        node.change.points if node.change and node.is_counted else None,
        node.change.direction if node.change and node.is_counted else None,
    )


def _of_region(unit: Organisation) -> Standards | None:
    cycles = region_cycles(unit)[:MOST_CYCLES]
    rows = RegionResult.objects.filter(
        organisation=unit,
        segment=Segment.ALL,
        run__in=[cycle.run_id for cycle in cycles],
    )
    found = list(rows.select_related("run").order_by("run__data_on", "run"))
    if not found:
        return None
    run, frame = found[-1].run, frame_of(found[-1].run)
    closeup = region_closeup_of(run, unit)
    changes = closeup.changes if closeup else {}
    states = {
        code: _state(frame, code, found, changes.get(code))
        for code in (TOTAL, *frame.standards)
    }
    counted = found[-1].counted[run.nodes.index(TOTAL)]
    return Standards(
        run,
        [row.run.cycle_label for row in found],
        states.pop(TOTAL),
        list(states.values()),
        frame.scale_max,
        counted,
    )


def _state(
    frame: Frame,
    code: str,
    rows: Sequence[RegionResult],
    change: Sequence[float] | None,
) -> StandardState:
    trend = [_mean(row, code) for row in rows]
    points, _error, verdict, _schools = change or (None, None, None, 0)
    return StandardState(
        code,
        frame.nodes[code].title,
        trend[-1],
        level_of(trend[-1], frame.bands),
        trend,
        None if points is None else round(points, 2),
        None if verdict is None else VERDICTS[int(verdict)],
    )


def _mean(row: RegionResult, code: str) -> float | None:
    nodes = row.run.nodes
    return rounded(row.mean[nodes.index(code)]) if code in nodes else None
