"""Measure many schools at once: arrays of schools by nodes, and the rules over them.

What one report card shows (`scoring.logic.cards`) for whole columns; a test compares
the two. NumPy is imported inside: processes that serve pages never come here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from sakaguru.findings.logic.rules import Figures, seen_as
from sakaguru.scoring.logic.cards import PEOPLE_DIFFER
from sakaguru.scoring.logic.changes import SURE
from sakaguru.scoring.logic.disclosure import ROLE_BOUNDS
from sakaguru.scoring.logic.frames import ROLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from sakaguru.findings.logic.rules import FindingRule, Seen
    from sakaguru.scoring.logic.levels import Band

    Array = NDArray[Any]

FIFTHS = 5
FEWEST_TO_RANK = 10
"""Schools below which nobody is ranked."""

NOISE = 1e-9
"""What sums in another order may differ by."""

PEOPLE = tuple(ROLES.index(role) for role in ("KS", "GS", "SS", "MT"))
DATA = ROLES.index("DATA")


class Cells(NamedTuple):
    """Arrays of schools by nodes, as the run holds them; NaN is nothing."""

    scores: Array
    errors: Array
    sufficient: Array
    hidden: Array


class RoleCells(NamedTuple):
    """Hundredths of points and answers by school, leaf and role; -1 is nothing."""

    scores: Array
    n: Array


@dataclass(frozen=True, eq=False)
class Block:
    """What can be measured on the schools of a batch; NaN where nothing can.

    ``fallen`` holds proven losses since the cycle before, ``claimed`` by how much
    people say more than the data, both 0 where there is none; ``fifths`` holds 0 for
    the unranked.
    """

    schools: list[int]
    codes: list[str]
    kinds: list[str]
    scores: Array
    before: Array
    levels: Array
    fallen: Array
    claimed: Array
    fifths: Array

    def measure(self, name: str, target: float) -> Array:
        """One measure of the rules, for all schools and nodes."""
        import numpy as np  # noqa: PLC0415 -- see the module's docstring

        known = ~np.isnan(self.scores)
        if name == "points_below_target":
            return np.round(target - self.scores, 2)
        if name == "points_above_target":
            return np.round(self.scores - target, 2)
        if name == "is_on_lowest_level":
            return np.where(known, (self.levels == 1).astype(float), np.nan)
        found = {
            "points_fallen": self.fallen,
            "points_claimed_above_data": self.claimed,
        }
        return np.where(known, found[name], np.nan)


def counted_scores(cells: Cells) -> Array:
    """Scores as a card shows them; NaN where they are hidden or not sufficient."""
    import numpy as np  # noqa: PLC0415

    points = np.floor(cells.scores * 100 + 0.5 + 1e-6) / 100
    return np.where(cells.hidden | ~cells.sufficient, np.nan, points)


def levels_of(scores: Array, bands: Sequence[Band]) -> Array:
    """The number of each score's level, from 1."""
    import numpy as np  # noqa: PLC0415

    edges = [band.up_to for band in bands[:-1]]
    return np.searchsorted(edges, scores, side="left") + 1


def fallen_points(now: Cells, before: Cells) -> Array:
    """Losses beyond chance (R14); 0 where nothing fell or it cannot be told.

    As `scoring` does it for a card: judged from scores as they were computed, told as
    the distance between those that are shown.
    """
    import numpy as np  # noqa: PLC0415

    shown, shown_then = counted_scores(now), counted_scores(before)
    sure = SURE * np.sqrt(now.errors**2 + before.errors**2) + NOISE
    proven = now.scores - before.scores < -sure
    step = np.round(shown_then - shown, 2)
    return np.where(proven & ~np.isnan(step), step, 0.0)


def claimed_points(cells: RoleCells, hidden: Array) -> Array:
    """By how much people's mean exceeds the data on a leaf, where all may be shown."""
    import numpy as np  # noqa: PLC0415

    given = cells.scores >= 0
    bounds = np.array([ROLE_BOUNDS.get(role, 0) for role in ROLES])
    small = given & (cells.n >= 0) & (cells.n < bounds)
    shown = ~hidden & ~small.any(axis=2) & given[:, :, DATA]
    points = np.where(given, cells.scores / 100, 0.0)
    voices = given[:, :, PEOPLE].sum(axis=2)
    mean = points[:, :, PEOPLE].sum(axis=2) / np.maximum(voices, 1)
    apart = np.where(shown & (voices > 0), mean - points[:, :, DATA], 0.0)
    found = np.zeros(apart.shape)
    for row, leaf in zip(*np.nonzero(apart > PEOPLE_DIFFER), strict=True):
        found[row, leaf] = round(float(apart[row, leaf]), 2)
    return found


def edges_of_fifths(scores: Array) -> list[list[float] | None]:
    """Where the fifths of the schools end, by node; None where nobody is ranked."""
    import numpy as np  # noqa: PLC0415

    found: list[list[float] | None] = []
    for column in range(scores.shape[1]):
        known = np.sort(scores[:, column][~np.isnan(scores[:, column])])
        step = len(known) / FIFTHS
        places = [int(step * n) for n in range(1, FIFTHS)]
        ranked = len(known) >= FEWEST_TO_RANK
        found.append([float(known[place]) for place in places] if ranked else None)
    return found


def fifths_of(scores: Array, edges: Sequence[Sequence[float] | None]) -> Array:
    """1 for the best fifth to 5 for the worst; 0 where nobody is ranked."""
    import numpy as np  # noqa: PLC0415

    found = np.zeros(scores.shape, np.int64)
    for column, ends in enumerate(edges):
        if ends is not None:
            place = np.searchsorted(ends, scores[:, column], side="right")
            found[:, column] = FIFTHS - place
    return found


def seen_in(
    rules: Iterable[FindingRule], block: Block, target: float
) -> Iterator[tuple[int, Seen]]:
    """Apply the rules: per school and rule the strongest few; gives row and sign."""
    import numpy as np  # noqa: PLC0415

    rank = np.argsort(np.argsort(np.array(block.codes)))
    for rule in rules:
        fits = np.array([kind in rule.node_kinds for kind in block.kinds])
        values = np.where(fits, block.measure(rule.measure, target), np.nan)
        rows, nodes = np.nonzero(values >= rule.at_least)
        strength = values[rows, nodes]
        order = np.lexsort((rank[nodes], -strength, rows))
        rows, nodes, strength = rows[order], nodes[order], strength[order]
        starts = np.searchsorted(rows, rows, side="left")
        first = np.arange(len(rows)) - starts < rule.most
        for row, node, value in zip(
            rows[first].tolist(),
            nodes[first].tolist(),
            strength[first].tolist(),
            strict=True,
        ):
            yield row, seen_as(rule, _figures(block, row, node), value, target)


def _figures(block: Block, row: int, node: int) -> Figures:
    before = float(block.before[row, node])
    return Figures(
        block.codes[node],
        block.kinds[node],
        float(block.scores[row, node]),
        None if before != before else before,  # noqa: PLR0124 -- NaN
        int(block.levels[row, node]),
        {},
    )
