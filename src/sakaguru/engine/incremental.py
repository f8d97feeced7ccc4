"""Bring scores up to date where answers arrived, to the same bytes as a full run."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np

from sakaguru.engine.alone import gather_alone
from sakaguru.engine.answers import RoleAnswers
from sakaguru.engine.roles import ROLES
from sakaguru.engine.rollup import RegionScores, Tier, gather, roll_up
from sakaguru.engine.scores import (
    UNKNOWN,
    NodeScores,
    SchoolScores,
    empty_scores,
    score_run,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from sakaguru.engine.rollup import Figures, Runs

LARGE = 1000
"""Schools from which a group is gathered by itself."""
FEW = 1 / 16
"""The share of all schools up to which rows are put together first."""


def rescore(
    scores: NodeScores,
    answers: Mapping[str, RoleAnswers],
    dirty: NDArray[np.int64],
    *,
    population: NDArray[np.int64] | None = None,
) -> None:
    """Score the dirty schools anew, in place.

    Args:
        scores: of all schools; rows of other schools stay as they are.
        answers: all answers of the dirty schools now; others may be left out.
        dirty: ordinals of the schools whose answers changed.
        population: people per school and role as in the full run.
    """
    schools = np.unique(dirty)
    subset = {role: _of_schools(given, schools) for role, given in answers.items()}
    people = np.full((len(schools), len(ROLES)), UNKNOWN, np.int64)
    if population is not None:
        people = population[schools]
    room = empty_scores(
        scores.instrument,
        len(schools),
        errors=scores.se is not None,
        roles=isinstance(scores, SchoolScores) and scores.role_score is not None,
    )
    score_run(room, subset, people, 0, len(schools))
    scores.put(schools, room)


def _of_schools(given: RoleAnswers, schools: NDArray[np.int64]) -> RoleAnswers:
    """The rows of some schools, which are numbered anew from 0."""
    begin = np.searchsorted(given.school, schools, side="left")
    end = np.searchsorted(given.school, schools, side="right")
    rows = [np.arange(a, b) for a, b in zip(begin, end, strict=True)]
    places = np.concatenate([np.zeros(0, np.int64), *rows])
    numbers = np.repeat(np.arange(len(schools)), end - begin)
    return RoleAnswers(
        numbers.astype(np.int32), np.ascontiguousarray(given.body[places])
    )


def refresh(
    regions: RegionScores,
    scores: NodeScores,
    tier: Tier,
    dirty: NDArray[np.int64],
    *,
    invited: NDArray[np.bool_] | None = None,
    pupils: NDArray[np.int64] | None = None,
) -> None:
    """Gather again, in place, the groups of a tier that hold a dirty school.

    ``regions`` is what `roll_up` gave for the tier, with the same ``invited`` and
    ``pupils``.
    """
    concerned = np.unique(tier.group[dirty])
    concerned = concerned[concerned >= 0]
    large = np.bincount(tier.group + 1, minlength=tier.count + 1)[concerned + 1] > LARGE
    for some, gathering in (
        (concerned[~large], gather),
        (concerned[large], gather_alone),
    ):
        if len(some):
            fresh = _gathered(scores, tier, some, invited, pupils, gathering)
            for one in fields(regions):
                kept = getattr(regions, one.name)
                if isinstance(kept, np.ndarray) and kept.flags.writeable:
                    kept[some] = getattr(fresh, one.name)


def _gathered(
    scores: NodeScores,
    tier: Tier,
    some: NDArray[np.int64],
    invited: NDArray[np.bool_] | None,
    pupils: NDArray[np.int64] | None,
    gathering: Callable[[NodeScores, Sequence[Runs]], list[Figures]],
) -> RegionScores:
    """Some groups of a tier; their rows are put together where they are few."""
    number = np.full(tier.count + 1, -1, np.int64)
    number[some] = np.arange(len(some))
    group = number[tier.group]
    schools = np.flatnonzero(group >= 0)
    if len(schools) < FEW * len(scores):
        scores, group = scores.rows(schools), group[schools]
        invited = None if invited is None else invited[schools]
        pupils = None if pupils is None else pupils[schools]
    part = Tier(tier.name, group, len(some))
    (fresh,) = roll_up(
        scores, [part], invited=invited, pupils=pupils, gathering=gathering
    )
    return fresh


__all__ = ["refresh", "rescore"]
