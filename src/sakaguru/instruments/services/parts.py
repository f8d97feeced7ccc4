"""Turn the documents of an instrument into rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from sakaguru.core.errors import Incomplete
from sakaguru.instruments.enums import ItemKind, RespondentRole
from sakaguru.instruments.models import (
    DataField,
    DataRule,
    Item,
    Option,
    Questionnaire,
    Section,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sakaguru.instruments.models import InstrumentVersion
    from sakaguru.standards.models import Node

Document = dict[str, Any]
UNKNOWN, NOT_APPLICABLE = "TT", "TB"


def add_questions(
    version: InstrumentVersion, role: Document, nodes: Mapping[str, Node]
) -> None:
    """Add the questionnaire of one role with its sections, items and options."""
    questionnaire = Questionnaire.objects.create(
        version=version,
        role=role["role"],
        minutes=role["minutes"],
        intro=role.get("intro", {}),
    )
    sections = Section.objects.bulk_create(
        Section(questionnaire=questionnaire, position=position, **section)
        for position, section in enumerate(role.get("sections", ()))
    )
    by_standard = {section.standard: section for section in sections}
    rows = role.get("items", [])
    items = Item.objects.bulk_create(
        _item(version, role["role"], position, row, nodes, by_standard)
        for position, row in enumerate(rows)
    )
    Option.objects.bulk_create(
        Option(item=item, position=position, **option)
        for item, row in zip(items, rows, strict=True)
        for position, option in enumerate(row["options"])
    )


def add_data(
    version: InstrumentVersion, data: Document, nodes: Mapping[str, Node]
) -> None:
    """Add what is asked from records, and one DATA item per rule (R4)."""
    groups = {group["key"]: group for group in data.get("groups", ())}
    DataField.objects.bulk_create(
        _field(version, position, row, groups)
        for position, row in enumerate(data["fields"])
    )
    rules = data["rules"]
    items = Item.objects.bulk_create(
        _data_item(version, position, rule, nodes)
        for position, rule in enumerate(rules)
    )
    DataRule.objects.bulk_create(
        DataRule(
            version=version,
            item=item,
            fields=rule["fields"],
            settings=rule["settings"],
            formula=rule["formula"],
            words=rule["explanation"],
            source=rule["source"],
        )
        for item, rule in zip(items, rules, strict=True)
    )


def _node(nodes: Mapping[str, Node], code: str, item: str) -> Node:
    if code not in nodes:
        message = _("{item}: tidak ada {node} dalam kerangka ini.")
        raise Incomplete(message.format(item=item, node=code))
    return nodes[code]


def _item(
    version: InstrumentVersion,
    role: str,
    position: int,
    row: Document,
    nodes: Mapping[str, Node],
    sections: Mapping[str, Section],
) -> Item:
    return Item(
        version=version,
        code=row["code"],
        role=role,
        node=_node(nodes, row["node"], row["code"]),
        section=sections.get(row["node"].split(".")[0]),
        position=position,
        weight=row["weight"],
        max_points=row["max"],
        kind=row["kind"],
        text=row["text"],
        why=row.get("why", {}),
        example=row.get("example", {}),
        evidence=row.get("evidence", {}),
        allows_unknown=UNKNOWN in row["missing"],
        allows_not_applicable=NOT_APPLICABLE in row["missing"],
        seconds=row["seconds"],
    )


def _data_item(
    version: InstrumentVersion, position: int, rule: Document, nodes: Mapping[str, Node]
) -> Item:
    node = _node(nodes, rule["node"], rule["code"])
    return Item(
        version=version,
        code=rule["code"],
        role=RespondentRole.DATA,
        node=node,
        position=position,
        max_points=rule["max"],
        kind=ItemKind.DATA,
        text=node.title,
        why=rule["explanation"],
    )


def _field(
    version: InstrumentVersion,
    position: int,
    row: Document,
    groups: Mapping[str, Document],
) -> DataField:
    group = groups.get(row.get("group", ""), {"key": "", "title": {}})
    return DataField(
        version=version,
        position=position,
        key=row["key"],
        kind=row["kind"],
        label=row["label"],
        unit=row.get("unit", {}),
        help=row.get("help", {}),
        group={"key": group["key"], **group["title"]},
        is_whole=row.get("whole", False),
        minimum=row.get("min"),
        maximum=row.get("max"),
        at_most=row.get("at_most", ""),
    )
