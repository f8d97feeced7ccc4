"""What the answers of one role come to, school by school: rules R1 to R3."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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


class Room:
    """Memory that is used again: asking for it anew costs more than the sums."""

    def __init__(self) -> None:
        self.held: dict[tuple[str, str], NDArray[Any]] = {}

    def array(
        self, role: str, name: str, shape: tuple[int, int], kind: type
    ) -> NDArray[Any]:
        """Zeros; whoever asked for this name before must be done with them."""
        size = shape[0] * shape[1]
        flat = self.held.get((role, name))
        if flat is None or len(flat) < size:
            flat = self.held[role, name] = np.empty(size, kind)
        array = flat[:size].reshape(shape)
        array[:] = 0
        return array


def tally_role(
    part: Part,
    body: NDArray[np.uint8],
    bounds: NDArray[np.int64],
    room: Room | None = None,
) -> RoleTally:
    """Sum up one role (R1 to R3). ``bounds`` counts from the first row of ``body``."""
    run, room = loops(), room or Room()
    schools = len(bounds) - 1
    items, leaves = (schools, len(part.items)), (schools, len(part.leaves) + 1)
    sums = room.array(part.role, "sums", items, np.uint32)
    counts = room.array(part.role, "counts", items, np.uint32)
    run.tally(body, bounds, sums, counts)
    score = room.array(part.role, "score", leaves, np.float64)
    answered = room.array(part.role, "answered", leaves, np.float64)
    run.leaf_scores(sums, counts, part.maximum, part.weight, part.leaf, score, answered)
    valid = np.zeros(schools, np.int32)
    n = room.array(part.role, "n", (schools, len(part.nodes)), np.int32)
    run.reach(body, bounds, counts, part.starts, part.flat, part.first, valid, n)
    return RoleTally(part, body, bounds, sums, counts, score, answered, valid, n)
