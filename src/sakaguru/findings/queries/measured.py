"""Read the figures of a run, unit by unit, as the rules want them.

Not narrowed to an actor: only background work reads it. Figures pass the same
disclosure control as a report card.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import TextField
from django.db.models.functions import Cast

from sakaguru.findings.logic import measures
from sakaguru.findings.logic.measures import Block, Cells, RoleCells
from sakaguru.findings.logic.rules import Figures
from sakaguru.scoring.enums import Audience, RunPurpose, SchoolState, Segment
from sakaguru.scoring.logic.frames import ROLES
from sakaguru.scoring.logic.levels import level_of, rounded
from sakaguru.scoring.models import RegionResult, SchoolResult, ScoreRun
from sakaguru.scoring.queries.frames import frame_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from sakaguru.scoring.logic.frames import Frame

    Array = NDArray[Any]

FIFTHS = 5
LOWEST, HIGHEST = 0, 4
"""Places of p10 and p90 among the five quantiles of a node."""

CELLS = ("scores", "errors", "sufficient", "hidden")
ROLE_CELLS = ("role_scores", "role_n")
KINDS = {"sufficient": bool, "hidden": bool, "role_scores": int, "role_n": int}
"""Types of elements; the others are floats."""

Edges = list["list[float] | None"]
"""Upper edges of the fifths of all counted schools, by node of the run."""


class Measured(NamedTuple):
    """A region's nodes with their measures, and its scores."""

    organisation_id: int
    figures: list[Figures]
    scores: dict[str, float]


def rank_edges(run: ScoreRun, at_once: int) -> Edges:
    """Sort the schools of a run on every node, and keep where the fifths end."""
    import numpy as np  # noqa: PLC0415 -- background work alone

    rows = SchoolResult.objects.filter(run=run, state=SchoolState.COUNTED)
    parts = [
        np.where(cells.hidden | ~cells.sufficient, np.nan, cells.scores)
        for _keys, cells in _streamed(rows, ("scores", "sufficient", "hidden"), at_once)
    ]
    if not parts:
        return [None] * len(run.nodes)
    return measures.edges_of_fifths(np.concatenate(parts))


def schools_measured(run: ScoreRun, edges: Edges, at_once: int) -> Iterator[Block]:
    """The counted schools of a run, in batches; two or three queries each."""
    rows = SchoolResult.objects.filter(run=run).exclude(
        state__in=[SchoolState.NOT_SENT, SchoolState.NOT_INVITED]
    )
    for keys, cells in _streamed(rows, (*CELLS, *ROLE_CELLS), at_once):
        yield _block(run, keys, cells, edges)


def _block(run: ScoreRun, keys: list[int], cells: Any, edges: Edges) -> Block:
    import numpy as np  # noqa: PLC0415

    frame = frame_of(run)
    known = [place for place, code in enumerate(run.nodes) if code in frame.nodes]
    codes = [run.nodes[place] for place in known]
    own = Cells(*(getattr(cells, name)[:, known] for name in CELLS))
    now = measures.counted_scores(own)
    then = _earlier(run, keys, codes)
    claimed = np.zeros(now.shape)
    leaves = [codes.index(leaf) for leaf in run.leaves if leaf in frame.nodes]
    wide = len(ROLES)
    roles = RoleCells(
        *(getattr(cells, name).reshape(len(keys), -1, wide) for name in ROLE_CELLS)
    )
    kept = [place for place, leaf in enumerate(run.leaves) if leaf in frame.nodes]
    claimed[:, leaves] = measures.claimed_points(
        RoleCells(roles.scores[:, kept], roles.n[:, kept]), own.hidden[:, leaves]
    )
    return Block(
        schools=keys,
        codes=codes,
        kinds=[frame.nodes[code].kind for code in codes],
        scores=now,
        before=measures.counted_scores(then),
        levels=measures.levels_of(now, frame.bands),
        fallen=measures.fallen_points(own, then),
        claimed=claimed,
        fifths=measures.fifths_of(now, [edges[place] for place in known]),
    )


def _earlier(run: ScoreRun, schools: list[int], codes: list[str]) -> Cells:
    """The figures of each school before this run, on the same standard set."""
    import numpy as np  # noqa: PLC0415

    size = (len(schools), len(codes))
    found = Cells(
        np.full(size, np.nan),
        np.full(size, np.nan),
        np.zeros(size, bool),
        np.zeros(size, bool),
    )
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
    by_run: dict[int, list[int]] = {}
    for pk, run_id in newest.values_list("pk", "run_id"):
        by_run.setdefault(run_id, []).append(pk)
    places = {school: row for row, school in enumerate(schools)}
    for then in ScoreRun.objects.filter(pk__in=by_run):
        _fill(then, by_run[then.pk], codes, places, found)
    return found


def _fill(
    then: ScoreRun,
    results: list[int],
    codes: list[str],
    places: dict[int, int],
    found: Cells,
) -> None:
    """Put the figures of an earlier run where today's nodes stand."""
    import numpy as np  # noqa: PLC0415

    nodes = frame_of(then).nodes
    axis = {code: place for place, code in enumerate(then.nodes) if code in nodes}
    shared = [place for place, code in enumerate(codes) if code in axis]
    theirs = [axis[codes[place]] for place in shared]
    rows = SchoolResult.objects.filter(pk__in=results)
    for keys, cells in _streamed(rows, CELLS, len(results)):
        here = np.ix_([places[key] for key in keys], shared)
        for name, values in found._asdict().items():
            values[here] = getattr(cells, name)[:, theirs]


class _Arrays:
    """Arrays of a batch of results by the name of their column."""

    def __init__(self, columns: dict[str, Array]) -> None:
        self.__dict__.update(columns)


def _streamed(
    rows: Any, names: Sequence[str], at_once: int
) -> Iterator[tuple[list[int], Any]]:
    """Schools and their arrays, in batches.

    As text: NumPy reads a row of it many times faster than the driver reads an array.
    """
    texts = {f"{name}_text": Cast(name, TextField()) for name in names}
    found = rows.order_by("pk").annotate(**texts)
    stream = found.values_list("organisation_id", *texts).iterator(chunk_size=at_once)
    while batch := list(islice(stream, at_once)):
        keys, *columns = zip(*batch, strict=True)
        arrays = (
            _parsed(column, KINDS.get(name, float))
            for name, column in zip(names, columns, strict=True)
        )
        yield list(keys), _Arrays(dict(zip(names, arrays, strict=True)))


def _parsed(column: Sequence[str], kind: type) -> Array:
    import numpy as np  # noqa: PLC0415

    if kind is bool:
        letters = np.array([text.encode() for text in column])
        wide = letters.dtype.itemsize
        marks: Array = letters.view("S1").reshape(len(column), wide)[:, 1::2] == b"t"
        return marks
    numbers: list[Array] = [np.fromstring(text[1:-1], kind, sep=",") for text in column]
    return np.stack(numbers)


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
    return Measured(row.organisation_id, figures, {f.code: f.score for f in figures})


def _spreads(row: RegionResult, run: ScoreRun) -> dict[str, float]:
    """Points between the tenth and the ninetieth of a hundred schools, by node."""
    found = {}
    for place, code in enumerate(run.uppers):
        cells = row.quantiles[FIFTHS * place : FIFTHS * (place + 1)]
        low, high = rounded(cells[LOWEST]), rounded(cells[HIGHEST])
        if low is not None and high is not None:
            found[code] = round(high - low, 2)
    return found
