"""What is asked from a school's records, and the rules that score it."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from sakaguru.instruments.logic.data_rules import RuleBook, read_rule_book
from sakaguru.instruments.models import DataField, InstrumentVersion
from sakaguru.instruments.queries.documents import written_documents

if TYPE_CHECKING:
    from collections.abc import Sequence


class FieldGroup(NamedTuple):
    """Fields under one bilingual heading."""

    title: dict[str, Any]
    fields: Sequence[DataField]


def field_groups(version: InstrumentVersion) -> list[FieldGroup]:
    """The data fields of a version under their headings, in order. One query."""
    fields = DataField.objects.filter(version=version).order_by("position")
    groups = groupby(fields, key=lambda field: field.group.get("key", ""))
    return [
        FieldGroup(members[0].group, members)
        for members in (list(found) for _key, found in groups)
    ]


def rule_book(version: InstrumentVersion) -> RuleBook | None:
    """The rules of the DATA items; None when the version has none.

    A published version never changes, so it is read once per process.
    """
    return _read(version.pk) if version.is_draft else _kept(version.pk)


def _read(version_id: int) -> RuleBook | None:
    version = InstrumentVersion.objects.select_related(
        "instrument", "framework_version__framework"
    ).get(pk=version_id)
    data = [role for role in written_documents(version).roles if "rules" in role]
    return read_rule_book(data[0]) if data else None


_kept = lru_cache(maxsize=16)(_read)
