"""What an activity changed in schools like one's own.

The nearest schools that completed an activity of a kind are compared with the nearest
that did not: the difference of their changes, adjusted for what they still differ in.
Method, sources and what was measured: ``docs/matching.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sakaguru.planning.logic.matching_errors import (
    Design,
    Estimate,
    coefficient,
    designed,
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

FEWEST_CLUSTERS = 10
"""Areas, else clusters of schools, that an error over them needs."""

POINTS_APART = 0.5
"""Points of the starting score that count as one step of distance."""

OUTSIDE = 1.0
"""Steps between schools of different provinces; half of it between districts."""

ROUNDING = 1e-6
"""Points by which a first look may take too many."""

UNKNOWN_APART = 0.5
"""Steps between two schools where a particular of one is not known."""


@dataclass(frozen=True)
class Pool:
    """Schools measured in two cycles on one node; NaN where a figure is unknown.

    ``doubling`` is the binary logarithm of pupils, ``reach`` the internet (0 to 1).
    ``done``: completed an activity of the kind between the cycles. ``change``: points
    between them; ``earlier``: points between the cycle before and the first.
    ``area`` and, in it, ``cluster``: schools whose changes may have a common reason;
    ``period``: the pair of cycles. A school stands in a pool once per period.
    """

    school: NDArray[np.int64]
    score: Floats
    doubling: Floats
    reach: Floats
    is_private: Floats
    district: Places
    province: Places
    area: Places
    cluster: Places
    period: Places
    done: NDArray[np.bool_]
    change: Floats
    earlier: Floats

    @cached_property
    def shelves(self) -> dict[bool, Shelf]:
        """The two sides: those that completed an activity, and those that did not."""
        return {
            is_done: Shelf(self, np.flatnonzero(self.done == is_done))
            for is_done in (True, False)
        }


class Shelf:
    """One side of a pool, put in order as far as it is asked for, and then kept."""

    def __init__(self, pool: Pool, places: Places) -> None:
        self.pool, self.places = pool, places
        self._homes: dict[int, Places] = {}

    def home(self, province: int) -> Places:
        """Places of a province, in their order."""
        if province not in self._homes:
            here = self.pool.province[self.places] == province
            self._homes[province] = self.places[here]
        return self._homes[province]

    @cached_property
    def ranked(self) -> tuple[Places, Floats]:
        """Places by starting score, and these scores."""
        scores = self.pool.score[self.places]
        order = np.argsort(scores, kind="stable")
        return self.places[order], scores[order]

    def between(self, low: float, high: float) -> Places:
        """Places whose starting score lies between the two."""
        places, scores = self.ranked
        first, last = np.searchsorted(scores, (low, high))
        return places[first:last]


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
        np.where(pool.province[places] == one.province, OUTSIDE / 2, OUTSIDE),
    )
    columns = (
        _apart(pool.score[places], one.score) / POINTS_APART,
        _apart(pool.doubling[places], one.doubling),
        _apart(pool.reach[places], one.reach),
        np.abs(pool.is_private[places] - one.is_private),
        region,
    )
    return np.stack(columns, axis=1)


def nearest(pool: Pool, one: Self, among: Places, most: int) -> Neighbours:
    """The nearest of some places that are alike enough, and never the school itself."""
    among = among[pool.school[among] != one.school]
    parts = parts_between(pool, one, among)
    apart = np.sqrt(np.einsum("ij,ij->i", parts, parts))
    if len(among) > most:
        kept = np.argpartition(apart, most)[: most + 1]
        among, apart = among[kept], apart[kept]
    order = np.lexsort((among, apart))[:most]
    order = order[apart[order] <= FARTHEST]
    return Neighbours(among[order], apart[order])


def neighbours(pool: Pool, one: Self) -> tuple[Neighbours, Neighbours]:
    """Schools alike that completed such an activity, and those that did not."""
    did, did_not = pool.shelves[True], pool.shelves[False]
    return _side(pool, one, did, MOST_DONE), _side(pool, one, did_not, MOST_NOT)


def _side(pool: Pool, one: Self, shelf: Shelf, most: int) -> Neighbours:
    """The own province first; then only those outside that may still be nearer."""
    found = nearest(pool, one, shelf.home(one.province), most)
    limit = float(found.distances[-1]) if len(found.places) == most else FARTHEST
    if limit <= OUTSIDE:
        return found
    room = float(np.sqrt(limit**2 - OUTSIDE**2))
    among = np.concatenate([found.places, _outside(pool, one, shelf, room)])
    return nearest(pool, one, among, most)


def _outside(pool: Pool, one: Self, shelf: Shelf, room: float) -> Places:
    """Places in other provinces that score and size leave within ``room``."""
    reach = room * POINTS_APART
    wide = reach + ROUNDING
    near = shelf.between(one.score - wide, one.score + wide)
    wanted = pool.province[near] != one.province
    wanted &= np.abs(pool.score[near] - one.score) <= reach
    wanted &= ~(np.abs(pool.doubling[near] - one.doubling) > room)
    return np.sort(near[wanted])


def compared(
    pool: Pool, one: Self, sides: tuple[Neighbours, Neighbours] | None = None
) -> Comparison:
    """Compare schools alike; ``sides`` where the neighbours are known already."""
    done, other = sides or neighbours(pool, one)
    n_done, n_not = (len(np.unique(pool.school[s.places])) for s in (done, other))
    if min(n_done, n_not) < FEWEST:
        return Comparison(n_done, n_not, Found.TOO_FEW)
    places = np.concatenate([done.places, other.places])
    now, before = (np.isfinite(y[places]) for y in (pool.change, pool.earlier))
    design = _design(pool, one, places[now])
    effect = _difference(design, pool.change[places[now]])
    if effect is None:
        return Comparison(n_done, n_not, Found.TOO_FEW)
    if (now != before).any():
        design = _design(pool, one, places[before])
    placebo = _difference(design, pool.earlier[places[before]])
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


def _design(pool: Pool, one: Self, places: Places) -> Design | None:
    """None where a side has too few schools whose outcome is known."""
    done = pool.done[places].astype(float)
    if min(done.sum(), len(done) - done.sum()) < FEWEST:
        return None
    x = np.column_stack([done, _covariates(pool, one, places)])
    return designed(x, 0, _clusters(pool, places))


def _difference(design: Design | None, outcome: Floats) -> Estimate | None:
    if design is None or design.dof < FEWEST_DEGREES:
        return None
    return coefficient(design, outcome)


def _clusters(pool: Pool, places: Places) -> Places:
    """The widest units of which there are enough for an error; else single schools."""
    for units in (pool.area[places], pool.cluster[places]):
        kinds, found = np.unique(units, return_inverse=True)
        if len(kinds) >= FEWEST_CLUSTERS:
            return found
    return np.unique(pool.school[places], return_inverse=True)[1]


def _covariates(pool: Pool, one: Self, places: Places) -> Floats:
    """One, then how each school differs from the one that asks; only what varies.

    Periods get a level of their own: a good year for all is not the activity's.
    """
    period = pool.period[places]
    columns = (
        pool.score[places] - one.score,
        _filled(pool.doubling[places] - one.doubling),
        _filled(pool.reach[places] - one.reach),
        pool.is_private[places] - one.is_private,
        (pool.district[places] != one.district).astype(float),
        *((period == other).astype(float) for other in np.unique(period)[1:]),
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
