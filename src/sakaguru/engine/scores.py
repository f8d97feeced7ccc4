"""From answers to the scores of schools: rules R1 to R7."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import partial
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from sakaguru.engine.errors_of_scores import errors_of_scores
from sakaguru.engine.kernel import loops
from sakaguru.engine.roles import ROLES
from sakaguru.engine.tallies import RoleTally, Room, tally_role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from sakaguru.engine.answers import RoleAnswers
    from sakaguru.engine.framework import Framework
    from sakaguru.engine.instruments import Instrument

STEP = 192
"""Schools whose sums and scores fit memory that is never given back between steps."""
UNKNOWN = -1
"""A number of people that nobody stated."""


@dataclass(frozen=True, eq=False, kw_only=True)
class NodeScores:
    """What regions are gathered from: the scores of many schools.

    First axis: school ordinals; nodes as in ``codes``. A node without a score is NaN
    and has level 0. Scores are points (0 to the scale's top).
    """

    instrument: Instrument
    score: NDArray[np.float64]
    level: NDArray[np.int8]
    """1 and up; 0 where insufficient or without a score."""
    respondents: NDArray[np.int32]
    """n_r (R9): schools x roles; submissions with at least one answer."""
    se: NDArray[np.float64] | None = None
    """Standard errors (R9), in points; NaN where unknown; None when not asked for."""

    @property
    def framework(self) -> Framework:
        return self.instrument.framework

    @property
    def sent(self) -> NDArray[np.bool_]:
        """Schools with at least one answer."""
        return np.asarray(self.respondents.any(axis=1))

    @property
    def counted(self) -> NDArray[np.bool_]:
        """Where a school enters regional figures: sufficient and with a score."""
        return np.asarray(self.level > 0)

    def __len__(self) -> int:
        return len(self.score)

    def slice(self, first: int, last: int) -> Self:
        """The schools from ``first`` to before ``last``, as views."""
        return self._cut(slice(first, last))

    def rows(self, schools: NDArray[np.int64]) -> Self:
        """These schools, copied, in this order."""
        return self._cut(schools)

    def put(self, schools: Any, scores: NodeScores) -> None:
        """Put the rows of ``scores`` in the places of these schools, all figures."""
        for part in fields(self):
            if isinstance(kept := getattr(self, part.name), np.ndarray):
                kept[schools] = getattr(scores, part.name)

    def _cut(self, schools: Any) -> Self:
        cut = {
            part.name: value[schools]
            for part in fields(self)
            if isinstance(value := getattr(self, part.name), np.ndarray)
        }
        return type(self)(instrument=self.instrument, **cut)


@dataclass(frozen=True, eq=False, kw_only=True)
class SchoolScores(NodeScores):
    """All figures of many schools, in the order of `NodeScores`.

    ``coverage`` is a share, ``n`` respondents with an answer below the node.
    """

    coverage: NDArray[np.float64]
    n: NDArray[np.int32]
    sufficient: NDArray[np.bool_]
    role_score: NDArray[np.float64] | None = None
    """R3 times the scale: schools x roles x sub-indicators; None when not asked for."""
    role_n: NDArray[np.int32] | None = None
    """Respondents of a role with an answer below: schools x roles x nodes."""


def node_room(
    instrument: Instrument, schools: int, *, errors: bool, blank: bool = False
) -> NodeScores:
    """Room for what regions are gathered from, of ``schools`` schools.

    Without ``blank``, scores and errors are whatever lies in memory: for whoever scores
    every school.
    """
    unknown = partial(np.full, fill_value=np.nan) if blank else np.empty
    shape = (schools, len(instrument.framework.codes))
    return NodeScores(
        instrument=instrument,
        score=unknown(shape),
        level=np.zeros(shape, np.int8),
        respondents=np.zeros((schools, len(ROLES)), np.int32),
        se=unknown(shape) if errors else None,
    )


def empty_scores(
    instrument: Instrument,
    schools: int,
    *,
    errors: bool,
    roles: bool,
    blank: bool = True,
) -> SchoolScores:
    """Room for all figures of ``schools`` schools; ``blank`` as in `node_room`."""
    nodes = len(instrument.framework.codes)
    leaves = len(instrument.framework.subindicators)
    every = (schools, len(ROLES))
    return SchoolScores(
        **vars(node_room(instrument, schools, errors=errors, blank=blank)),
        coverage=np.zeros((schools, nodes)),
        n=np.zeros((schools, nodes), np.int32),
        sufficient=np.zeros((schools, nodes), np.bool_),
        role_score=np.full((*every, leaves), np.nan) if roles else None,
        role_n=np.zeros((*every, nodes), np.int32) if roles else None,
    )


def score_run(
    here: SchoolScores,
    answers: Mapping[str, RoleAnswers],
    people: NDArray[np.int64],
    first: int,
    last: int,
    *,
    errors_for: NDArray[np.int64] | None = None,
) -> None:
    """Score the schools from ``first`` to before ``last`` into ``here``.

    ``here`` and ``people`` hold just these schools. They are scored in steps that are
    small enough to use the same memory again; schools do not touch each other, so that
    any division into runs and steps gives the same bytes. ``errors_for`` names the
    nodes whose errors are wanted, where not all are.
    """
    wanted = np.full(here.score.shape[1], errors_for is None)
    wanted[[] if errors_for is None else errors_for] = True
    parts = {
        place: (answers[part.role].body, answers[part.role].rows_of(first, last))
        for place, part in enumerate(here.instrument.parts)
        if part.items and part.role in answers
    }
    room = Room()
    for begin in range(0, last - first, STEP):
        end = min(begin + STEP, last - first)
        rows = {
            place: (body, bounds[begin : end + 1])
            for place, (body, bounds) in parts.items()
        }
        _score_step(here.slice(begin, end), rows, people[begin:end], wanted, room)


def _score_step(
    here: SchoolScores,
    rows: Mapping[int, tuple[NDArray[np.uint8], NDArray[np.int64]]],
    people: NDArray[np.int64],
    wanted: NDArray[np.bool_],
    room: Room,
) -> None:
    tallies = {
        place: tally_role(
            here.instrument.parts[place],
            body[bounds[0] : bounds[-1]],
            bounds - bounds[0],
            room,
        )
        for place, (body, bounds) in rows.items()
    }
    shape = (len(here), here.score.shape[1])
    weight = room.array("", "weight", shape, np.float64)
    some = (len(here) if here.se is not None else 0, shape[1])
    share = room.array("", "share", some, np.float64)
    _combine(here, tallies, weight, share)
    if here.se is not None:
        here.se[:] = errors_of_scores(here, tallies, weight, share, people, wanted)
    loops().judge(
        here.score,
        short_roles(here.framework, here.respondents, people),
        here.instrument.asked_bits,
        np.array(here.framework.level_tops[:-1]),
        here.sufficient,
        here.level,
    )


def _combine(
    here: SchoolScores,
    tallies: Mapping[int, RoleTally],
    weight: NDArray[np.float64],
    share: NDArray[np.float64],
) -> None:
    """R4 and R5, coverage and respondents; ``weight`` takes the sums of v_r."""
    run, framework = loops(), here.framework
    here.score[:] = 0.0
    here.coverage[:] = 0.0
    for place, role in tallies.items():
        leaves = role.part.leaves
        v = framework.role_weight[leaves, place]
        run.add_role(
            leaves, v, role.score, role.answered, here.score, weight, here.coverage
        )
        run.add_n(role.part.nodes, role.n, here.n)
        here.respondents[:, place] = role.valid
        _keep_role(here, place, role)
    run.settle(framework.subindicators, framework.scale, weight, here.score)
    run.climb(here.score, framework.weight, *framework.families, share)
    run.add_up(here.coverage, *framework.families)
    here.coverage[:] /= here.instrument.whole


def _keep_role(here: SchoolScores, place: int, role: RoleTally) -> None:
    if here.role_score is None or here.role_n is None:
        return
    framework = here.framework
    leaf = np.searchsorted(framework.subindicators, role.part.leaves)
    here.role_score[:, place, leaf] = framework.scale * role.score[:, : len(leaf)]
    here.role_n[:, place, role.part.nodes] = role.n


def climb(framework: Framework, score: NDArray[np.float64]) -> NDArray[np.float64]:
    """R5: fill in every parent as the weighted mean of its children with a score.

    Gives the normalised weight of each node in its parent, 0 without a score (R8).
    """
    share = np.zeros_like(score)
    loops().climb(score, framework.weight, *framework.families, share)
    return share


def short_roles(
    framework: Framework,
    respondents: NDArray[np.int32],
    population: NDArray[np.int64],
) -> NDArray[np.uint8]:
    """R7: a bit per role that does not reach its minimum in a school.

    ``population`` (schools x roles) lowers a minimum where it is known and smaller.
    """
    minimum = framework.minimum
    known = population != UNKNOWN
    needed = np.where(known, np.minimum(population, minimum), minimum)
    bits = np.uint8(1) << np.arange(len(ROLES), dtype=np.uint8)
    return np.asarray(((respondents < needed) * bits).sum(axis=1), np.uint8)


def rounded(score: NDArray[np.float64]) -> NDArray[np.float64]:
    """R6: half up to two decimals, so that engines agree. NaN stays NaN."""
    return np.floor(score * 100 + 0.5 + 1e-6) / 100


def levels_of(score: NDArray[np.float64], framework: Framework) -> NDArray[np.int8]:
    """R6: the level (1 and up) of each score; 0 where there is none."""
    tops = np.array(framework.level_tops[:-1])
    levels = np.searchsorted(tops, rounded(score), side="left") + 1
    return np.where(np.isnan(score), 0, levels).astype(np.int8)


__all__ = [
    "UNKNOWN",
    "NodeScores",
    "SchoolScores",
    "climb",
    "empty_scores",
    "levels_of",
    "node_room",
    "rounded",
    "score_run",
    "short_roles",
]
