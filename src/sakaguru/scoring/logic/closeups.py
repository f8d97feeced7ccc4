"""What stands beside the scores on pages: marks, a second look, calmer estimates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sakaguru.scoring.logic.changes import Direction

if TYPE_CHECKING:
    from sakaguru.scoring.logic.cards import NodeShown
    from sakaguru.scoring.logic.levels import Band

CELLS = (
    *("between", "units_gap", "units_gap_error"),
    *("change", "change_error", "compared"),
)
VERDICTS = {1: Direction.UP, -1: Direction.DOWN, 0: Direction.UNPROVEN}


class MarkShown(NamedTuple):
    """How often one kind of mark occurs in a school, and on which nodes."""

    words: str
    times: int
    nodes: list[NodeShown]


class SecondLook(NamedTuple):
    """A node's score without the marked sheets, where it changes the level."""

    node: NodeShown
    score: float
    level: Band


class CalmShown(NamedTuple):
    """The shrunken estimate beside the plain score; ``margin`` as that of a score."""

    node: NodeShown
    estimate: float
    margin: float


class SchoolBeside(NamedTuple):
    marks: list[MarkShown]
    left_out: int
    without: list[SecondLook]
    calm: list[CalmShown]


class RegionBeside(NamedTuple):
    """Disparity (R13) and change (R14) of a unit on one node; None where unknown."""

    share: float | None
    gap: float | None
    gap_error: float | None
    best: str
    weakest: str
    change: float | None
    change_error: float | None
    direction: Direction | None
    compared: int
    since: str

    def cells(self) -> dict[str, Any]:
        figures = (self.share, self.gap, self.gap_error)
        changed = (self.change, self.change_error, self.compared)
        return dict(zip(CELLS, (*figures, *changed), strict=True))
