"""Flags on answers and scores that look wrong. They mark, they never delete."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from sakaguru.engine.kernel import loops
from sakaguru.engine.packing import MISSING
from sakaguru.engine.roles import ROLES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sakaguru.engine.answers import RoleAnswers
    from sakaguru.engine.instruments import Part
    from sakaguru.engine.scores import SchoolScores

FEWEST = 20
"""Answered, or common, items below which answers prove nothing."""
STRAIGHT = Fraction(90, 100)
EQUAL = Fraction(97, 100)
ADULT_SECONDS, PUPIL_SECONDS = 2.0, 1.5
WINDOW = 30 * 60
SAME_DEVICE = 5
CLAIM = 2.0
CLAIM_ROLES = ("KS", "GS", "SS", "MT")
NOISE = 1e-9
"""What two sums of real numbers may differ by; a border is crossed beyond it."""


def straight_lines(
    part: Part, answers: RoleAnswers, option: NDArray[np.int64] | None = None
) -> NDArray[np.float64]:
    """Share of equal answers of the rows that are straight lines; NaN for others.

    A straight line has at least 20 answered items, 90 % of them the same option.

    Args:
        part: the role's items.
        answers: its rows.
        option: which option each number of points stands for: items x 251. By default
            options are the same where points / max are.
    """
    kinds = same_shares(part) if option is None else option
    answered = np.count_nonzero(answers.body != MISSING, axis=1)
    most = np.zeros(len(answered), np.int64)
    loops().most_common(answers.body, kinds, int(kinds.max(initial=0)) + 1, most)
    flagged = (answered >= FEWEST) & (
        most * STRAIGHT.denominator >= answered * STRAIGHT.numerator
    )
    return np.where(flagged, most / np.maximum(answered, 1), np.nan)


def same_shares(part: Part) -> NDArray[np.int64]:
    """A number per item and points, equal where points / max are: items x 251."""
    names: dict[Fraction, int] = {}
    kinds = np.zeros((len(part.items), 251), np.int64)
    for item, top in enumerate(part.maximum.tolist()):
        for points in range(top + 1):
            kinds[item, points] = names.setdefault(Fraction(points, top), len(names))
    return kinds


@dataclass(frozen=True, eq=False)
class Twins:
    """Pairs of rows of one school with nearly the same answers; first < second."""

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    share: NDArray[np.float64]


def twins(answers: RoleAnswers, straight: NDArray[np.bool_]) -> Twins:
    """Pairs with at least 20 common items of which at least 97 % are equal.

    Args:
        answers: rows of one role, by school.
        straight: rows that are straight lines: they are nobody's twin.
    """
    starts = np.flatnonzero(np.diff(answers.school, prepend=-2))
    bounds = np.append(starts, len(answers.school)).astype(np.int64)
    room = max(16, len(answers.school))
    while True:
        pairs = np.zeros((room, 2), np.int64)
        share = np.zeros(room)
        found = loops().twins(answers.body, bounds, straight, pairs, share)
        if found <= room:
            return Twins(pairs[:found, 0], pairs[:found, 1], share[:found])
        room = int(found)


def too_fast(role: str, seconds_per_item: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Below 2 s an item (adults) or 1.5 s (pupils); an unknown time (NaN) never is.

    ``seconds_per_item`` is the median over items where each is known, else the whole
    time by the answered items.
    """
    border = PUPIL_SECONDS if role == "SS" else ADULT_SECONDS
    return np.asarray(seconds_per_item < border)


def crowded(
    school: NDArray[np.int32], device: NDArray[np.int64], started: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Rows among more than 5 of one role from one device within 30 minutes.

    Args:
        school: school ordinals of the rows of one role.
        device: a number per device; -1 unknown.
        started: seconds since any moment; NaN unknown.
    """
    flagged = np.zeros(len(school), np.bool_)
    order = np.lexsort((started, device, school))
    order = order[(device[order] >= 0) & ~np.isnan(started[order])]
    for place in range(len(order) - SAME_DEVICE):
        group = order[place : place + SAME_DEVICE + 1]
        first, last = group[0], group[-1]
        if (
            school[first] == school[last]
            and device[first] == device[last]
            and started[last] - started[first] <= WINDOW
        ):
            flagged[group] = True
    return flagged


def claims_against_data(scores: SchoolScores) -> NDArray[np.float64]:
    """People's score minus DATA's where it is more than 2.0 above; NaN elsewhere.

    Schools x sub-indicators. The people's score is R4 over KS, GS, SS and MT.
    """
    if scores.role_score is None:
        raise ValueError("role figures were not computed")
    framework = scores.framework
    roles = [ROLES.index(role) for role in CLAIM_ROLES]
    claimed = scores.role_score[:, roles]
    weight = framework.role_weight[framework.subindicators][:, roles].T
    weight = np.where(np.isnan(claimed), 0.0, weight)
    total = weight.sum(axis=1)
    with np.errstate(invalid="ignore"):
        people = np.where(np.isnan(claimed), 0.0, claimed * weight).sum(axis=1) / total
    gap = people - scores.role_score[:, ROLES.index("DATA")]
    return np.where(gap > CLAIM + NOISE, gap, np.nan)
