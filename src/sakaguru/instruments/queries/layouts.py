"""Where each item stands in a packed answer of its role."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from sakaguru.instruments.models import Item

if TYPE_CHECKING:
    from sakaguru.instruments.models import InstrumentVersion


class ItemRef(NamedTuple):
    """An item in a packed answer: ``position`` is the place of its byte, from 0."""

    code: str
    max: int
    position: int
    node_code: str


Layout = dict[str, tuple[ItemRef, ...]]


def layout(version: InstrumentVersion) -> Layout:
    """Map each role to its items in packing order. Do not change what you get.

    A published version never changes, so it is read once per process.
    """
    return _layout(version.pk) if version.is_draft else _kept_layout(version.pk)


def _layout(version_id: int) -> Layout:
    items = Item.objects.filter(version_id=version_id).order_by("position")
    found: dict[str, list[ItemRef]] = {}
    for code, role, points, node in items.values_list(
        "code", "role", "max_points", "node__code"
    ):
        refs = found.setdefault(role, [])
        refs.append(ItemRef(code, points, len(refs), node))
    return {role: tuple(refs) for role, refs in found.items()}


_kept_layout = lru_cache(maxsize=64)(_layout)
