"""In which order gaps are taken up: our product of three parts, or the official one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

WITHOUT_COST = "K00"
OUTSIDE_GRANT = "KX"
SHORT_WEEKS = 8
LONG_WEEKS = 16
MOST = 5


class Parts(NamedTuple):
    """Each part from 1 to 5; the product orders, the highest first."""

    size: int
    importance: int
    feasibility: int

    @property
    def product(self) -> int:
        return self.size * self.importance * self.feasibility


class Effort(NamedTuple):
    """What a remedy asks: the grant's component, and weeks."""

    component: str
    weeks: int


def size(distance: float | None, target: float | None) -> int:
    """Fifths of the way still to go, 1 to 5; 3 where nothing was measured."""
    if distance is None or not target:
        return 3
    return min(1 + int(MOST * max(distance, 0) / target), MOST)


def importance(severity: int, signs: int, weight: float) -> int:
    """The severity, one more when several sources agree, one more for a heavy node."""
    return min(severity + (signs > 1) + (weight > 1), MOST)


def feasibility(remedies: Sequence[Effort]) -> int:
    """How easy the easiest known remedy is: 5 free and quick, 1 beyond one's means."""
    return max((_ease(remedy) for remedy in remedies), default=3)


def _ease(remedy: Effort) -> int:
    if remedy.component == OUTSIDE_GRANT:
        return 1
    ease = 4 if remedy.component == WITHOUT_COST else 3
    if remedy.weeks <= SHORT_WEEKS:
        return ease + 1
    return ease - 1 if remedy.weeks > LONG_WEEKS else ease


class OfficialKey(NamedTuple):
    """The order of data-based planning: the smallest first.

    Colour (1 red, 2 yellow, 3 green); then the worse fifth in rank (5 first); then the
    bigger fall or smaller rise; then the lower score. What is unknown comes last.
    """

    colour: int
    band: int
    change: float
    score: float


def official_key(
    level: int | None,
    levels: int | None,
    band: int | None,
    change: float | None,
    score: float | None,
) -> OfficialKey:
    return OfficialKey(
        colour(level, levels),
        -(band or 0),
        change if change is not None else float("inf"),
        score if score is not None else float("inf"),
    )


def colour(level: int | None, levels: int | None) -> int:
    """Red for the lower levels, green for the top, yellow between; 4 unknown."""
    if level is None or levels is None:
        return 4
    if level >= levels:
        return 3
    return 1 if level <= levels // 2 else 2


def placed(keys: Sequence[int], by_hand: dict[int, int]) -> list[int]:
    """Put those placed by hand at their place (from 1), and the rest in order."""
    order = [key for key in keys if key not in by_hand]
    for key, place in sorted(by_hand.items(), key=lambda row: (row[1], row[0])):
        order.insert(max(place - 1, 0), key)
    return order
