"""Which activities a sum of money buys, so that the most improvement can be expected.

Solved exactly: money is whole rupiah and gains are whole thousandths of a point, so a
best set is best and not nearly so. What stays out is told with its reason.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

PARTS = 1000
"""Gains are counted in thousandths of a point."""

TRIES = 50


class CannotBeChosen(ValueError):
    """What must be done costs more than there is; ``missing`` rupiah."""

    def __init__(self, missing: int) -> None:
        super().__init__(f"{missing} rupiah are missing for what must be done")
        self.missing = missing


class Why(Enum):
    """Why an activity stays out."""

    EXCLUDED = "excluded"
    """Somebody took it out."""
    DOMINATED = "dominated"
    """For the same gap another one does as much or more for as much or less."""
    OTHER_FOR_GAP = "other_for_gap"
    """The gap is answered by another one."""
    TOO_DEAR = "too_dear"
    """It costs more than is left beside what must be done."""
    NO_ROOM = "no_room"
    """It would fit alone, but others do more for the same money."""
    NO_GAIN = "no_gain"
    """Nothing is expected of it."""


@dataclass(frozen=True)
class Candidate:
    """An activity that may be chosen.

    ``points`` is the improvement expected on its node; ``importance`` (1 as usual) and
    ``strength`` of the evidence (0 to 1) multiply it. ``weakness`` is 0 at the target
    and 1 at nothing reached. Of those with the same ``gap`` one is chosen at most.
    """

    key: str
    cost: int
    points: float
    importance: float = 1.0
    strength: float = 1.0
    weakness: float = 0.0
    gap: str | None = None
    is_mandatory: bool = False
    is_excluded: bool = False

    def gain(self, favour: float = 0.0) -> int:
        """Thousandths of points; up to 1 + ``favour`` times as much for the weakest."""
        expected = self.points * self.importance * self.strength
        return max(round(PARTS * expected * (1 + favour * self.weakness)), 0)


class LeftOut(NamedTuple):
    """``other`` answers its gap; ``missing`` rupiah would make it fit in addition."""

    key: str
    why: Why
    other: str | None = None
    missing: int = 0


class Choice(NamedTuple):
    """The best set for a ceiling; ``expected`` without favour, in points."""

    ceiling: int
    favour: float
    chosen: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    cost: int
    expected: float

    @property
    def rest(self) -> int:
        return self.ceiling - self.cost


def best_choice(
    candidates: Sequence[Candidate], ceiling: int, *, favour: float = 0.0
) -> Choice:
    """Choose the set with the largest gain; among equals the cheapest.

    Args:
        candidates: with different keys.
        ceiling: whole rupiah.
        favour: how much more a gain counts where the school is weakest; 0 not at all.

    Raises:
        CannotBeChosen: what must be done does not fit.
    """
    fixed = [c for c in candidates if c.is_mandatory and not c.is_excluded]
    needed = sum(c.cost for c in fixed)
    if needed > ceiling:
        raise CannotBeChosen(needed - ceiling)
    taken = {c.gap for c in fixed if c.gap is not None}
    free = [
        c
        for c in candidates
        if not (c.is_mandatory or c.is_excluded)
        and (c.gap is None or c.gap not in taken)
        and c.gain(favour) > 0
        and c.cost <= ceiling - needed
    ]
    chosen = {c.key for c in fixed} | _solved(free, ceiling - needed, favour)
    inside = [c for c in candidates if c.key in chosen]
    cost = sum(c.cost for c in inside)
    return Choice(
        ceiling=ceiling,
        favour=favour,
        chosen=tuple(c.key for c in inside),
        left_out=tuple(_left_out(candidates, inside, ceiling - needed, ceiling - cost)),
        cost=cost,
        expected=sum(c.gain() for c in inside) / PARTS,
    )


class Variant(NamedTuple):
    """A way to choose that stands beside others. ``share`` is of the ceiling."""

    code: str
    share: float = 1.0
    favour: float = 0.0


VARIANTS = (
    Variant("best"),
    Variant("weakest", favour=2.0),
    Variant("less_money", share=0.8),
)


def side_by_side(
    candidates: Sequence[Candidate],
    ceiling: int,
    variants: Iterable[Variant] = VARIANTS,
) -> dict[str, Choice | None]:
    """Choose in several ways; None where what must be done does not fit."""
    found: dict[str, Choice | None] = {}
    for variant in variants:
        money = int(ceiling * variant.share)
        try:
            found[variant.code] = best_choice(candidates, money, favour=variant.favour)
        except CannotBeChosen:
            found[variant.code] = None
    return found


def price_of(candidates: Sequence[Candidate], choice: Choice, key: str) -> float | None:
    """How much gain is lost, in points, if ``key`` had to be in; None: it cannot."""
    forced = [
        replace(c, is_mandatory=c.is_mandatory or c.key == key) for c in candidates
    ]
    try:
        other = best_choice(forced, choice.ceiling, favour=choice.favour)
    except CannotBeChosen:
        return None
    gains = {c.key: c.gain(choice.favour) for c in candidates}
    lost = sum(gains[k] for k in choice.chosen) - sum(gains[k] for k in other.chosen)
    return lost / PARTS


def _left_out(
    candidates: Sequence[Candidate], inside: Sequence[Candidate], room: int, rest: int
) -> list[LeftOut]:
    by_gap = {c.gap: c for c in inside if c.gap is not None}
    keys = {c.key for c in inside}
    return [_reason(c, by_gap, room, rest) for c in candidates if c.key not in keys]


def _reason(
    one: Candidate, by_gap: Mapping[str, Candidate], room: int, rest: int
) -> LeftOut:
    if one.is_excluded:
        return LeftOut(one.key, Why.EXCLUDED)
    other = by_gap.get(one.gap) if one.gap is not None else None
    if other is not None:
        worse = other.cost <= one.cost and other.gain() >= one.gain()
        why = Why.DOMINATED if worse else Why.OTHER_FOR_GAP
        return LeftOut(one.key, why, other.key)
    if one.gain() == 0:
        return LeftOut(one.key, Why.NO_GAIN)
    why = Why.TOO_DEAR if one.cost > room else Why.NO_ROOM
    return LeftOut(one.key, why, missing=one.cost - rest)


def _solved(free: Sequence[Candidate], money: int, favour: float) -> set[str]:
    """The best set: first the largest gain, then the smallest cost for that gain.

    The solver's sums are floating; a set that breaks the ceiling by less than its
    tolerance is forbidden by name, and it is asked again.
    """
    if not free:
        return set()
    gains = [c.gain(favour) for c in free]
    costs = [c.cost for c in free]
    wrong: list[list[int]] = []
    for _ in range(TRIES):
        best = _asked(free, gains, costs, money, wrong)
        if sum(costs[i] for i in best) <= money:
            most = sum(gains[i] for i in best)
            break
        wrong.append(best)
    else:
        raise ArithmeticError("the solver keeps breaking the ceiling")
    cheapest = _asked(free, gains, costs, money, wrong, at_least=most)
    fits = sum(costs[i] for i in cheapest) <= sum(costs[i] for i in best)
    same = sum(gains[i] for i in cheapest) >= most
    return {free[i].key for i in (cheapest if fits and same else best)}


def _asked(
    free: Sequence[Candidate],
    gains: list[int],
    costs: list[int],
    money: int,
    wrong: list[list[int]],
    at_least: int | None = None,
) -> list[int]:
    """Ask HiGHS once; places of what it chose."""
    import numpy as np  # noqa: PLC0415 -- with the solver
    from scipy.optimize import (  # noqa: PLC0415 -- only background work solves
        Bounds,
        LinearConstraint,
        milp,
    )

    unit = max(money, 1)
    rows: list[tuple[list[float], float]] = [([c / unit for c in costs], money / unit)]
    gaps = dict.fromkeys(c.gap for c in free if c.gap is not None)
    rows += [([float(c.gap == gap) for c in free], 1.0) for gap in gaps]
    every = range(len(free))
    rows += [([float(i in no) for i in every], len(no) - 1.0) for no in wrong]
    if at_least is not None:
        rows.append(([-float(g) for g in gains], 0.5 - at_least))
    aim = np.array([-g for g in gains] if at_least is None else costs, float)
    found = milp(
        aim,
        integrality=np.ones(len(free)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(
            np.array([row for row, _ in rows]), -np.inf, [most for _, most in rows]
        ),
        options={"mip_rel_gap": 0.0},
    )
    if found.x is None:
        raise ArithmeticError(f"no choice was found: {found.message}")
    return [place for place, x in enumerate(found.x) if x > 0.5]  # noqa: PLR2004
