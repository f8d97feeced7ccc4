"""Where a unit stands on nodes: the newest scores that it may build a plan on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sakaguru.organisations.enums import Tier
from sakaguru.scoring.enums import Audience, RunPurpose, RunState, Segment
from sakaguru.scoring.logic.cards import known
from sakaguru.scoring.logic.levels import rounded
from sakaguru.scoring.models import RegionResult, SchoolResult, ScoreRun
from sakaguru.scoring.queries.frames import frame_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from sakaguru.organisations.models import Organisation
    from sakaguru.standards.models import Node

DEFAULT_TOP = 7.0


class Baseline(NamedTuple):
    """Points of a node and their standard error, None where it is not known."""

    score: float
    error: float | None


class Scale(NamedTuple):
    """The top of a scale, and the points above which the national standard is met."""

    top: float
    national: float


def baseline_run(unit: Organisation) -> ScoreRun | None:
    """The newest campaign run whose figures of this unit are open to it. One query."""
    return runs_of(unit, Audience.SCHOOL).first()


def runs_of(unit: Organisation, audience: Audience) -> QuerySet[ScoreRun]:
    """Campaign runs of this unit open to an audience, the newest first.

    Figures of offices are for the tree above schools, whoever asks.
    """
    runs = ScoreRun.objects.filter(state=RunState.DONE, purpose=RunPurpose.CAMPAIGN)
    if unit.tier == Tier.SCHOOL:
        runs = runs.filter(audience__gte=audience, schools__organisation=unit)
    else:
        runs = runs.filter(
            audience__gte=Audience.TREE,
            regions__organisation=unit,
            regions__segment=Segment.ALL,
        )
    return runs.order_by("-data_on", "-pk")


def baselines(
    unit: Organisation, run: ScoreRun | None, codes: Sequence[str]
) -> dict[str, Baseline]:
    """Scores of these nodes, hidden or missing ones left out. One query."""
    if run is None:
        return {}
    if unit.tier == Tier.SCHOOL:
        row = SchoolResult.objects.filter(run=run, organisation=unit).first()
        figures = (row.scores, row.errors, row.hidden) if row else None
    else:
        regions = RegionResult.objects.filter(run=run, organisation=unit)
        region = regions.filter(segment=Segment.ALL).first()
        figures = None
        if region:
            figures = (region.mean, region.errors, [False] * len(region.mean))
    if figures is None:
        return {}
    places = {code: place for place, code in enumerate(run.nodes)}
    scores, errors, hidden = figures
    found = {}
    for code in codes:
        place = places.get(code)
        if place is None or hidden[place]:
            continue
        score = rounded(scores[place])
        if score is not None:
            found[code] = Baseline(score, known(errors[place]))
    return found


def scale_of(run: ScoreRun | None, node: Node) -> Scale:
    """The scale on which a node is measured; ``node.version`` is read without a run."""
    if run is None:
        top = node.version.scale_max or DEFAULT_TOP
        return Scale(top, top)
    frame = frame_of(run)
    below = frame.bands[-2].up_to if len(frame.bands) > 1 else frame.scale_max
    return Scale(frame.scale_max, below)
