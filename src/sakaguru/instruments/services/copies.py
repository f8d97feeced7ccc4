"""Copy the parts of one version of an instrument into another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Model

from sakaguru.instruments.models import (
    DataField,
    DataRule,
    InstrumentVersion,
    Item,
    Option,
    Section,
)
from sakaguru.instruments.models import Questionnaire as Questions
from sakaguru.standards.enums import VersionStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sakaguru.instruments.models import Instrument

M = TypeVar("M", bound=Model)


def copied_version(
    version: InstrumentVersion, instrument: Instrument, label: str
) -> InstrumentVersion:
    """Copy a version with all its parts into a draft of ``instrument``."""
    draft = InstrumentVersion.objects.get(pk=version.pk)
    draft.pk, draft.instrument, draft.label = None, instrument, label
    draft.drafted_from = version
    draft.status, draft.published_at = VersionStatus.DRAFT, None
    draft.save(force_insert=True)
    _copy_parts(version, draft)
    return draft


def _copy_parts(old: InstrumentVersion, new: InstrumentVersion) -> None:
    """Copy questionnaires, sections, items, options, data fields and rules."""
    questionnaires = _copy(Questions, {"version": {old.pk: new}})
    sections = _copy(Section, {"questionnaire": questionnaires})
    items = _copy(Item, {"version": {old.pk: new}, "section": sections})
    _copy(Option, {"item": items})
    _copy(DataField, {"version": {old.pk: new}})
    _copy(DataRule, {"version": {old.pk: new}, "item": items})


def _copy(model: type[M], owners: Mapping[str, Mapping[int, Model]]) -> dict[int, M]:
    """Copy the rows of the first owner's keys, re-pointed; old keys to new rows."""
    first, keys = next(iter(owners.items()))
    rows = list(model._default_manager.filter(**{f"{first}__in": list(keys)}))  # noqa: SLF001 -- Django's public name
    old_keys = [row.pk for row in rows]
    for row in rows:
        _repoint(row, owners)
    return dict(zip(old_keys, model._default_manager.bulk_create(rows), strict=True))  # noqa: SLF001 -- Django's public name


def _repoint(row: Any, owners: Mapping[str, Mapping[int, Model]]) -> None:
    row.pk = None
    for name, made in owners.items():
        key = getattr(row, f"{name}_id")
        if key is not None:
            setattr(row, name, made[key])
