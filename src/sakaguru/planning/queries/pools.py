"""Put together schools that can be compared: measured twice on a node.

Not narrowed to an actor: only background work reads it. Imports NumPy: import it late.
"""

from __future__ import annotations

from itertools import pairwise
from math import log2, nan
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

import numpy as np
from django.db.models import Max

from sakaguru.organisations.enums import Connectivity, SchoolStatus, Tier
from sakaguru.organisations.models import School
from sakaguru.planning.enums import PlanState
from sakaguru.planning.logic.matching import Pool, Self
from sakaguru.planning.models import Activity
from sakaguru.scoring.enums import Audience, RunPurpose
from sakaguru.scoring.models import SchoolResult, ScoreRun

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import date

    from sakaguru.planning.models import PeerPool

REACH = {Connectivity.NONE: 0.0, Connectivity.WEAK: 0.5, Connectivity.GOOD: 1.0}
SEVEN = 7.0
PROVINCE, DISTRICT, AREA, CLUSTER = 2, 3, 4, 5
"""How many codes of a path name each unit."""


class Reading(NamedTuple):
    """One school's score on a node in one run, and what it was like then.

    ``score`` is in points of a scale from 0 to ``top``.
    """

    school: int
    run: int
    on: date
    top: float
    score: float
    pupils: int | None
    status: str
    path: str


class Cohort(NamedTuple):
    """Readings of a node by school in order of time, and their cycles by run."""

    readings: dict[int, list[Reading]]
    cycles: dict[int, str]


def published_runs(framework_id: int) -> list[ScoreRun]:
    """The newest run of each campaign that offices may see, oldest first."""
    runs = ScoreRun.objects.published_to(Audience.TREE).filter(
        purpose=RunPurpose.CAMPAIGN, framework_version__framework=framework_id
    )
    newest = runs.order_by().values("campaign").annotate(newest=Max("pk"))
    rows = ScoreRun.objects.filter(pk__in=newest.values("newest"))
    return list(rows.select_related("framework_version").order_by("data_on", "pk"))


def cohort(
    framework_id: int, code: str, only_cycle: str = "", within: str = ""
) -> Cohort:
    """Every school's readings of a node, in order of time.

    One query for all runs that keep the node at the same place of their arrays.
    ``only_cycle``: schools measured in that cycle, up to it. ``within``: a path above
    the schools.
    """
    runs = {run.pk: run for run in published_runs(framework_id) if code in run.nodes}
    places: dict[int, list[int]] = {}
    for run in runs.values():
        places.setdefault(run.nodes.index(code), []).append(run.pk)
    readings: dict[int, list[Reading]] = {}
    for place, keys in places.items():
        for reading in _readings(runs, keys, place, within):
            readings.setdefault(reading.school, []).append(reading)
    cycles = {key: run.cycle_label for key, run in runs.items()}
    for rows in readings.values():
        rows.sort(key=lambda row: (row.on, row.run))
    if only_cycle:
        readings = {
            school: kept
            for school, rows in readings.items()
            if len(kept := _up_to(rows, cycles, only_cycle)) > 1
        }
    return Cohort(readings, cycles)


def _up_to(rows: list[Reading], cycles: Mapping[int, str], label: str) -> list[Reading]:
    last = [place for place, row in enumerate(rows) if cycles[row.run] == label]
    return rows[: last[-1] + 1][-3:] if last else []


def _readings(
    runs: Mapping[int, ScoreRun], keys: list[int], place: int, within: str
) -> Iterator[Reading]:
    found = SchoolResult.objects.filter(run__in=keys)
    if within:
        found = found.filter(path__startswith=within)
    rows = found.values_list(
        *("organisation_id", "run_id", f"scores__{place}", f"sufficient__{place}"),
        *(f"hidden__{place}", "pupils", "status", "path"),
    )
    for school, key, score, enough, hidden, *rest in rows.iterator(chunk_size=5000):
        if enough and not hidden and score == score:  # noqa: PLR0124 -- NaN
            run = runs[key]
            top = run.framework_version.scale_max
            yield Reading(school, key, run.data_on, top, score, *rest)


def completed_on(
    framework_id: int, code: str, kind_key: str = ""
) -> dict[int, list[date]]:
    """Days on which schools completed an activity on a node, of a kind or of any."""
    rows = Activity.objects.completed().filter(
        plan__state__in=[PlanState.APPROVED, PlanState.SUPERSEDED],
        plan__organisation__tier=Tier.SCHOOL,
        node__code=code,
        node__version__framework=framework_id,
    )
    if kind_key:
        rows = rows.filter(kind_key=kind_key)
    found: dict[int, list[date]] = {}
    for school, day in rows.values_list("plan__organisation_id", "done_on"):
        if day is not None:
            found.setdefault(school, []).append(day)
    return found


def pool_of(
    cohort: Cohort, done: Mapping[int, Collection[date]], *, last_only: bool = False
) -> Pool | None:
    """One row per school and pair of cycles; None where there is no pair at all.

    Those that took part at another time stand on neither side. ``last_only``: only the
    last pair of each school, whatever it did before.
    """
    reach = internet(cohort.readings)
    columns: list[tuple[float, ...]] = []
    for school, rows in cohort.readings.items():
        pairs = list(enumerate(pairwise(rows)))
        for number, (then, now) in pairs[-1:] if last_only else pairs:
            before = rows[number - 1].score if number else nan
            took_part = any(then.on < day <= now.on for day in done.get(school, ()))
            if school in done and not (took_part or last_only):
                continue
            columns.append(
                (
                    *features(then, reach.get(school, nan)),
                    float(unit_of(then.path, AREA)),
                    float(unit_of(then.path, CLUSTER)),
                    float(crc32(cohort.cycles[now.run].encode())),
                    float(took_part),
                    now.score - then.score,
                    then.score - before,
                )
            )
    if not columns:
        return None
    table = np.array(columns).T
    whole = [table[place].astype(np.int64) for place in (0, 5, 6, 7, 8, 9)]
    return Pool(
        school=whole[0],
        score=table[1],
        doubling=table[2],
        reach=table[3],
        is_private=table[4],
        district=whole[1],
        province=whole[2],
        area=whole[3],
        cluster=whole[4],
        period=np.unique(whole[5], return_inverse=True)[1],
        done=table[10].astype(bool),
        change=table[11],
        earlier=table[12],
    )


def features(row: Reading, reach: float) -> tuple[float, ...]:
    """What schools are compared by, in the order of `Self`.

    The starting score is brought onto the scale of seven for which steps are meant.
    """
    return (
        float(row.school),
        row.score * SEVEN / row.top,
        log2(row.pupils) if row.pupils else nan,
        reach,
        float(row.status == SchoolStatus.PRIVATE),
        float(unit_of(row.path, DISTRICT)),
        float(unit_of(row.path, PROVINCE)),
    )


def self_of(row: Reading, reach: float) -> Self:
    school, score, doubling, net, private, district, province = features(row, reach)
    return Self(
        int(school), score, doubling, net, private, int(district), int(province)
    )


def internet(schools: Collection[int]) -> dict[int, float]:
    """The internet of schools, 0 to 1, where it is known."""
    rows = School.objects.exclude(connectivity="")
    if len(schools) < 1000:  # noqa: PLR2004 -- else all are read
        rows = rows.filter(organisation__in=schools)
    known = rows.values_list("organisation_id", "connectivity")
    return {school: REACH[Connectivity(net)] for school, net in known.iterator()}


def unit_of(path: str, depth: int) -> int:
    """A number for the unit of a path at some depth, the same in every process."""
    return crc32("/".join(path.split("/")[:depth]).encode())


def reading_of(school: int, run: ScoreRun, code: str) -> Reading | None:
    """A single school's reading of a node in a run. One query."""
    if code not in run.nodes:
        return None
    place = run.nodes.index(code)
    row = SchoolResult.objects.filter(run=run, organisation=school).first()
    if row is None or row.hidden[place] or row.scores[place] != row.scores[place]:
        return None
    return reading_from(row, run, place)


def reading_from(row: SchoolResult, run: ScoreRun, place: int) -> Reading:
    """The reading that a stored result holds at a place of its arrays."""
    return Reading(
        school=row.organisation_id,
        run=run.pk,
        on=run.data_on,
        top=run.framework_version.scale_max,
        score=row.scores[place],
        pupils=row.pupils,
        status=row.status,
        path=row.path,
    )


def newest_self(school: int, held: PeerPool) -> Self | None:
    """The school as it stands in its newest open run. Three queries."""
    runs = ScoreRun.objects.published_to(Audience.TREE).filter(
        purpose=RunPurpose.CAMPAIGN,
        framework_version__framework=held.framework_id,
        schools__organisation=school,
    )
    newest = runs.select_related("framework_version").order_by("-data_on", "-pk")
    run = newest.first()
    reading = reading_of(school, run, held.node_code) if run else None
    if reading is None:
        return None
    return self_of(reading, internet([school]).get(school, nan))
