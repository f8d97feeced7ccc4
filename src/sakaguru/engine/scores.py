"""From answers to the scores of schools: rules R1 to R7."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from sakaguru.engine.errors_of_scores import errors_of_scores
from sakaguru.engine.kernel import loops
from sakaguru.engine.roles import ROLES
from sakaguru.engine.tallies import RoleTally, tally_role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from sakaguru.engine.answers import RoleAnswers
    from sakaguru.engine.framework import Framework
    from sakaguru.engine.instruments import Instrument

STEP = 64
"""Schools whose sums and scores fit memory that is never given back between steps."""
UNKNOWN = -1
"""A number of people that nobody stated."""


@dataclass(frozen=True, eq=False)
class SchoolScores:
    """The scores of many schools. First axis: school ordinals; nodes as in ``codes``.

    A node without a score is NaN and has level 0. Scores are points (0 to the scale's
    top), ``coverage`` a share, ``n`` respondents with an answer below the node.
    """

    instrument: Instrument
    score: NDArray[np.float64]
    coverage: NDArray[np.float64]
    n: NDArray[np.int32]
    sufficient: NDArray[np.bool_]
    level: NDArray[np.int8]
    """1 and up; 0 where insufficient or without a score."""
    respondents: NDArray[np.int32]
    """n_r (R9): schools x roles; submissions with at least one answer."""
    se: NDArray[np.float64] | None = None
    """Standard errors (R9), in points; NaN where unknown; None when not asked for."""
    role_score: NDArray[np.float64] | None = None
    """R3 times the scale: schools x roles x sub-indicators; None when not asked for."""
    role_n: NDArray[np.int32] | None = None
    """Respondents of a role with an answer below: schools x roles x nodes."""

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

    def slice(self, first: int, last: int) -> SchoolScores:
        """The schools from ``first`` to before ``last``, as views."""
        cut = {
            part.name: value[first:last]
            for part in fields(self)
            if isinstance(value := getattr(self, part.name), np.ndarray)
        }
        return SchoolScores(instrument=self.instrument, **cut)


def empty_scores(
    instrument: Instrument, schools: int, *, errors: bool, roles: bool
) -> SchoolScores:
    """Room for the scores of ``schools`` schools."""
    nodes = len(instrument.framework.codes)
    leaves = len(instrument.framework.subindicators)
    every = (schools, len(ROLES))
    return SchoolScores(
        instrument=instrument,
        score=np.full((schools, nodes), np.nan),
        coverage=np.zeros((schools, nodes)),
        n=np.zeros((schools, nodes), np.int32),
        sufficient=np.zeros((schools, nodes), np.bool_),
        level=np.zeros((schools, nodes), np.int8),
        respondents=np.zeros(every, np.int32),
        se=np.full((schools, nodes), np.nan) if errors else None,
        role_score=np.full((*every, leaves), np.nan) if roles else None,
        role_n=np.zeros((*every, nodes), np.int32) if roles else None,
    )


def score_run(
    here: SchoolScores,
    answers: Mapping[str, RoleAnswers],
    people: NDArray[np.int64],
    first: int,
    last: int,
) -> None:
    """`score_chunk` in steps that are small enough to use the same memory again."""
    for begin in range(0, last - first, STEP):
        end = min(begin + STEP, last - first)
        part = here.slice(begin, end)
        score_chunk(part, answers, people[begin:end], first + begin, first + end)


def score_chunk(
    here: SchoolScores,
    answers: Mapping[str, RoleAnswers],
    people: NDArray[np.int64],
    first: int,
    last: int,
) -> None:
    """Score the schools from ``first`` to before ``last`` into ``here``.

    ``here`` and ``people`` hold just these schools. Schools do not touch each other:
    any division into chunks gives the same bytes.
    """
    tallies = {}
    for place, part in enumerate(here.instrument.parts):
        if part.items and part.role in answers:
            rows = answers[part.role].rows_of(first, last)
            body = answers[part.role].body[rows[0] : rows[-1]]
            tallies[place] = tally_role(part, body, rows - rows[0])
    share = np.zeros_like(here.score[: len(here) if here.se is not None else 0])
    weight = _combine(here, tallies, share)
    if here.se is not None:
        here.se[:] = errors_of_scores(here, tallies, weight, share, people)
    loops().judge(
        here.score,
        short_roles(here.framework, here.respondents, people),
        here.instrument.asked_bits,
        np.array(here.framework.level_tops[:-1]),
        here.sufficient,
        here.level,
    )


def _combine(
    here: SchoolScores, tallies: Mapping[int, RoleTally], share: NDArray[np.float64]
) -> NDArray[np.float64]:
    """R4 and R5, coverage and respondents. Gives the sum of v_r per sub-indicator."""
    run, framework = loops(), here.framework
    weight = np.zeros_like(here.score)
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
    leaves = framework.subindicators
    some = weight[:, leaves] > 0.0
    with np.errstate(invalid="ignore"):
        scores = framework.scale * here.score[:, leaves] / weight[:, leaves]
    here.score[:, leaves] = np.where(some, scores, np.nan)
    run.climb(here.score, framework.weight, *framework.families, share)
    run.add_up(here.coverage, *framework.families)
    here.coverage[:] /= here.instrument.whole
    return weight


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
    "SchoolScores",
    "climb",
    "empty_scores",
    "levels_of",
    "rounded",
    "score_chunk",
    "score_run",
    "short_roles",
]
