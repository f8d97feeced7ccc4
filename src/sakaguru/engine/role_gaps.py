"""Where two roles of people tell different stories about a standard."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sakaguru.engine.errors_of_scores import add_squares, spread_factor
from sakaguru.engine.quality import NOISE
from sakaguru.engine.roles import PEOPLE, ROLES
from sakaguru.engine.scores import UNKNOWN, climb
from sakaguru.engine.tallies import tally_role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from sakaguru.engine.answers import RoleAnswers
    from sakaguru.engine.scores import SchoolScores

GAP = 2.0
BEYOND = 1.96


class RoleGap(NamedTuple):
    """One flag: the first role's score minus the second's, in points."""

    school: int
    standard: int
    first: str
    second: str
    gap: float


def role_gaps(
    scores: SchoolScores,
    answers: Mapping[str, RoleAnswers],
    *,
    population: NDArray[np.int64] | None = None,
    first: int = 0,
) -> list[RoleGap]:
    """Flag standards on which two roles differ by more than 2.0 + 1.96 SE.

    Both scores go up the tree (R5) from the sub-indicators that both roles score; the
    roles are independent, each error by R9 for that role alone. Unknown error: no flag.

    Args:
        scores: a chunk of schools with figures of single roles.
        answers: what the scores were computed from.
        population: people per school of the chunk and role, -1 unknown.
        first: the ordinal of the chunk's first school.

    Returns:
        Flags by pair of roles, school, standard; schools count from the chunk's first.
    """
    shape = (len(scores), len(ROLES))
    people = np.full(shape, UNKNOWN) if population is None else population
    return [
        flag
        for pair in combinations(PEOPLE, 2)
        for flag in _pair_gaps(scores, answers, people, first, pair)
    ]


def _pair_gaps(
    scores: SchoolScores,
    answers: Mapping[str, RoleAnswers],
    people: NDArray[np.int64],
    first: int,
    pair: tuple[str, str],
) -> Iterator[RoleGap]:
    one, other = alone = [_alone(scores, role, pair) for role in pair]
    standards = scores.framework.standards
    gap = (one - other)[:, standards]
    wide = np.abs(gap) > GAP + NOISE
    schools = np.flatnonzero(wide.any(axis=1))
    if not len(schools):
        return
    variance = np.zeros((len(schools), len(standards)))
    for role, score in zip(pair, alone, strict=True):
        variance += _variance(
            scores, answers[role], role, score[schools], people[schools], schools, first
        )[:, standards]
    border = GAP + BEYOND * np.sqrt(variance) + NOISE
    flagged = wide[schools] & (np.abs(gap[schools]) > border)
    for row, place in zip(*np.nonzero(flagged), strict=True):
        school = int(schools[row])
        yield RoleGap(school, int(standards[place]), *pair, float(gap[school, place]))


def _alone(
    scores: SchoolScores, role: str, pair: tuple[str, str]
) -> NDArray[np.float64]:
    """One role's scores of all nodes, over what both roles of the pair score."""
    if scores.role_score is None:
        raise ValueError("role figures were not computed")
    both = [scores.role_score[:, ROLES.index(name)] for name in pair]
    own = scores.role_score[:, ROLES.index(role)]
    alone = np.full_like(scores.score, np.nan)
    neither = np.isnan(both[0]) | np.isnan(both[1])
    alone[:, scores.framework.subindicators] = np.where(neither, np.nan, own)
    climb(scores.framework, alone)
    return alone


def _variance(
    scores: SchoolScores,
    given: RoleAnswers,
    role: str,
    score: NDArray[np.float64],
    people: NDArray[np.int64],
    schools: NDArray[np.int64],
    first: int,
) -> NDArray[np.float64]:
    """R9 for one role alone, of some schools: schools x nodes."""
    begin = np.searchsorted(given.school, schools + first, side="left")
    end = np.searchsorted(given.school, schools + first, side="right")
    rows = [np.arange(a, b) for a, b in zip(begin, end, strict=True)]
    body = np.ascontiguousarray(given.body[np.concatenate(rows)])
    bounds = np.concatenate([[0], np.cumsum(end - begin)]).astype(np.int64)
    place = ROLES.index(role)
    tally = tally_role(scores.instrument.parts[place], body, bounds)
    share = climb(scores.framework, score)
    factor = spread_factor(role, scores.respondents[schools, place], people[:, place])
    variance = np.zeros_like(score)
    weights = (np.ones(len(tally.part.leaves)), np.ones_like(score))
    wanted = np.ones(score.shape[1], np.bool_)
    add_squares(scores.framework, tally, weights, share, wanted, factor, variance)
    return variance
