"""What the schools of the story do about their gaps, and whether it helps."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import NamedTuple

from sakaguru.dashboards.logic.story import SEED


class Kind(NamedTuple):
    """A remedy of a node: how many with the gap choose it, and what it truly does.

    ``lift`` moves the answers of the next cycle (log-odds); ``figure`` is a field of
    the administrative data that it sets.
    """

    node: str
    key: str
    share: float
    lift: float
    figure: str = ""
    rupiah: int = 0


KINDS = (
    Kind("3.1.2", "SNP_2016:3.1.2:r1", 0.5, 1.5, rupiah=3_600_000),
    Kind("2.2.3", "SNP_2016:2.2.3:r1", 0.45, 0.9, rupiah=1_250_000),
    Kind("5.1.7", "SNP_2016:5.1.7:r1", 0.45, 0.2, rupiah=4_800_000),
    Kind("5.2.10", "SNP_2016:5.2.10:r2", 0.25, 0.0),
    Kind("5.5.1", "SNP_2016:5.5.1:r1", 0.2, 0.0, "kpus"),
    Kind("6.3.3", "SNP_2016:6.3.3:r1", 0.3, 0.0, rupiah=6_500_000),
    Kind("6.2.3", "SNP_2016:6.2.3:r1", 0.3, 0.0, rupiah=9_750_000),
    Kind("4.4.3", "SNP_2016:4.4.3:r1", 0.5, 1.2, rupiah=2_400_000),
    Kind("3.1.4", "SNP_2016:3.1.4:r1", 0.5, 0.8, rupiah=1_800_000),
)
BY_NODE = {kind.node: kind for kind in KINDS}
MOST_OF_A_PLAN = 4

HERO_LIFTS = 1.6
"""By how much more the hero's activities change than those of others."""


class Fate(NamedTuple):
    """How an activity of the story went: days after the plan began, and how far."""

    starts_after: int
    weeks: int
    state: str
    percent: int
    spent_share: float

    def starts_on(self, begun: date) -> date:
        return begun + timedelta(days=self.starts_after)

    def ends_on(self, begun: date) -> date:
        return self.starts_on(begun) + timedelta(weeks=self.weeks, days=-1)


def chance_of(*parts: object) -> random.Random:
    """A draw that is the same for the same parts."""
    return random.Random(" ".join(map(str, (SEED, *parts))))  # noqa: S311 -- a repeatable draw


def chosen_kinds(school: str, year: int, gaps: set[str]) -> list[Kind]:
    """What a school with these gaps takes into its plan; most plan nothing for some."""
    chance = chance_of(school, year, "kinds")
    drawn = {kind.key: chance.random() for kind in KINDS}
    found = [k for k in KINDS if k.node in gaps and drawn[k.key] < k.share]
    return found[:MOST_OF_A_PLAN]


def fate_of(school: str, year: int, place: int, *, is_past: bool) -> Fate:
    """A past year is over; in the running one some are done, some are late."""
    chance = chance_of(school, year, place, "fate")
    after, weeks = 14 + 49 * place + chance.randint(0, 20), chance.choice((6, 8, 10))
    luck = chance.random()
    spent = 0.7 + 0.3 * chance.random()
    if is_past:
        if luck < PAST_DONE:
            return Fate(after, weeks, "verified", 100, spent)
        return Fate(after, weeks, "cancelled", 20, 0.1)
    if luck < RUNNING_DONE:
        return Fate(after, weeks, "verified", 100, spent)
    if luck < RUNNING_CHECK:
        return Fate(after + 60, weeks, "done", 100, spent)
    if luck < RUNNING_LATE:
        return Fate(after + 90, weeks, "running", 10 * chance.randint(2, 8), spent / 2)
    return Fate(max(after, 300), 5, "planned", 0, 0.0)


PAST_DONE = 0.86
RUNNING_DONE, RUNNING_CHECK, RUNNING_LATE = 0.62, 0.72, 0.86
