"""What changed between two cycles: rule R14."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from sakaguru.engine.quality import NOISE
from sakaguru.engine.rollup import roll_up

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from sakaguru.engine.rollup import Tier
    from sakaguru.engine.scores import SchoolScores

BEYOND = 1.96
JUMP = 1.5
RISE, FALL, UNPROVEN = 1, -1, 0


@dataclass(frozen=True, eq=False)
class Pairs:
    """The nodes that both standard sets hold, as positions in each."""

    earlier: NDArray[np.int64]
    later: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Change:
    """Later minus earlier, per school or region and pair of nodes; NaN not comparable.

    ``verdict`` is 1 for a rise, -1 for a fall, 0 where there is no proof of a change.
    """

    change: NDArray[np.float64]
    se: NDArray[np.float64]
    verdict: NDArray[np.int8]
    schools: NDArray[np.int64]
    """Schools counted in both cycles."""


def common_nodes(
    earlier: SchoolScores,
    later: SchoolScores,
    crosswalk: Mapping[str, str] | None = None,
) -> Pairs:
    """Pair the measured nodes of two cycles, by code or by crosswalk.

    A crosswalk (earlier code to later code) replaces equality of codes for the nodes it
    names. The total is compared only when each measured standard of both has a partner,
    and nothing is where points mean another scale.
    """
    if earlier.framework.scale != later.framework.scale:
        return Pairs(np.zeros(0, np.int64), np.zeros(0, np.int64))
    known = crosswalk or {}
    taken = set(known.values())
    pairs = []
    for place in np.flatnonzero(earlier.instrument.measured).tolist():
        code = earlier.framework.codes[place]
        other = known.get(code, code if code not in taken else "")
        partner = later.framework.index.get(other)
        if partner is not None and later.instrument.measured[partner]:
            pairs.append((place, partner))
    if not _same_standards(earlier, later, pairs):
        pairs = [pair for pair in pairs if pair[0] != 0]
    columns = np.array(pairs, np.int64).reshape(-1, 2)
    return Pairs(columns[:, 0], columns[:, 1])


def _same_standards(
    earlier: SchoolScores, later: SchoolScores, pairs: Sequence[tuple[int, int]]
) -> bool:
    for side, scores in enumerate((earlier, later)):
        standards = {
            int(place)
            for place in scores.framework.standards
            if scores.instrument.measured[place]
        }
        if not standards <= {pair[side] for pair in pairs}:
            return False
    return True


def change_of_schools(
    earlier: SchoolScores, later: SchoolScores, pairs: Pairs
) -> Change:
    """Change of each school that was counted in both cycles.

    Both have the same school ordinals.
    """
    both = earlier.counted[:, pairs.earlier] & later.counted[:, pairs.later]
    change = later.score[:, pairs.later] - earlier.score[:, pairs.earlier]
    errors = [
        np.full_like(change, np.nan) if scores.se is None else scores.se[:, places]
        for scores, places in ((earlier, pairs.earlier), (later, pairs.later))
    ]
    return judged(np.where(both, change, np.nan), np.hypot(*errors), both)


def judged(
    change: NDArray[np.float64], se: NDArray[np.float64], schools: NDArray[np.generic]
) -> Change:
    """A rise or fall lies beyond 1.96 SE; an unknown error proves nothing."""
    proven = np.abs(change) > BEYOND * se + NOISE
    verdict = np.where(proven, np.sign(np.nan_to_num(change)), 0)
    se = np.where(np.isnan(change), np.nan, se)
    return Change(change, se, verdict.astype(np.int8), schools.astype(np.int64))


def change_of_regions(
    earlier: SchoolScores, later: SchoolScores, pairs: Pairs, tier: Tier
) -> Change:
    """Change of each region's means, over the schools counted in both cycles only."""
    both = earlier.counted[:, pairs.earlier] & later.counted[:, pairs.later]
    (before,) = roll_up(_only(earlier, pairs.earlier, both), [tier])
    (after,) = roll_up(_only(later, pairs.later, both), [tier])
    change = after.mean[:, pairs.later] - before.mean[:, pairs.earlier]
    se = np.hypot(before.se[:, pairs.earlier], after.se[:, pairs.later])
    return judged(change, se, before.counted[:, pairs.earlier])


def _only(
    scores: SchoolScores, places: NDArray[np.int64], both: NDArray[np.bool_]
) -> SchoolScores:
    """The cycle with nothing counted but the comparable."""
    level = np.zeros_like(scores.level)
    level[:, places] = np.where(both, scores.level[:, places], 0)
    return replace(scores, level=level)


def jumps(
    earlier: SchoolScores, later: SchoolScores, pairs: Pairs
) -> list[tuple[int, str, float]]:
    """Standards that rose by more than 1.5: school, code in the later set, rise.

    Whether a completed activity explains it is for others to know.
    """
    change = change_of_schools(earlier, later, pairs).change
    standards = np.isin(pairs.later, later.framework.standards)
    flagged = (change > JUMP + NOISE) & standards
    return [
        (
            int(school),
            later.framework.codes[pairs.later[pair]],
            float(change[school, pair]),
        )
        for school, pair in zip(*np.nonzero(flagged), strict=True)
    ]


__all__ = [
    "FALL",
    "RISE",
    "UNPROVEN",
    "Change",
    "Pairs",
    "change_of_regions",
    "change_of_schools",
    "common_nodes",
    "judged",
    "jumps",
]
