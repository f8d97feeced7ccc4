"""What changed between two editions, thing by thing and field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class FieldChange(NamedTuple):
    """A field that reads otherwise than before."""

    name: str
    before: Any
    after: Any


class Change(NamedTuple):
    """One thing, by its code, with the fields that changed."""

    code: str
    fields: tuple[FieldChange, ...]


class Differences(NamedTuple):
    """Codes that are new, gone, or still there but changed; each in its own order."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[Change, ...]

    @property
    def is_empty(self) -> bool:
        return not any(self)


def differences(
    old: Mapping[str, Mapping[str, Any]], new: Mapping[str, Mapping[str, Any]]
) -> Differences:
    """Compare two editions, each a mapping of codes to fields.

    Both must name the same fields for every thing.
    """
    changed = tuple(
        Change(code, fields)
        for code in new
        if code in old and (fields := _changes(old[code], new[code]))
    )
    return Differences(
        added=tuple(code for code in new if code not in old),
        removed=tuple(code for code in old if code not in new),
        changed=changed,
    )


def _changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(name, old[name], new[name])
        for name in new
        if old[name] != new[name]
    )
