"""An instrument as documents: for the engine, and as it was written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sakaguru.instruments.enums import RespondentRole
from sakaguru.instruments.models import Item

if TYPE_CHECKING:
    from sakaguru.instruments.models import (
        DataField,
        DataRule,
        InstrumentVersion,
        Questionnaire,
    )

Document = dict[str, Any]
ROLES = list(RespondentRole)


class Written(NamedTuple):
    """The document of the instrument, and those of its roles, as they are loaded."""

    instrument: Document
    roles: list[Document]


def ordered_items(
    version: InstrumentVersion, *, with_options: bool = False
) -> list[Item]:
    """Items in the order of roles, then of their bytes. One query, or two."""
    items = Item.objects.filter(version=version).select_related("node")
    if with_options:
        items = items.prefetch_related("options")
    return sorted(
        items, key=lambda item: (ROLES.index(RespondentRole(item.role)), item.position)
    )


def instrument_document(version: InstrumentVersion) -> Document:
    """Write a version in the shape of ``instrument.json`` for scoring. One query."""
    return {
        "code": version.instrument.code,
        "version": version.label,
        "framework": version.framework_version.framework.code,
        "items": [
            {
                "code": item.code,
                "role": item.role,
                "node": item.node.code,
                "weight": item.weight,
                "max": item.max_points,
            }
            for item in ordered_items(version)
        ],
    }


def written_documents(version: InstrumentVersion) -> Written:
    """Write a version back as the documents it could be loaded from. Seven queries."""
    instrument = {
        "code": version.instrument.code,
        "version": version.label,
        "framework": version.framework_version.framework.code,
        "title": version.instrument.title,
        "languages": version.languages,
        "about": version.about,
        "not_covered": version.not_covered,
    }
    items = Item.objects.filter(version=version).select_related("node")
    items = items.prefetch_related("options").order_by("position")
    forms = version.questionnaires.prefetch_related("sections")
    roles = [
        _role(form, [item for item in items if item.role == form.role])
        for form in sorted(
            forms, key=lambda form: ROLES.index(RespondentRole(form.role))
        )
        if form.role != RespondentRole.DATA
    ]
    data = [_data(version, form) for form in forms if form.role == RespondentRole.DATA]
    return Written(instrument, [*roles, *data])


def _role(form: Questionnaire, items: list[Item]) -> Document:
    return {
        "role": form.role,
        "minutes": form.minutes,
        "intro": form.intro,
        "sections": [
            {"standard": section.standard, "title": section.title}
            for section in form.sections.all()
        ],
        "items": [_item(item) for item in items],
    }


def _item(item: Item) -> Document:
    missing = (("TT", item.allows_unknown), ("TB", item.allows_not_applicable))
    written = {
        "code": item.code,
        "node": item.node.code,
        "weight": item.weight,
        "max": item.max_points,
        "kind": item.kind,
        "text": item.text,
        "options": [
            {"points": option.points, "text": option.text}
            for option in item.options.all()
        ],
        "missing": [code for code, is_allowed in missing if is_allowed],
        "why": item.why,
        "example": item.example,
        "seconds": item.seconds,
    }
    return written | ({"evidence": item.evidence} if item.evidence else {})


def _data(version: InstrumentVersion, form: Questionnaire) -> Document:
    rules = version.data_rules.select_related("item__node").order_by("item__position")
    return {
        "role": form.role,
        "minutes": form.minutes,
        "intro": form.intro,
        "fields": [_field(field) for field in version.data_fields.order_by("position")],
        "terms": version.terms,
        "settings": version.settings,
        "lists": version.lists,
        "rules": [_rule(rule) for rule in rules],
    }


def _field(field: DataField) -> Document:
    written = {
        "key": field.key,
        "group": field.group.get("key", ""),
        "kind": field.kind,
        "label": field.label,
        "unit": field.unit,
        "help": field.help,
        "whole": field.is_whole,
        "min": field.minimum,
        "max": field.maximum,
        "at_most": field.at_most or None,
    }
    return {key: value for key, value in written.items() if value is not None}


def _rule(rule: DataRule) -> Document:
    return {
        "code": rule.item.code,
        "node": rule.item.node.code,
        "max": rule.item.max_points,
        "fields": rule.fields,
        "settings": rule.settings,
        "formula": rule.formula,
        "source": rule.source,
        "explanation": rule.words,
    }
