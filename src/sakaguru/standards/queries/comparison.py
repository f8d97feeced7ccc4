"""What changed between two versions of a framework."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sakaguru.standards.logic.differences import Differences, differences

if TYPE_CHECKING:
    from sakaguru.standards.models import FrameworkVersion, Node

COMPARED = (
    "title",
    "alt_title",
    "definition",
    "kind",
    "weight",
    "applies",
    "role_weights",
    "respondents",
    "regulation",
    "evidence",
    "label_rule",
)


class Comparison(NamedTuple):
    """Differences by code, and a node to name each code."""

    differences: Differences
    nodes: dict[str, Node]


def comparison(old: FrameworkVersion, new: FrameworkVersion) -> Comparison:
    """Compare two versions node by node, field by field. Two queries."""
    before, after = _nodes(old), _nodes(new)
    found = differences(
        {code: _fields(node) for code, node in before.items()},
        {code: _fields(node) for code, node in after.items()},
    )
    return Comparison(found, before | after)


def _nodes(version: FrameworkVersion) -> dict[str, Node]:
    rows = version.nodes.select_related("parent").order_by("position")
    return {node.code: node for node in rows}


def _fields(node: Node) -> dict[str, Any]:
    fields: dict[str, Any] = {name: getattr(node, name) for name in COMPARED}
    return fields | {"parent": node.parent.code if node.parent else None}
