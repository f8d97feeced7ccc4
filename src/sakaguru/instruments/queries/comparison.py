"""What changed between two versions of an instrument."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sakaguru.standards.logic.differences import Differences, differences

if TYPE_CHECKING:
    from sakaguru.instruments.models import InstrumentVersion, Item

COMPARED = (
    "role",
    "position",
    "text",
    "why",
    "example",
    "evidence",
    "kind",
    "weight",
    "max_points",
    "allows_unknown",
    "allows_not_applicable",
    "seconds",
)


class Comparison(NamedTuple):
    """Differences by code, and an item to name each code."""

    differences: Differences
    items: dict[str, Item]


def comparison(old: InstrumentVersion, new: InstrumentVersion) -> Comparison:
    """Compare two versions item by item, field by field. Four queries."""
    before, after = _items(old), _items(new)
    found = differences(
        {code: _fields(item) for code, item in before.items()},
        {code: _fields(item) for code, item in after.items()},
    )
    return Comparison(found, before | after)


def _items(version: InstrumentVersion) -> dict[str, Item]:
    rows = version.items.select_related("node", "data_rule")
    rows = rows.prefetch_related("options").order_by("role", "position")
    return {item.code: item for item in rows}


def _fields(item: Item) -> dict[str, Any]:
    fields: dict[str, Any] = {name: getattr(item, name) for name in COMPARED}
    rule = getattr(item, "data_rule", None)
    return fields | {
        "node": item.node.code,
        "options": [option.text for option in item.options.all()],
        "formula": rule.formula if rule else "",
    }
