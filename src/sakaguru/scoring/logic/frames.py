"""A standard set and an instrument as far as results need them, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sakaguru.scoring.logic.levels import Band

TOTAL = "*"
"""Code of the school's total, above all standards."""

ROLES = ("KS", "GS", "SS", "MT", "PS", "DATA")
"""The order of roles in every array of results."""

Words = dict[str, str]


class NodeInfo(NamedTuple):
    """A node that is asked about. ``roles`` are those with items at or below it.

    ``weights`` are v_r of R4; a role not named weighs 1.
    """

    code: str
    parent: str
    kind: str
    title: Words
    roles: tuple[str, ...]
    weights: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Frame:
    """The measured part of a standard set, in its order, the total first."""

    name: str
    bands: tuple[Band, ...]
    scale_max: float
    nodes: dict[str, NodeInfo]

    @cached_property
    def parents(self) -> dict[str, str]:
        return {code: node.parent for code, node in self.nodes.items() if node.parent}

    @cached_property
    def standards(self) -> list[str]:
        return [code for code, node in self.nodes.items() if node.parent == TOTAL]

    def children(self, code: str) -> list[str]:
        return [child for child, node in self.nodes.items() if node.parent == code]

    def standard_of(self, code: str) -> str:
        """The standard at or above a node."""
        while self.parents.get(code, TOTAL) != TOTAL:
            code = self.parents[code]
        return code
