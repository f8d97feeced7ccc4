"""What a quality map says about one unit, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from math import isnan
from typing import TYPE_CHECKING, NamedTuple

from sakaguru.scoring.logic.levels import Band, is_on_border, level_of, rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

QUANTILES = 5
SHARE_SILENT = 0.25
SHARE_WEAK = 0.3
SHARE_INSUFFICIENT = 0.25
WIDE_GAP = 2.5
WEAK_LEVELS = 2
ORDER_BOUND = 20
"""Counted schools from which quantiles no longer tell the scores of single schools."""


class Need(Enum):
    """A reason to look closer."""

    SILENT = "silent"
    INSUFFICIENT = "insufficient"
    WEAK = "weak"
    WIDE = "wide"


@dataclass(frozen=True)
class RegionShown:
    """The figures of one unit on one node. Shares are None where nothing divides them.

    ``mean`` is None where no school is counted, or too few for this viewer.
    """

    code: str
    name: str
    tier: int
    schools: int
    not_invited: int
    not_sent: int
    insufficient: int
    counted: int
    mean: float | None
    level: Band | None
    error: float | None
    mean_by_pupils: float | None
    quantiles: tuple[float, ...]
    per_level: tuple[int, ...]
    hidden: bool = False
    on_border: bool = False

    @property
    def invited(self) -> int:
        return self.schools - self.not_invited

    @property
    def sent(self) -> int:
        return self.invited - self.not_sent

    @property
    def gap(self) -> float | None:
        """Points between p90 and p10 (R11)."""
        return (
            round(self.quantiles[-1] - self.quantiles[0], 2) if self.quantiles else None
        )

    @property
    def state(self) -> str:
        """How a tile is drawn: as counted, or why it is not."""
        if self.counted and not self.hidden:
            return "counted"
        if self.sent:
            return "insufficient"
        return "not_sent" if self.invited else "not_invited"

    @property
    def needs(self) -> list[Need]:
        """Why this unit may need attention, most basic first."""
        return [need for need, is_so in self._signs() if is_so]

    def _signs(self) -> list[tuple[Need, bool]]:
        weak = sum(self.per_level[:WEAK_LEVELS])
        return [
            (Need.SILENT, _share(self.not_sent, self.invited) >= SHARE_SILENT),
            (
                Need.INSUFFICIENT,
                _share(self.insufficient, self.sent) >= SHARE_INSUFFICIENT,
            ),
            (Need.WEAK, _share(weak, self.counted) >= SHARE_WEAK),
            (Need.WIDE, (self.gap or 0) >= WIDE_GAP),
        ]


class SchoolShown(NamedTuple):
    """One school in a list of its unit, on one node."""

    code: str
    name: str
    status: str
    state: str
    score: float | None
    level: Band | None
    n: int

    @property
    def needs(self) -> list[Need]:
        if self.state == "not_sent":
            return [Need.SILENT]
        if self.state == "insufficient":
            return [Need.INSUFFICIENT]
        weak = self.level is not None and self.level.number <= WEAK_LEVELS
        return [Need.WEAK] if weak else []


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


class RegionCells(NamedTuple):
    """What is stored about one unit on one node."""

    code: str
    name: str
    tier: int
    schools: int
    not_invited: int
    not_sent: int
    insufficient: int
    counted: int
    mean: float
    error: float
    mean_by_pupils: float
    quantiles: Sequence[float]
    per_level: Sequence[int]


def region_shown(
    cells: RegionCells, bands: Sequence[Band], *, hidden: bool = False
) -> RegionShown:
    """Round what is stored, and leave out what this viewer may not see (R15)."""
    mean = None if hidden else rounded(cells.mean)
    quantiles = tuple(rounded(q) or 0.0 for q in cells.quantiles)
    known = not hidden and bool(quantiles) and not isnan(cells.quantiles[0])
    return RegionShown(
        *cells[:8],
        mean=mean,
        level=level_of(mean, bands),
        error=None if hidden or isnan(cells.error) else cells.error,
        mean_by_pupils=None if hidden else rounded(cells.mean_by_pupils),
        quantiles=quantiles if known else (),
        per_level=tuple(0 for _ in bands) if hidden else tuple(cells.per_level),
        hidden=hidden,
        on_border=not hidden
        and not isnan(cells.error)
        and is_on_border(mean, cells.error, bands),
    )


def without_order(region: RegionShown) -> RegionShown:
    """What those see who may not see the schools: no quantiles of few schools (R15).

    Five quantiles of five schools are their five scores, and the mean weighted by
    pupils tells which is whose.
    """
    if region.counted >= ORDER_BOUND:
        return region
    return replace(region, quantiles=(), mean_by_pupils=None)


class SchoolCells(NamedTuple):
    """What is stored about one school on one node."""

    code: str
    name: str
    status: str
    state: str
    score: float
    is_sufficient: bool
    is_hidden: bool
    n: int


def school_shown(cells: SchoolCells, bands: Sequence[Band]) -> SchoolShown:
    """Say how a school stands on a node: by state, and by level where sufficient."""
    state = cells.state
    if state in {"counted", "insufficient"}:
        complete = cells.is_sufficient and not isnan(cells.score)
        state = "counted" if complete else "insufficient"
    shown = state == "counted" and not cells.is_hidden
    score = rounded(cells.score) if shown else None
    return SchoolShown(
        code=cells.code,
        name=cells.name,
        status=cells.status,
        state=state,
        score=score,
        level=level_of(score, bands),
        n=cells.n,
    )
