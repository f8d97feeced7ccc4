"""The scales of an instrument as their page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

GOOD, USABLE = 0.8, 0.7
"""Cronbach's alpha from which a scale is called good, and usable."""


class ItemShown(NamedTuple):
    """An item within its scale; figures are None where too few answered it."""

    code: str
    text: dict[str, str]
    answered: int
    item_rest: float | None
    alpha_without: float | None
    is_misfit: bool


@dataclass(frozen=True)
class ScaleShown:
    """The items of one role under one standard."""

    role: str
    standard: str
    respondents: int
    alpha: float | None
    items: list[ItemShown]

    @property
    def misfits(self) -> list[ItemShown]:
        return [item for item in self.items if item.is_misfit]

    @property
    def verdict(self) -> str:
        if self.alpha is None:
            return "unknown"
        if self.alpha >= GOOD:
            return "good"
        return "usable" if self.alpha >= USABLE else "weak"
