from __future__ import annotations

import os
from dataclasses import replace

import numpy as np
import pytest
from factories.nations import World, nation, self_of

from sakaguru.planning.logic.matching import (
    FARTHEST,
    FEWEST,
    Found,
    Likeness,
    compared,
    foreseen,
    neighbours,
    parts_between,
)

PROVING = os.environ.get("HYPOTHESIS_PROFILE") == "prove"
RUNS = 1000 if PROVING else 200
COVERED = (0.93, 0.97) if PROVING else (0.91, 0.985)
QUIET = 0.93 if PROVING else 0.92

SMALL = World(effect=0.4, provinces=2, districts=3, areas=3, schools=12)
OTHER_YEARS = World(effect=-0.2, shared=0.3)
FEW_AREAS = World(effect=0.4, provinces=1, districts=1, areas=6, schools=30)


def simulated(world, seed=0):
    """One comparison per nation, for a school by chance, with the truth beside it."""
    for run in range(RUNS):
        pool, gain = nation(world, seed + run)
        place = int(np.random.default_rng(run).integers(world.count))
        one = self_of(pool, place)
        sides = neighbours(pool, one)
        truth = gain[sides[0].places].sum() / max(len(sides[0].places), 1)
        yield compared(pool, one, sides), truth


@pytest.mark.parametrize(
    "world",
    [SMALL, FEW_AREAS, *([World(effect=0.4), OTHER_YEARS] if PROVING else [])],
)
def test_the_interval_covers_the_known_effect_as_often_as_it_says(world):
    said = [(c.effect, truth) for c, truth in simulated(world) if c.effect]

    covered = np.mean([e.low <= truth <= e.high for e, truth in said])
    off = np.mean([e.points - truth for e, truth in said])
    assert len(said) > 0.9 * RUNS
    assert COVERED[0] <= covered <= COVERED[1]
    assert abs(off) < 0.02


@pytest.mark.parametrize(
    "world",
    [replace(SMALL, effect=0.0), *([World(), World(shared=0.3)] if PROVING else [])],
)
def test_no_effect_is_found_where_there_is_none(world):
    found = [c.found for c, _ in simulated(world, seed=50_000)]

    quiet = np.mean([f in {Found.UNPROVEN, Found.TOO_FEW} for f in found])
    assert quiet >= QUIET


def test_the_period_before_warns_when_schools_on_the_rise_take_part():
    found = [c for c, _ in simulated(World(hidden=1.0), seed=90_000)]

    assert np.mean([c.fails_placebo for c in found if c.effect]) > 0.85
    assert np.mean([c.found is Found.MORE for c in found]) < 0.12


def test_a_known_effect_is_mostly_found():
    found = [c.found for c, _ in simulated(World(effect=0.4), seed=70_000)]

    assert np.mean([f is Found.MORE for f in found]) > 0.9


def test_what_is_foreseen_for_a_single_school_holds_as_often_as_it_says():
    hits = []
    for run in range(RUNS):
        pool, _ = nation(World(), 20_000 + run)
        place = int(np.flatnonzero(~pool.done)[run % 50])
        _, said = foreseen(pool, self_of(pool, place))
        if said is not None:
            hits.append(said.low <= pool.change[place] <= said.high)

    assert 0.91 <= np.mean(hits) <= 0.985


def test_fewer_than_ten_on_a_side_are_refused():
    pool, _ = nation(SMALL, 1)
    kept = np.flatnonzero(pool.done)[: FEWEST - 1]
    done = np.zeros_like(pool.done)
    done[kept] = True
    pool = replace(pool, done=done)

    said = compared(pool, self_of(pool, int(np.flatnonzero(~done)[0])))

    assert said.found is Found.TOO_FEW
    assert said.n_done < FEWEST <= said.n_not
    assert said.effect is None


def test_an_unknown_period_before_is_no_check():
    pool, _ = nation(World(effect=0.6), 3)
    pool = replace(pool, earlier=np.full(len(pool.school), np.nan))

    said = compared(pool, self_of(pool, 0))

    assert said.placebo is None
    assert not said.fails_placebo
    assert said.found is Found.MORE


def test_neighbours_are_the_nearest_of_all_and_never_oneself():
    pool, _ = nation(World(), 5)
    one = self_of(pool, 40)

    done, other = neighbours(pool, one)

    apart = np.array(
        [
            Likeness(*row).distance
            for row in parts_between(pool, one, np.arange(len(pool.school)))
        ]
    )
    for side, wanted in ((done, pool.done), (other, ~pool.done)):
        among = np.flatnonzero(wanted & (pool.school != one.school))
        best = np.sort(apart[among])[: len(side.places)]
        assert np.allclose(side.distances, best)
        assert np.allclose(apart[side.places], side.distances)
        assert side.distances.max() <= FARTHEST
        assert (np.diff(side.distances) >= 0).all()
        assert 40 not in side.places


def test_each_part_of_the_distance_has_its_step():
    pool, _ = nation(SMALL, 2)
    one = self_of(pool, 0)
    twin = one._replace(
        score=one.score + 0.5,
        doubling=one.doubling + 1,
        reach=np.nan,
        is_private=1 - one.is_private,
        district=-1,
    )

    parts = Likeness(*parts_between(pool, twin, np.array([0]))[0])

    assert parts == pytest.approx((1.0, 1.0, 0.5, 1.0, 0.5))
    assert parts.distance == pytest.approx(3.5**0.5)


def test_unknown_particulars_do_not_stop_a_comparison():
    pool, _ = nation(World(effect=0.5), 7)
    doubling = pool.doubling.copy()
    doubling[::3] = np.nan
    pool = replace(pool, doubling=doubling)

    said = compared(pool, self_of(pool, 0))

    assert said.found is Found.MORE
    assert np.isfinite(said.effect.error)


def test_the_same_question_gets_the_same_answer():
    pool, _ = nation(World(effect=0.2), 9)
    one = self_of(pool, 12)

    assert compared(pool, one) == compared(pool, one)


def test_a_good_year_for_all_is_not_taken_for_the_activity():
    poor, _ = nation(World(), 31)
    good, _ = nation(World(), 32)
    rng = np.random.default_rng(1)
    poor = replace(poor, done=rng.random(len(poor.done)) < 0.1)
    good = replace(
        good,
        done=rng.random(len(good.done)) < 0.6,
        change=good.change + 1.0,
        period=np.ones_like(good.period),
        area=good.area + 1000,
        cluster=good.cluster + 10_000,
        school=good.school + 100_000,
    )
    both = type(poor)(
        **{
            name: np.concatenate([getattr(poor, name), getattr(good, name)])
            for name in vars(poor)
        }
    )

    said = compared(both, self_of(poor, 3))

    assert abs(said.effect.points) < 0.3
