"""The tree of a standard set, compiled to arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sakaguru.engine.documents import FRAMEWORK_KINDS, framework_faults
from sakaguru.engine.faults import InputFaults
from sakaguru.engine.roles import ROLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

TOTAL = "*"
"""The code of the school's total, always node 0."""


class Families(NamedTuple):
    """Parents, deepest first; ``children[starts[p]:starts[p + 1]]`` are parent p's."""

    parents: NDArray[np.int64]
    starts: NDArray[np.int64]
    children: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Framework:
    """A standard set as arrays over its nodes.

    Node 0 is the school total ``*``; the others follow in the document's order.
    Nodes that do not apply keep their place and never get a score.
    """

    code: str
    version: str
    scale: float
    level_tops: tuple[float, ...]
    """Highest score of each level, ascending (R6)."""
    level_labels: tuple[str, ...]
    minimum: NDArray[np.int64]
    """Respondents each role must reach (R7), in the order of ``ROLES``."""
    codes: tuple[str, ...]
    kind: tuple[str, ...]
    parent: NDArray[np.int64]
    """Position of the parent; -1 for the total."""
    weight: NDArray[np.float64]
    applies: NDArray[np.bool_]
    role_weight: NDArray[np.float64]
    """v_r (R4): nodes x roles."""

    @cached_property
    def index(self) -> dict[str, int]:
        """Position of each node by its code."""
        return {code: place for place, code in enumerate(self.codes)}

    @cached_property
    def depth(self) -> NDArray[np.int64]:
        """Steps from the total; the total has 0."""
        depth = np.zeros(len(self.codes), np.int64)
        for place in range(1, len(self.codes)):
            above = self.parent[place]
            while above >= 0:
                depth[place] += 1
                above = self.parent[above]
        return depth

    def of_kind(self, kind: str) -> NDArray[np.int64]:
        return np.array([p for p, k in enumerate(self.kind) if k == kind], np.int64)

    @cached_property
    def subindicators(self) -> NDArray[np.int64]:
        return self.of_kind("subindicator")

    @cached_property
    def standards(self) -> NDArray[np.int64]:
        return self.of_kind("standard")

    @cached_property
    def climb(self) -> tuple[tuple[int, NDArray[np.int64]], ...]:
        """Each parent with its applicable children, deepest parents first (R5)."""
        parents = sorted(set(self.parent.tolist()) - {-1}, key=lambda p: -self.depth[p])
        return tuple(
            (p, np.flatnonzero((self.parent == p) & self.applies)) for p in parents
        )

    @cached_property
    def families(self) -> Families:
        """The same as flat arrays, for compiled loops."""
        children = [children for _, children in self.climb]
        return Families(
            np.array([parent for parent, _ in self.climb], np.int64),
            np.cumsum([0, *(len(family) for family in children)], dtype=np.int64),
            np.concatenate([np.zeros(0, np.int64), *children]),
        )

    def ancestors(self, place: int) -> list[int]:
        """The node itself and all above it, up to the total."""
        line = [place]
        while self.parent[line[-1]] >= 0:
            line.append(int(self.parent[line[-1]]))
        return line


def compile_framework(document: Mapping[str, Any]) -> Framework:
    """Compile a standard set from the shape of `framework.json`.

    Raises:
        InputFaults: unknown or circular parents, weights not above 0, codes given
            twice, levels not ascending, unknown roles.
    """
    if faults := framework_faults(document):
        raise InputFaults(faults)
    nodes = document["nodes"]
    codes = (TOTAL, *(node["code"] for node in nodes))
    index = {code: place for place, code in enumerate(codes)}
    parents = [0 if n.get("parent") is None else index[n["parent"]] for n in nodes]
    minimum = document.get("minimum_respondents", {})
    return Framework(
        code=document["code"],
        version=str(document["version"]),
        scale=float(document["scale_max"]),
        level_tops=tuple(float(level["up_to"]) for level in document["levels"]),
        level_labels=tuple(str(lv.get("label_id", "")) for lv in document["levels"]),
        minimum=np.array([minimum.get(role, 0) for role in ROLES], np.int64),
        codes=codes,
        kind=("school", *(node["kind"] for node in nodes)),
        parent=np.array([-1, *parents], np.int64),
        weight=np.array([1.0, *(float(node.get("weight", 1)) for node in nodes)]),
        applies=_applicable(nodes, parents),
        role_weight=np.array(
            [[1.0] * len(ROLES), *(_role_weights(node) for node in nodes)]
        ),
    )


def _applicable(nodes: list[dict[str, Any]], parents: list[int]) -> NDArray[np.bool_]:
    """A node applies when it and all above it apply."""
    own = [True, *(node.get("applies", True) for node in nodes)]
    above = [-1, *parents]
    applies = np.ones(len(own), np.bool_)
    for place in range(len(own)):
        step = place
        while step >= 0:
            applies[place] &= own[step]
            step = above[step]
    return applies


def _role_weights(node: Mapping[str, Any]) -> list[float]:
    given = node.get("role_weights", {})
    return [float(given.get(role, 1)) for role in ROLES]


__all__ = ["FRAMEWORK_KINDS", "TOTAL", "Framework", "compile_framework"]
