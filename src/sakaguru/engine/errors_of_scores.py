"""Standard errors of a school's scores: rules R8 and R9.

Taylor linearisation: a node's score is linear in item means, so each respondent's
contribution z_i is a weighted sum of how far their answers lie from the school's means,
and the variance is the spread of the contributions within each role.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sakaguru.engine.kernel import loops
from sakaguru.engine.roles import OFFICE, ROLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from sakaguru.engine.framework import Framework
    from sakaguru.engine.scores import SchoolScores
    from sakaguru.engine.tallies import RoleTally


def errors_of_scores(
    here: SchoolScores,
    tallies: Mapping[int, RoleTally],
    role_weight: NDArray[np.float64],
    share: NDArray[np.float64],
    people: NDArray[np.int64],
    wanted: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """Standard errors of the nodes of a chunk of schools (R9).

    ``Var = sum over roles of (1 - n/N) n/(n - 1) sum z_i^2``

    Args:
        here: the chunk's scores and respondents.
        tallies: what each role's answers come to, by the role's place.
        role_weight: per school and node, the sum of v_r over the roles with a score.
        share: the normalised weight of each node in its parent (R8).
        people: N_r, schools x roles; -1 unknown.
        wanted: the nodes whose errors are asked for.

    Returns:
        Points, schools x nodes; NaN without a score, and where a single respondent
        stands for more people (or for an unknown number), and where not wanted.
    """
    variance = np.where(wanted & ~np.isnan(here.score), 0.0, np.nan)
    for place, tally in tallies.items():
        n = here.respondents[:, place]
        factor = spread_factor(ROLES[place], n, people[:, place])
        own = here.framework.role_weight[tally.part.leaves, place]
        weights = (own, role_weight)
        add_squares(here.framework, tally, weights, share, wanted, factor, variance)
    return np.sqrt(variance, out=variance)


def spread_factor(
    role: str, n: NDArray[np.int32], people: NDArray[np.int64]
) -> NDArray[np.float64]:
    """(1 - n/N) n/(n - 1) of a role; NaN for a single one of more, 0 for nobody."""
    stated = people >= 0
    everyone = np.where(stated, people <= n, role in OFFICE) | (n == 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        rest = np.where(stated, 1 - n / people, 1.0)
        factor = np.where(n == 1, np.nan, rest * n / (n - 1))
    return np.where(everyone, 0.0, factor)


def add_squares(
    framework: Framework,
    tally: RoleTally,
    weights: tuple[NDArray[np.float64], NDArray[np.float64]],
    share: NDArray[np.float64],
    wanted: NDArray[np.bool_],
    factor: NDArray[np.float64],
    variance: NDArray[np.float64],
) -> None:
    """Add ``factor`` times the sum of z_i^2 over a role's respondents.

    Args:
        framework: the tree.
        tally: the role's answers in a chunk of schools.
        weights: v_r of the role per leaf of it, and the sum of v_r over the roles with
            a score, schools x nodes.
        share: what a point of a node adds to its parent: schools x nodes.
        wanted: the nodes whose sums are asked for.
        factor: of each school, NaN where the error is unknown.
        variance: schools x nodes.
    """
    part = tally.part
    own, given = weights
    loops().squares(
        *(tally.body, tally.bounds, tally.sums, tally.counts, tally.answered),
        *(framework.scale * own, given),
        *(part.maximum, part.weight, part.leaf, part.leaves),
        *(share, framework.parent, part.up, wanted, factor, variance),
    )
