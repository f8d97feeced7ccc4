"""Questionnaires compiled to arrays: which byte belongs to which node."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sakaguru.engine.documents import instrument_faults
from sakaguru.engine.faults import InputFaults
from sakaguru.engine.kernel import loops
from sakaguru.engine.roles import ROLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from sakaguru.engine.framework import Framework


@dataclass(frozen=True, eq=False)
class Part:
    """The items of one role, in packing order.

    ``node`` is the position of the item's sub-indicator in the framework, -1 where
    it does not apply. ``leaf`` is its place in ``leaves``, the role's sub-indicators;
    items of no leaf have the place ``len(leaves)``.
    """

    role: str
    items: tuple[str, ...]
    node: NDArray[np.int64]
    weight: NDArray[np.float64]
    maximum: NDArray[np.int64]
    leaves: NDArray[np.int64]
    leaf: NDArray[np.int64]
    below: tuple[NDArray[np.int64], ...]
    """Per node of ``nodes``: the places of the items at or below it."""
    nodes: NDArray[np.int64]
    """Positions in the framework of all nodes that have items of this role below."""
    up: NDArray[np.int64]
    """The same nodes, children first; brothers apart, so that adding them to their
    parent does not wait for the brother's sum."""

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """Where each node's items begin in ``flat``; one more entry than nodes."""
        return np.cumsum([0, *(len(items) for items in self.below)], dtype=np.int64)

    @cached_property
    def first(self) -> NDArray[np.int64]:
        """The first item of each node."""
        return self.flat[self.starts[:-1]]

    @cached_property
    def flat(self) -> NDArray[np.int64]:
        return np.concatenate([np.zeros(0, np.int64), *self.below])


@dataclass(frozen=True, eq=False)
class Instrument:
    """One or several questionnaires that are scored together."""

    names: tuple[str, ...]
    """``code@version`` of each questionnaire."""
    framework: Framework
    parts: tuple[Part, ...]
    """One per role, in the order of ``ROLES``; a role without items has none in it."""

    def part(self, role: str) -> Part:
        return self.parts[ROLES.index(role)]

    @cached_property
    def asked(self) -> NDArray[np.bool_]:
        """Whether a role has items at or below a node: roles x nodes."""
        asked = np.zeros((len(ROLES), len(self.framework.codes)), np.bool_)
        for place, part in enumerate(self.parts):
            asked[place, part.nodes] = True
        return asked

    @cached_property
    def asked_bits(self) -> NDArray[np.uint8]:
        """``asked`` as one number per node, a bit per role."""
        bits = np.uint8(1) << np.arange(len(ROLES), dtype=np.uint8)
        return np.asarray((self.asked.T * bits).sum(axis=1), np.uint8)

    @cached_property
    def whole(self) -> NDArray[np.float64]:
        """Weight of all items at or below each node, summed as coverage is."""
        whole = np.zeros((1, len(self.framework.codes)))
        for part in self.parts:
            own = np.zeros(len(part.leaves) + 1)
            np.add.at(own, part.leaf, part.weight)
            whole[0, part.leaves] += own[:-1]
        loops().add_up(whole, *self.framework.families)
        return np.where(whole[0] > 0.0, whole[0], 1.0)

    @cached_property
    def measured(self) -> NDArray[np.bool_]:
        """Nodes with items at or below them."""
        return np.asarray(self.asked.any(axis=0))


def compile_instrument(
    documents: Sequence[Mapping[str, Any]], framework: Framework
) -> Instrument:
    """Compile questionnaires from the shape of `instrument.json`.

    Items keep the order of the documents; that order is the packing order.

    Raises:
        InputFaults: unknown nodes or roles, an item twice, weights not above 0,
            maxima not 1 to 250, another framework.
    """
    kinds = dict(zip(framework.codes, framework.kind, strict=True))
    found = instrument_faults(list(documents), framework.code, kinds)
    if any(found):
        raise InputFaults(fault for faults in found for fault in faults)
    items = [item for document in documents for item in document["items"]]
    return Instrument(
        names=tuple(f"{doc['code']}@{doc['version']}" for doc in documents),
        framework=framework,
        parts=tuple(
            _part(role, [item for item in items if item["role"] == role], framework)
            for role in ROLES
        ),
    )


def _part(role: str, items: list[Mapping[str, Any]], framework: Framework) -> Part:
    places = [framework.index[item["node"]] for item in items]
    node = np.array([p if framework.applies[p] else -1 for p in places], np.int64)
    leaves = np.unique(node[node >= 0])
    leaf = np.searchsorted(leaves, node)
    leaf[node < 0] = len(leaves)
    below: dict[int, list[int]] = {}
    for place, home in enumerate(node.tolist()):
        for above in framework.ancestors(home) if home >= 0 else ():
            below.setdefault(above, []).append(place)
    nodes = np.array(sorted(below), np.int64)
    return Part(
        role=role,
        items=tuple(item["code"] for item in items),
        node=node,
        weight=np.array([float(item.get("weight", 1)) for item in items], np.float64),
        maximum=np.array([item["max"] for item in items], np.int64),
        leaves=leaves,
        leaf=leaf.astype(np.int64),
        below=tuple(np.array(below[place], np.int64) for place in nodes.tolist()),
        nodes=nodes,
        up=_children_first(nodes, framework),
    )


def _children_first(
    nodes: NDArray[np.int64], framework: Framework
) -> NDArray[np.int64]:
    """All first children of a depth, then all second ones, ...; deepest first."""
    brothers: dict[int, int] = {}
    rank = []
    for above in framework.parent[nodes].tolist():
        rank.append(brothers.get(above, 0))
        brothers[above] = rank[-1] + 1
    return nodes[np.lexsort((nodes, np.array(rank), -framework.depth[nodes]))]
