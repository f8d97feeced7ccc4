"""Invented headcounts of real schools: drawn by chance of a seed, never counted."""

from __future__ import annotations

import random
from math import ceil
from typing import NamedTuple

FEWEST, MOST = 42, 460
PER_CLASS = 28
GRADES = 6
NETS = ("good", "weak", "none")


class Headcount(NamedTuple):
    """People of a school, and how well it is connected."""

    pupils: int
    upper_pupils: int
    teachers: int
    class_groups: int
    connectivity: str


def headcount(npsn: str, seed: int, *, town: bool) -> Headcount:
    """The same school and seed give the same people. Schools in town are larger."""
    chance = random.Random(f"{seed} {npsn}")  # noqa: S311 -- a repeatable draw, not a secret
    pupils = round(chance.lognormvariate(5.25 if town else 4.95, 0.42))
    pupils = min(MOST, max(FEWEST, pupils))
    groups = max(GRADES, ceil(pupils / PER_CLASS))
    weights = (75, 22, 3) if town else (45, 43, 12)
    return Headcount(
        pupils=pupils,
        upper_pupils=round(pupils * chance.uniform(0.46, 0.54)),
        teachers=groups + chance.choice((2, 2, 3, 3, 4)),
        class_groups=groups,
        connectivity=chance.choices(NETS, weights)[0],
    )
