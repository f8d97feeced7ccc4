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
) -> NDArray[np.float64]:
    """Standard errors of every node of a chunk of schools (R9).

    ``Var = sum over roles of (1 - n/N) n/(n - 1) sum z_i^2``

    Args:
        here: the chunk's scores and respondents.
        tallies: what each role's answers come to, by the role's place.
        role_weight: per school and node, the sum of v_r over the roles with a score.
        share: the normalised weight of each node in its parent (R8).
        people: N_r, schools x roles; -1 unknown.

    Returns:
        Points, schools x nodes; NaN without a score, and where a single respondent
        stands for more people (or for an unknown number).
    """
    asked = here.instrument.asked
    variance = np.zeros_like(here.score)
    for place, role in enumerate(ROLES):
        n = here.respondents[:, place]
        factor = spread_factor(role, n, people[:, place])
        variance[:, asked[place]] += np.where(np.isnan(factor), np.nan, 0.0)[:, None]
        if place in tallies:
            own = here.framework.role_weight[tallies[place].part.leaves, place]
            given = role_weight[:, tallies[place].part.leaves]
            with np.errstate(invalid="ignore", divide="ignore"):
                worth = here.framework.scale * own / given
            squares = squared_contributions(
                here.framework, tallies[place], worth, share
            )
            nodes = tallies[place].part.nodes
            variance[:, nodes] += factor[:, None] * squares[:, nodes]
    return np.where(np.isnan(here.score), np.nan, np.sqrt(variance))


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


def squared_contributions(
    framework: Framework,
    tally: RoleTally,
    worth: NDArray[np.float64],
    share: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Sum of z_i^2 over a role's respondents, schools x nodes.

    Args:
        framework: the tree.
        tally: the role's answers in a chunk of schools.
        worth: what a role score of 1 adds to its sub-indicator, in points: schools x
            the role's leaves.
        share: what a point of a node adds to its parent: schools x nodes.
    """
    part = tally.part
    squares = np.zeros_like(share)
    up = part.nodes[np.argsort(-framework.depth[part.nodes], kind="stable")]
    loops().squares(
        tally.body,
        tally.bounds,
        tally.sums,
        tally.counts,
        tally.answered,
        worth,
        part.maximum,
        part.weight,
        part.leaf,
        part.leaves,
        share,
        framework.parent,
        up,
        squares,
    )
    return squares
