"""What the answers of one role come to, school by school: rules R1 to R3."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sakaguru.engine.kernel import loops

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sakaguru.engine.instruments import Part


@dataclass(frozen=True, eq=False)
class RoleTally:
    """What the answers of one role come to in a chunk of schools."""

    part: Part
    body: NDArray[np.uint8]
    bounds: NDArray[np.int64]
    sums: NDArray[np.uint32]
    """R2, before division: schools x items."""
    counts: NDArray[np.uint32]
    score: NDArray[np.float64]
    """R3, 0 to 1: schools x leaves of the role and one for items of none; NaN none."""
    answered: NDArray[np.float64]
    """Weight of the answered items, in the same columns."""
    valid: NDArray[np.int32]
    n: NDArray[np.int32]
    """Respondents per node of the role: schools x nodes of the role."""


def tally_role(
    part: Part, body: NDArray[np.uint8], bounds: NDArray[np.int64]
) -> RoleTally:
    """Sum up one role (R1 to R3). ``bounds`` counts from the first row of ``body``."""
    run = loops()
    schools = len(bounds) - 1
    sums = np.zeros((schools, len(part.items)), np.uint32)
    counts = np.zeros_like(sums)
    run.tally(body, bounds, sums, counts)
    score = np.empty((schools, len(part.leaves) + 1))
    answered = np.empty_like(score)
    run.leaf_scores(sums, counts, part.maximum, part.weight, part.leaf, score, answered)
    valid = np.zeros(schools, np.int32)
    n = np.zeros((schools, len(part.nodes)), np.int32)
    run.reach(body, bounds, counts, part.starts, part.flat, part.first, valid, n)
    return RoleTally(part, body, bounds, sums, counts, score, answered, valid, n)
