"""Read single questions, and who asks what."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from sakaguru.instruments.enums import RespondentRole
from sakaguru.instruments.models import Item
from sakaguru.instruments.queries.documents import ordered_items
from sakaguru.standards.enums import NodeKind

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sakaguru.instruments.models import InstrumentVersion
    from sakaguru.standards.models import Node


class CoveredNode(NamedTuple):
    """A sub-indicator, how many items each role has for it, and why if none.

    ``reason`` is bilingual; empty where it is covered, or where nobody gave one.
    """

    node: Node
    roles: dict[RespondentRole, int]
    reason: dict[str, str]


class CoveredStandard(NamedTuple):
    """A standard with its sub-indicators that apply to SD."""

    node: Node
    parts: list[CoveredNode]

    @property
    def covered(self) -> int:
        return sum(bool(part.roles) for part in self.parts)


class Coverage(NamedTuple):
    """How much of the framework is asked: sub-indicators that apply to SD."""

    standards: list[CoveredStandard]

    @property
    def parts(self) -> list[CoveredNode]:
        return [part for standard in self.standards for part in standard.parts]

    @property
    def covered(self) -> int:
        return sum(standard.covered for standard in self.standards)

    @property
    def declared(self) -> int:
        return sum(bool(part.reason) and not part.roles for part in self.parts)

    @property
    def forgotten(self) -> int:
        return len(self.parts) - self.covered - self.declared


def items_of(versions: QuerySet[InstrumentVersion], node: Node) -> list[Item]:
    """The items of these versions that ask this very node, role by role.

    Two queries, and one more for options.
    """
    items = Item.objects.filter(version__in=versions.order_by(), node=node)
    items = items.select_related("version__instrument", "data_rule")
    roles = list(RespondentRole)
    return sorted(
        items.prefetch_related("options"),
        key=lambda item: (
            item.version_id,
            roles.index(RespondentRole(item.role)),
            item.position,
        ),
    )


def item_of(version: InstrumentVersion, code: str) -> Item | None:
    """One item with its options, node and rule. Two queries."""
    items = version.items.select_related(
        "section", "data_rule", "node__parent", "node__version__framework"
    )
    item = items.prefetch_related("options").filter(code=code).first()
    if item is not None:
        item.version = version
    return item


def settings_of(version: InstrumentVersion, item: Item) -> list[dict[str, Any]]:
    """The thresholds that the rule of a DATA item uses, newest last."""
    keys = set(item.data_rule.settings) if hasattr(item, "data_rule") else set()
    return [setting for setting in version.settings if setting["key"] in keys]


def coverage(version: InstrumentVersion) -> Coverage:
    """Every sub-indicator for SD: who is asked, or why nobody is. Two queries."""
    asked: dict[int, Counter[RespondentRole]] = {}
    for item in ordered_items(version):
        roles = asked.setdefault(item.node_id, Counter())
        roles[RespondentRole(item.role)] += 1
    nodes = version.framework_version.nodes.order_by("position")
    standards: dict[str, CoveredStandard] = {}
    for node in nodes.select_related("parent__parent"):
        if node.kind == NodeKind.STANDARD:
            standards[node.code] = CoveredStandard(node, [])
        elif node.kind == NodeKind.SUBINDICATOR and node.applies:
            reason = version.not_covered.get(node.code, {})
            part = CoveredNode(node, dict(asked.get(node.pk, {})), reason)
            standards[_standard_of(node)].parts.append(part)
    return Coverage(list(standards.values()))


def _standard_of(node: Node) -> str:
    while node.parent is not None:
        node = node.parent
    return node.code
