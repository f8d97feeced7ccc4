"""The door to the engine: a snapshot in, plain arrays out.

NumPy, Numba and the engine are imported inside the functions, so that a web process
that can ask for a run never loads them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sakaguru.organisations.enums import SchoolStatus, Tier
from sakaguru.scoring.adapters.disclosure import with_hidden
from sakaguru.scoring.enums import SchoolState, Segment
from sakaguru.scoring.logic.frames import ROLES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from sakaguru.engine.answers import RoleAnswers
    from sakaguru.engine.instruments import Instrument
    from sakaguru.engine.rollup import RegionScores
    from sakaguru.engine.rollup import Tier as EngineTier
    from sakaguru.engine.scores import SchoolScores
    from sakaguru.organisations.queries.tree import StandThen
    from sakaguru.scoring.logic.snapshot import SchoolThen, Snapshot

    Array = NDArray[Any]

GATHERING = 65
"""Percent from which on the schools are scored and progress is told by one thread."""

TIERS = (Tier.CLUSTER, Tier.AREA, Tier.DISTRICT, Tier.PROVINCE, Tier.NATION)


@dataclass(frozen=True, eq=False)
class SchoolFigures:
    """What was found for each school of the snapshot, in its order."""

    states: list[SchoolState]
    levels: Array
    """Of the total; 0 none."""
    totals: Array
    scores: Array
    errors: Array
    coverage: Array
    n: Array
    sufficient: Array
    hidden: Array
    respondents: Array
    role_scores: Array
    """Hundredths of points, -1 none: schools x (leaves x roles)."""
    role_n: Array


@dataclass(frozen=True, eq=False)
class RegionFigures:
    """What was found for the units of one tier, over one segment."""

    units: list[StandThen]
    segment: Segment
    schools: Array
    not_invited: Array
    not_sent: Array
    insufficient: Array
    counted: Array
    mean: Array
    errors: Array
    mean_by_pupils: Array
    quantiles: Array
    levels: Array
    hidden: Array
    """From those who may not see the schools (R15)."""


@dataclass(frozen=True, eq=False)
class Scored:
    """What the engine found, and from which answers, for what builds on it."""

    scores: SchoolScores
    answers: dict[str, RoleAnswers]
    """None where scores were only gathered."""
    population: Array


@dataclass(frozen=True, eq=False)
class Computed:
    """A finished calculation: what it is about, and the figures."""

    nodes: list[str]
    leaves: list[str]
    uppers: list[str]
    engine_version: str
    method_version: str
    schools: SchoolFigures
    regions: list[RegionFigures]
    scored: Scored


def compute_scores(
    snapshot: Snapshot, *, told: Callable[[int], None] = lambda _: None
) -> Computed:
    """Score all schools of a snapshot and gather the regions (R1 to R12).

    ``told`` hears the share that is done, in percent, from any thread.
    """
    from sakaguru.engine.executors.local import score_schools  # noqa: PLC0415

    instrument = compiled(snapshot.framework, snapshot.instrument)
    ready = 0

    def done(schools: int) -> None:
        nonlocal ready
        ready += schools
        told(10 + 50 * ready // max(len(snapshot.schools), 1))

    answers = packed(snapshot, instrument)
    population = population_of(snapshot.schools)
    scores = score_schools(
        instrument,
        answers,
        schools=len(snapshot.schools),
        population=population,
        done=done,
    )
    return gathered(snapshot, scores, answers, told=told)


def population_of(schools: Sequence[SchoolThen]) -> Array:
    """People per school and role, -1 unknown."""
    import numpy as np  # noqa: PLC0415

    people = [school.people for school in schools]
    return np.array(people, np.int64).reshape(-1, len(ROLES))


def compiled(framework: dict[str, Any], document: dict[str, Any]) -> Instrument:
    """Compile both documents.

    Raises:
        InputFaults: they contradict themselves or each other.
    """
    from sakaguru.engine.framework import compile_framework  # noqa: PLC0415
    from sakaguru.engine.instruments import compile_instrument  # noqa: PLC0415

    return compile_instrument([document], compile_framework(framework))


def gathered(
    snapshot: Snapshot,
    scores: SchoolScores,
    answers: dict[str, RoleAnswers] | None = None,
    *,
    told: Callable[[int], None] = lambda _: None,
) -> Computed:
    """Roll school scores up through the tree and cut all arrays to measured nodes."""
    import numpy as np  # noqa: PLC0415

    from sakaguru.engine import ENGINE_VERSION, METHOD_VERSION  # noqa: PLC0415

    framework, instrument = scores.framework, scores.instrument
    kept = np.flatnonzero(instrument.measured)
    kinds = [framework.kind[place] for place in kept]
    codes = [framework.codes[place] for place in kept]
    told(GATHERING)
    regions = _regions(snapshot, scores, kept)
    told(80)
    return Computed(
        nodes=codes,
        leaves=[c for c, kind in zip(codes, kinds, strict=True) if _is_leaf(kind)],
        uppers=[c for c, kind in zip(codes, kinds, strict=True) if not _is_leaf(kind)],
        engine_version=ENGINE_VERSION,
        method_version=METHOD_VERSION,
        schools=_school_figures(snapshot.schools, scores, kept),
        regions=regions,
        scored=Scored(scores, answers or {}, population_of(snapshot.schools)),
    )


def _is_leaf(kind: str) -> bool:
    return kind == "subindicator"


def packed(snapshot: Snapshot, instrument: Instrument) -> dict[str, RoleAnswers]:
    """All answers by role, rows of a school by their bytes: sealed or not, the same."""
    from sakaguru.engine.answers import (  # noqa: PLC0415
        answers_from_bodies,
        in_canonical_order,
    )
    from sakaguru.engine.store import sealed_answers  # noqa: PLC0415

    width = {part.role: len(part.items) for part in instrument.parts}
    if snapshot.sealed:
        ordinals = {s.stand.code: place for place, s in enumerate(snapshot.schools)}
        return {
            role: sealed_answers(tables, ordinals, width[role])
            for role, tables in snapshot.sealed.items()
        }
    return {
        role: in_canonical_order(
            answers_from_bodies(given.ordinals, given.bodies, width[role])
        )
        for role, given in snapshot.answers.items()
        if given.ordinals
    }


def _school_figures(
    schools: Sequence[SchoolThen], scores: SchoolScores, kept: Array
) -> SchoolFigures:
    import numpy as np  # noqa: PLC0415

    from sakaguru.engine.scores import rounded  # noqa: PLC0415

    errors = scores.se if scores.se is not None else np.full_like(scores.score, np.nan)
    role_scores, role_n = _role_figures(scores, kept)
    counted = scores.counted[:, 0]
    return SchoolFigures(
        states=[
            _state(school, bool(sent), bool(counts))
            for school, sent, counts in zip(schools, scores.sent, counted, strict=True)
        ],
        levels=scores.level[:, 0],
        totals=rounded(scores.score[:, 0]),
        scores=scores.score[:, kept],
        errors=errors[:, kept],
        coverage=scores.coverage[:, kept],
        n=scores.n[:, kept],
        sufficient=scores.sufficient[:, kept],
        hidden=_hidden(scores, kept),
        respondents=scores.respondents,
        role_scores=role_scores,
        role_n=role_n,
    )


def _hidden(scores: SchoolScores, kept: Array) -> Array:
    """R15 for every school at once; nothing to hide where no role figures are kept."""
    import numpy as np  # noqa: PLC0415

    from sakaguru.engine.disclosure import Bounds, hidden_figures  # noqa: PLC0415

    if scores.role_score is None or scores.role_n is None:
        return np.zeros((len(scores), len(kept)), np.bool_)
    return hidden_figures(scores, Bounds()).composite[:, kept]


def _state(school: SchoolThen, sent: bool, counts: bool) -> SchoolState:  # noqa: FBT001
    if counts:
        return SchoolState.COUNTED
    if sent:
        return SchoolState.INSUFFICIENT
    return SchoolState.NOT_SENT if school.is_invited else SchoolState.NOT_INVITED


def _role_figures(scores: SchoolScores, kept: Array) -> tuple[Array, Array]:
    """Hundredths by R6, leaf after leaf, all roles of a leaf together."""
    import numpy as np  # noqa: PLC0415

    from sakaguru.engine.scores import rounded  # noqa: PLC0415

    leaves = scores.framework.subindicators
    wanted = np.isin(leaves, kept)
    schools = len(scores)
    if scores.role_score is None or scores.role_n is None:
        nothing = np.zeros((schools, 0), np.int16)
        return nothing, nothing
    points = rounded(scores.role_score[:, :, wanted]).transpose(0, 2, 1)
    hundredths = np.where(np.isnan(points), -1, np.rint(points * 100)).astype(np.int16)
    counts = scores.role_n[:, :, leaves[wanted]].transpose(0, 2, 1)
    return hundredths.reshape(schools, -1), counts.astype(np.int16).reshape(schools, -1)


def units_by_tier(snapshot: Snapshot) -> dict[Tier, list[StandThen]]:
    """Units of each tier that has any, from the gugus up."""
    found = {t: [u for u in snapshot.units if u.tier == t] for t in TIERS}
    return {tier: units for tier, units in found.items() if units}


def engine_tier(
    tier: Tier, units: Sequence[StandThen], snapshot: Snapshot
) -> EngineTier:
    from sakaguru.engine.rollup import Tier as EngineTier  # noqa: PLC0415

    groups = _groups(snapshot.schools, units)
    return EngineTier(str(int(tier)), groups, len(units))


def invited_and_pupils(snapshot: Snapshot) -> dict[str, Any]:
    """What `roll_up` has to know beside scores and tiers."""
    import numpy as np  # noqa: PLC0415

    pupils = [school.pupils or 0 for school in snapshot.schools]
    return {
        "invited": np.array([s.is_invited for s in snapshot.schools], np.bool_),
        "pupils": np.array(pupils, np.int64),
    }


def _regions(
    snapshot: Snapshot, scores: SchoolScores, kept: Array
) -> list[RegionFigures]:
    import numpy as np  # noqa: PLC0415

    from sakaguru.engine.rollup import roll_up  # noqa: PLC0415

    by_tier = units_by_tier(snapshot)
    statuses = np.array([school.status for school in snapshot.schools])
    found = roll_up(
        scores,
        [engine_tier(tier, units, snapshot) for tier, units in by_tier.items()],
        segments={s.value: statuses == s.value for s in SchoolStatus},
        **invited_and_pupils(snapshot),
    )
    uppers = [p for p in kept if not _is_leaf(scores.framework.kind[p])]
    return with_hidden(
        [
            _region_figures(region, by_tier[Tier(int(region.tier))], kept, uppers)
            for region in found
        ]
    )


def _groups(schools: Sequence[SchoolThen], units: Sequence[StandThen]) -> Array:
    """The unit of each school by the path of that day; -1 where it has none."""
    import numpy as np  # noqa: PLC0415

    place = {unit.code: ordinal for ordinal, unit in enumerate(units)}
    found = (
        next((place[code] for code in s.stand.path.split("/") if code in place), -1)
        for s in schools
    )
    return np.fromiter(found, np.int64, len(schools))


def _region_figures(
    region: RegionScores, units: list[StandThen], kept: Array, uppers: list[int]
) -> RegionFigures:
    import numpy as np  # noqa: PLC0415

    by_pupils = region.weighted_mean
    if by_pupils is None:
        by_pupils = np.full_like(region.mean, np.nan)
    return RegionFigures(
        units=units,
        segment=Segment(region.segment or Segment.ALL),
        schools=region.schools,
        not_invited=region.not_invited,
        not_sent=region.not_sent,
        insufficient=region.insufficient[:, kept],
        counted=region.counted[:, kept],
        mean=region.mean[:, kept],
        errors=region.se[:, kept],
        mean_by_pupils=by_pupils[:, kept],
        quantiles=region.quantiles[:, uppers].reshape(len(units), -1),
        levels=region.levels[:, uppers].reshape(len(units), -1),
        hidden=np.zeros((len(units), len(kept)), np.bool_),
    )
