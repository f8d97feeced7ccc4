"""How levels look: a pattern, a number and words, never colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

COUNTED, INSUFFICIENT, NOT_SENT, NOT_INVITED = (
    "counted",
    "insufficient",
    "not_sent",
    "not_invited",
)
PATTERNS = 5  # how many levels have a pattern of their own


class LevelLike(Protocol):
    """What charts ask of a level: a row of `standards.Level`, or a `Band`."""

    @property
    def number(self) -> int: ...
    @property
    def label(self) -> Any: ...
    @property
    def up_to(self) -> Any: ...


@dataclass(frozen=True)
class Band:
    """One level of a scale: scores up to and including ``up_to``."""

    number: int
    label: Any  # plain or bilingual
    up_to: float


SNP_BANDS = (
    Band(1, {"id": "Menuju SNP 1", "en": "Towards SNP 1"}, 2.04),
    Band(2, {"id": "Menuju SNP 2", "en": "Towards SNP 2"}, 3.70),
    Band(3, {"id": "Menuju SNP 3", "en": "Towards SNP 3"}, 5.06),
    Band(4, {"id": "Menuju SNP 4", "en": "Towards SNP 4"}, 6.66),
    Band(5, {"id": "SNP", "en": "SNP"}, 7.0),
)
"""For the gallery and tests; pages take the levels of their framework version."""


def pattern(number: int, of: int = PATTERNS) -> int:
    """Which of the five patterns level ``number`` of ``of`` levels wears."""
    if of <= 1:
        return PATTERNS
    return 1 + round((number - 1) * (PATTERNS - 1) / (of - 1))


def label_of(number: int | None, bands: Sequence[LevelLike]) -> Any:
    """The words of a level; empty for none."""
    return next((band.label for band in bands if band.number == number), "")
