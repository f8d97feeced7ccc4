"""Read which nodes of an earlier version live on in a later one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sakaguru.standards.logic.crosswalks import partners

if TYPE_CHECKING:
    from sakaguru.standards.models import FrameworkVersion, Node


class Pair(NamedTuple):
    """A node of the earlier version and what it became; None: nothing."""

    before: Node
    after: Node | None

    @property
    def is_renamed(self) -> bool:
        return self.after is not None and self.after.code != self.before.code


class Crosswalk(NamedTuple):
    """All nodes of the earlier version, and those that are new in the later one."""

    pairs: list[Pair]
    fresh: list[Node]
    nodes: list[Node]
    """Of the later version, in their order."""

    @property
    def told(self) -> list[Pair]:
        """What equality of codes does not say by itself."""
        return [pair for pair in self.pairs if pair.after is None or pair.is_renamed]

    @property
    def same(self) -> int:
        return len(self.pairs) - len(self.told)


def crosswalk(earlier: FrameworkVersion, later: FrameworkVersion) -> Crosswalk:
    """Pair the nodes of two versions as change is computed (R14). Two queries."""
    before = {node.code: node for node in earlier.nodes.order_by("position")}
    after = {node.code: node for node in later.nodes.order_by("position")}
    walk = later.about.get("crosswalk", {}).get(earlier.label, {})
    found = partners(
        {code: node.kind for code, node in before.items()},
        {code: node.kind for code, node in after.items()},
        walk,
    )
    used = set(found.values())
    return Crosswalk(
        [Pair(before[code], after.get(other)) for code, other in found.items()],
        [node for code, node in after.items() if code not in used],
        list(after.values()),
    )
