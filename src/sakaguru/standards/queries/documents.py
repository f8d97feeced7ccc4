"""A framework as the engine reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sakaguru.standards.models import FrameworkVersion


def framework_document(version: FrameworkVersion) -> dict[str, Any]:
    """Write a version in the shape of ``framework.json``. Two queries.

    The nodes stand in the order of the framework; that is the node axis of every
    array of scores, after the school total ``*``.
    """
    nodes = version.nodes.select_related("parent").order_by("position")
    return {
        "code": version.framework.code,
        "version": version.label,
        "scale_max": version.scale_max,
        "levels": [
            {"label_id": level.label["id"], "up_to": level.up_to}
            for level in version.levels.order_by("number")
        ],
        "minimum_respondents": version.minimum_respondents,
        "nodes": [
            {
                "code": node.code,
                "parent": node.parent.code if node.parent else None,
                "kind": node.kind,
                "weight": node.weight,
                "applies": node.applies,
                "role_weights": node.role_weights,
            }
            for node in nodes
        ],
    }
