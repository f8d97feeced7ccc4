"""Read the figures of a run, unit by unit, as the rules want them.

Not narrowed to an actor: only background work reads it. Figures pass the same
disclosure control as a report card.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from sakaguru.findings.logic.rules import Figures, school_figures
from sakaguru.scoring.enums import Audience, RunPurpose, SchoolState, Segment
from sakaguru.scoring.logic.cards import shown_nodes
from sakaguru.scoring.logic.levels import level_of, rounded
from sakaguru.scoring.models import RegionResult, SchoolResult
from sakaguru.scoring.queries.cards import raw_of
from sakaguru.scoring.queries.frames import frame_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sakaguru.scoring.logic.frames import Frame
    from sakaguru.scoring.models import ScoreRun

FIFTHS = 5
FEWEST_TO_RANK = 10
"""Schools below which nobody is ranked."""

LOWEST, HIGHEST = 0, 4
"""Places of p10 and p90 among the five quantiles of a node."""


class Measured(NamedTuple):
    """A unit's nodes with their measures, its scores, and its fifth on each node."""

    organisation_id: int
    figures: list[Figures]
    scores: dict[str, float]
    bands: dict[str, int]


class RankBands(NamedTuple):
    """Upper edges of the fifths of all counted schools, by node."""

    edges: dict[str, list[float]]

    def band(self, code: str, score: float) -> int | None:
        """1 for the best fifth to 5 for the worst; None where nobody is ranked."""
        edges = self.edges.get(code)
        return None if edges is None else FIFTHS - bisect_right(edges, score)


def rank_bands(run: ScoreRun) -> RankBands:
    """Sort the schools of a run on every node, and keep where the fifths end."""
    columns: list[list[float]] = [[] for _ in run.nodes]
    rows = SchoolResult.objects.filter(run=run, state=SchoolState.COUNTED)
    for scores, sufficient, hidden in rows.values_list(
        "scores", "sufficient", "hidden"
    ).iterator(chunk_size=2000):
        for place, score in enumerate(scores):
            if sufficient[place] and not hidden[place] and score == score:  # noqa: PLR0124 -- NaN
                columns[place].append(score)
    edges = {}
    for code, column in zip(run.nodes, columns, strict=True):
        if len(column) >= FEWEST_TO_RANK:
            column.sort()
            step = len(column) / FIFTHS
            edges[code] = [column[int(step * n)] for n in range(1, FIFTHS)]
    return RankBands(edges)


def schools_measured(
    run: ScoreRun, target: float, bands: RankBands, at_once: int
) -> Iterator[list[Measured]]:
    """The counted schools of a run, in batches; two queries each."""
    frame = frame_of(run)
    rows = SchoolResult.objects.filter(run=run).exclude(
        state__in=[SchoolState.NOT_SENT, SchoolState.NOT_INVITED]
    )
    stream = rows.select_related("run").order_by("pk").iterator(chunk_size=at_once)
    while batch := list(islice(stream, at_once)):
        earlier = _earlier(run, [row.organisation_id for row in batch])
        yield [
            _school(row, earlier.get(row.organisation_id), frame, target, bands)
            for row in batch
        ]


def _earlier(run: ScoreRun, schools: list[int]) -> dict[int, SchoolResult]:
    """The result before this run of each school, on the same standard set."""
    rows = SchoolResult.objects.filter(
        organisation__in=schools,
        run__framework_version=run.framework_version_id,
        run__purpose=RunPurpose.CAMPAIGN,
        run__audience__gte=Audience.SCHOOL,
        run__data_on__lt=run.data_on,
    )
    newest = rows.order_by("organisation_id", "-run__data_on", "-run").distinct(
        "organisation_id"
    )
    return {row.organisation_id: row for row in newest.select_related("run")}


def _school(
    row: SchoolResult,
    earlier: SchoolResult | None,
    frame: Frame,
    target: float,
    bands: RankBands,
) -> Measured:
    before = None
    if earlier is not None:
        before = shown_nodes(raw_of(earlier), frame_of(earlier.run))
    nodes = shown_nodes(raw_of(row), frame, before).values()
    figures = school_figures(nodes, frame.bands, target)
    ranked = ((f.code, bands.band(f.code, f.score)) for f in figures)
    return Measured(
        row.organisation_id,
        figures,
        {f.code: f.score for f in figures},
        {code: band for code, band in ranked if band is not None},
    )


def regions_measured(run: ScoreRun, target: float) -> list[Measured]:
    """The units above the schools, all schools together. Two queries."""
    frame = frame_of(run)
    rows = list(RegionResult.objects.filter(run=run, segment=Segment.ALL))
    before = RegionResult.objects.filter(
        organisation__in=[row.organisation_id for row in rows],
        segment=Segment.ALL,
        run__framework_version=run.framework_version_id,
        run__purpose=RunPurpose.CAMPAIGN,
        run__audience__gte=Audience.TREE,
        run__data_on__lt=run.data_on,
    ).order_by("organisation_id", "-run__data_on", "-run")
    earlier = {
        row.organisation_id: row
        for row in before.distinct("organisation_id").select_related("run")
    }
    return [
        _region(row, run, earlier.get(row.organisation_id), frame, target)
        for row in rows
    ]


def _region(
    row: RegionResult,
    run: ScoreRun,
    earlier: RegionResult | None,
    frame: Frame,
    target: float,
) -> Measured:
    spread, spread_before = _spreads(row, run), {}
    mean_before: dict[str, float] = {}
    if earlier is not None:
        spread_before = _spreads(earlier, earlier.run)
        mean_before = dict(zip(earlier.run.nodes, earlier.mean, strict=True))
    figures = []
    for place, code in enumerate(run.nodes):
        score = rounded(row.mean[place])
        band = level_of(score, frame.bands)
        if score is None or band is None or code not in frame.nodes:
            continue
        measures = {"points_below_target": round(target - score, 2)}
        if code in spread and code in spread_before:
            measures["points_of_widening"] = spread[code] - spread_before[code]
        figures.append(
            Figures(
                code,
                frame.nodes[code].kind,
                score,
                rounded(mean_before.get(code)),
                band.number,
                measures,
            )
        )
    return Measured(
        row.organisation_id, figures, {f.code: f.score for f in figures}, {}
    )


def _spreads(row: RegionResult, run: ScoreRun) -> dict[str, float]:
    """Points between the tenth and the ninetieth of a hundred schools, by node."""
    found = {}
    for place, code in enumerate(run.uppers):
        cells = row.quantiles[FIFTHS * place : FIFTHS * (place + 1)]
        low, high = rounded(cells[LOWEST]), rounded(cells[HIGHEST])
        if low is not None and high is not None:
            found[code] = round(high - low, 2)
    return found
