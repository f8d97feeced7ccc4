"""Simulated nations whose activity has a known effect. Arrays only, chance by seed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sakaguru.planning.logic.matching import Pool, Self


@dataclass(frozen=True)
class World:
    """How schools of a simulated nation come to their scores.

    Those with low measured scores, good internet and many pupils take up the activity
    more often; whole areas do so together and have good and bad years together; errors
    are larger in small schools; the gain differs from school to school by ``uneven``.
    ``hidden`` is the share of a school's own trend that also makes it take part: what
    no comparison can see, except by the check on the earlier period.
    """

    effect: float = 0.0
    provinces: int = 4
    districts: int = 5
    areas: int = 4
    schools: int = 15
    error: float = 0.3
    shared: float = 0.12
    uneven: float = 0.1
    hidden: float = 0.0

    @property
    def count(self) -> int:
        return self.provinces * self.districts * self.areas * self.schools


def nation(world: World, seed: int) -> tuple[Pool, np.ndarray]:
    """A pool, and the true effect in each of its schools."""
    chance = np.random.default_rng(seed)
    n = world.count
    area = np.arange(n) // world.schools
    district = area // world.areas
    doubling = chance.normal(7.2, 1.0, n)
    reach = chance.choice([0.0, 0.5, 1.0], n, p=[0.3, 0.4, 0.3])
    private = (chance.random(n) < 0.2).astype(float)
    latent = (
        4.0
        + 0.25 * (doubling - 7.2)
        + 0.4 * (reach - 0.5)
        + chance.normal(0, 0.3, district.max() + 1)[district]
        + chance.normal(0, 0.6, n)
    )
    spread = world.error * np.exp(-0.15 * (doubling - 7.2))
    noise = chance.normal(0, 1, (3, n)) * spread
    own_trend = chance.normal(0, 0.25, n)
    trend = 0.1 + 0.1 * reach - 0.05 * (latent - 4.0) + own_trend * (world.hidden > 0)
    years = chance.normal(0, world.shared, (3, area.max() + 1))[:, area]
    before = latent - trend + noise[0] + years[0]
    score = latent + noise[1] + years[1]
    wish = (
        -0.9
        - 0.9 * (score - 4.0)
        + 0.6 * (reach - 0.5)
        + 0.3 * (doubling - 7.2)
        + world.hidden * 8 * own_trend
        + chance.normal(0, 0.6, area.max() + 1)[area]
    )
    done = chance.random(n) < 1 / (1 + np.exp(-wish))
    gain = world.effect + chance.normal(0, world.uneven, n) * (world.effect != 0)
    after = latent + trend + noise[2] + years[2] + gain * done
    pool = Pool(
        school=np.arange(n, dtype=np.int64),
        score=score,
        doubling=doubling,
        reach=reach,
        is_private=private,
        district=district,
        province=district // world.districts,
        area=area,
        cluster=np.arange(n) // 5,
        period=np.zeros(n, dtype=np.intp),
        done=done,
        change=after - score,
        earlier=score - before,
    )
    return pool, gain


def self_of(pool: Pool, place: int) -> Self:
    """A school of the pool, asking as if it were about to plan."""
    return Self(
        school=int(pool.school[place]),
        score=float(pool.score[place]),
        doubling=float(pool.doubling[place]),
        reach=float(pool.reach[place]),
        is_private=float(pool.is_private[place]),
        district=int(pool.district[place]),
        province=int(pool.province[place]),
    )
