"""What an activity changed in schools like one's own.

The nearest schools that completed an activity of a kind are compared with the nearest
that did not: the difference of their changes, adjusted for what they still differ in.
Method, sources and what was measured: ``docs/matching.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sakaguru.planning.logic.matching_errors import (
    Estimate,
    coefficient,
    fitted,
    prediction,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Places = NDArray[np.intp]

FEWEST = 10
"""Schools on each side below which nothing is said."""

MOST_DONE, MOST_NOT = 60, 120
"""Neighbours taken, the nearest first."""

FARTHEST = 2.5
"""Distance beyond which a school is not alike."""

FEWEST_DEGREES = 4.0
"""Degrees of freedom below which an interval would say nothing."""

POINTS_APART = 0.5
"""Points of the starting score that count as one step of distance."""

UNKNOWN_APART = 0.5
"""Steps between two schools where a particular of one is not known."""


@dataclass(frozen=True)
class Pool:
    """Schools measured in two cycles on one node; NaN where a figure is unknown.

    ``doubling`` is the binary logarithm of pupils, ``reach`` the internet (0 to 1).
    ``done``: completed an activity of the kind between the cycles. ``change``: points
    between them; ``earlier``: points between the cycle before and the first.
    ``cluster``: schools whose changes may have a common reason.
    """

    school: NDArray[np.int64]
    score: Floats
    doubling: Floats
    reach: Floats
    is_private: Floats
    district: Places
    province: Places
    cluster: Places
    done: NDArray[np.bool_]
    change: Floats
    earlier: Floats


class Self(NamedTuple):
    """The school that asks, in the same figures as the pool."""

    school: int
    score: float
    doubling: float
    reach: float
    is_private: float
    district: int
    province: int


class Likeness(NamedTuple):
    """How far two schools are apart, part by part, in steps; see the constants."""

    score: float
    size: float
    connectivity: float
    status: float
    region: float

    @property
    def distance(self) -> float:
        return float(np.sqrt(sum(part**2 for part in self)))


class Neighbours(NamedTuple):
    """Places in the pool, nearest first, and their distances."""

    places: Places
    distances: Floats


class Found(Enum):
    """What a comparison allows to say."""

    MORE = "more"
    LESS = "less"
    UNPROVEN = "unproven"
    """The interval holds zero, or the check on the earlier period fails."""
    TOO_FEW = "too_few"


class Comparison(NamedTuple):
    """Schools alike that did and did not; ``effect`` is the difference in change.

    ``placebo`` is the same difference over the period before, when nothing had been
    done: far from zero, the two sides were not alike. None: not known for enough.
    """

    n_done: int
    n_not: int
    found: Found
    effect: Estimate | None = None
    placebo: Estimate | None = None
    change_done: float | None = None
    change_not: float | None = None
    nearest: float | None = None
    farthest: float | None = None

    @property
    def fails_placebo(self) -> bool:
        return self.placebo is not None and _is_away_from_zero(self.placebo)


def parts_between(pool: Pool, one: Self, places: Places | slice) -> Floats:
    """One row per school, one column per part of `Likeness`."""
    region = np.where(
        pool.district[places] == one.district,
        0.0,
        np.where(pool.province[places] == one.province, 0.5, 1.0),
    )
    columns = (
        _apart(pool.score[places], one.score) / POINTS_APART,
        _apart(pool.doubling[places], one.doubling),
        _apart(pool.reach[places], one.reach),
        np.abs(pool.is_private[places] - one.is_private),
        region,
    )
    return np.stack(columns, axis=1)


def distances_to(pool: Pool, one: Self) -> Floats:
    """Distance of every school of the pool; infinite for the school itself."""
    parts = parts_between(pool, one, slice(None))
    found = np.sqrt(np.einsum("ij,ij->i", parts, parts))
    found[pool.school == one.school] = np.inf
    return found


def nearest(distances: Floats, among: Places, most: int) -> Neighbours:
    """The nearest of some places that are alike enough."""
    own = distances[among]
    if len(among) > most:
        kept = np.argpartition(own, most)[: most + 1]
        among, own = among[kept], own[kept]
    order = np.lexsort((among, own))[:most]
    order = order[own[order] <= FARTHEST]
    return Neighbours(among[order], own[order])


def neighbours(pool: Pool, one: Self) -> tuple[Neighbours, Neighbours]:
    """Schools alike that completed such an activity, and those that did not."""
    distances = distances_to(pool, one)
    return (
        nearest(distances, np.flatnonzero(pool.done), MOST_DONE),
        nearest(distances, np.flatnonzero(~pool.done), MOST_NOT),
    )


def compared(
    pool: Pool, one: Self, sides: tuple[Neighbours, Neighbours] | None = None
) -> Comparison:
    """Compare schools alike; ``sides`` where the neighbours are known already."""
    done, other = sides or neighbours(pool, one)
    n_done, n_not = len(done.places), len(other.places)
    if min(n_done, n_not) < FEWEST:
        return Comparison(n_done, n_not, Found.TOO_FEW)
    places = np.concatenate([done.places, other.places])
    effect = _difference(pool, one, places, pool.change[places])
    if effect is None:
        return Comparison(n_done, n_not, Found.TOO_FEW)
    placebo = _difference(pool, one, places, pool.earlier[places])
    distances = np.concatenate([done.distances, other.distances])
    return Comparison(
        n_done,
        n_not,
        _verdict(effect, placebo),
        effect,
        placebo,
        float(pool.change[done.places].mean()),
        float(pool.change[other.places].mean()),
        float(distances.min()),
        float(distances.max()),
    )


def foreseen(pool: Pool, one: Self) -> tuple[int, Estimate | None]:
    """The change of a school like this without the activity, and from how many.

    The interval is that for a single school: it holds all by which schools differ.
    """
    other = neighbours(pool, one)[1]
    count = len(other.places)
    if count < FEWEST:
        return count, None
    x = _covariates(pool, one, other.places)
    fit = fitted(x, pool.change[other.places])
    if fit.dof < FEWEST_DEGREES:
        return count, None
    at = np.zeros(x.shape[1])
    at[0] = 1.0
    return count, prediction(fit, at)


def _difference(
    pool: Pool, one: Self, places: Places, outcome: Floats
) -> Estimate | None:
    known = np.isfinite(outcome)
    places, outcome = places[known], outcome[known]
    done = pool.done[places].astype(float)
    if min(done.sum(), len(done) - done.sum()) < FEWEST:
        return None
    x = np.column_stack([done, _covariates(pool, one, places)])
    fit = fitted(x, outcome)
    _, clusters = np.unique(pool.cluster[places], return_inverse=True)
    found = coefficient(fit, 0, clusters)
    return found if found.dof >= FEWEST_DEGREES else None


def _covariates(pool: Pool, one: Self, places: Places) -> Floats:
    """One, then how each school differs from the one that asks; only what varies."""
    columns = (
        pool.score[places] - one.score,
        _filled(pool.doubling[places] - one.doubling),
        _filled(pool.reach[places] - one.reach),
        pool.is_private[places] - one.is_private,
        (pool.district[places] != one.district).astype(float),
    )
    varying = [column for column in columns if column.max() - column.min() > 0]
    return np.column_stack([np.ones(len(places)), *varying])


def _filled(difference: Floats) -> Floats:
    return np.where(np.isfinite(difference), difference, 0.0)


def _apart(theirs: Floats, own: float) -> Floats:
    apart = np.abs(theirs - own)
    return np.where(np.isfinite(apart), apart, UNKNOWN_APART)


def _verdict(effect: Estimate, placebo: Estimate | None) -> Found:
    if not _is_away_from_zero(effect):
        return Found.UNPROVEN
    if placebo is not None and _is_away_from_zero(placebo):
        return Found.UNPROVEN
    return Found.MORE if effect.points > 0 else Found.LESS


def _is_away_from_zero(estimate: Estimate) -> bool:
    return abs(estimate.points) > estimate.margin
