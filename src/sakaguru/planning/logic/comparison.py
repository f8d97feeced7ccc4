"""What a revision changes: things added, taken out, and changed field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

ADDED, REMOVED, CHANGED = "added", "removed", "changed"


class Thing(NamedTuple):
    """Something that both versions may hold: its title, and its fields as written."""

    title: str
    fields: dict[str, str]


class FieldChange(NamedTuple):
    name: str
    before: str
    after: str


class Change(NamedTuple):
    """One thing that differs; ``fields`` only where it was changed."""

    kind: str
    title: str
    fields: tuple[FieldChange, ...] = ()


def changes(
    before: Mapping[Hashable, Thing], after: Mapping[Hashable, Thing]
) -> list[Change]:
    """Things of one sort by their keys: added first, then changed, then removed."""
    added = [Change(ADDED, after[key].title) for key in after if key not in before]
    removed = [Change(REMOVED, before[key].title) for key in before if key not in after]
    changed = []
    for key, now in after.items():
        if key in before:
            then = before[key].fields
            fields = tuple(
                FieldChange(name, then.get(name, ""), value)
                for name, value in now.fields.items()
                if value != then.get(name, "")
            )
            if fields:
                changed.append(Change(CHANGED, now.title, fields))
    return [*added, *changed, *removed]
