"""Standard set and instrument in the shapes that the engine reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sakaguru.instruments.models import InstrumentVersion
    from sakaguru.standards.models import FrameworkVersion


def framework_document(
    version: FrameworkVersion, minimum: Mapping[str, int] | None = None
) -> dict[str, Any]:
    """The standard set; ``minimum`` replaces its minimum respondents. Three queries."""
    nodes = version.nodes.order_by("position").values_list(
        "code", "parent__code", "kind", "weight", "applies", "role_weights"
    )
    keys = ("code", "parent", "kind", "weight", "applies", "role_weights")
    levels = version.levels.order_by("number").values_list("label", "up_to")
    return {
        "code": version.framework.code,
        "version": version.label,
        "scale_max": version.scale_max,
        "levels": [
            {"label_id": label.get("id", ""), "up_to": up_to} for label, up_to in levels
        ],
        "minimum_respondents": {**version.minimum_respondents, **(minimum or {})},
        "nodes": [dict(zip(keys, node, strict=True)) for node in nodes],
    }


def instrument_document(version: InstrumentVersion) -> dict[str, Any]:
    """The items in packing order, role after role. One query."""
    items = version.items.order_by("role", "position").values_list(
        "code", "role", "node__code", "weight", "max_points"
    )
    keys = ("code", "role", "node", "weight", "max")
    return {
        "code": version.instrument.code,
        "version": version.label,
        "framework": version.framework_version.framework.code,
        "items": [dict(zip(keys, item, strict=True)) for item in items],
    }
