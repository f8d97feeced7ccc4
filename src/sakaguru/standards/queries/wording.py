"""Say what changed in words that people use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from sakaguru.ui.logic.formats import NOTHING, said, written_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django_stubs_ext import StrOrPromise

    from sakaguru.standards.logic.differences import Change

FIELD_NAMES: dict[str, StrOrPromise] = {
    "title": gettext_lazy("Nama"),
    "alt_title": gettext_lazy("Nama lain"),
    "definition": gettext_lazy("Penjelasan"),
    "kind": gettext_lazy("Jenis"),
    "parent": gettext_lazy("Induk"),
    "weight": gettext_lazy("Bobot"),
    "applies": gettext_lazy("Berlaku untuk SD"),
    "role_weights": gettext_lazy("Bobot peran"),
    "respondents": gettext_lazy("Yang menjawab"),
    "regulation": gettext_lazy("Dasar hukum"),
    "evidence": gettext_lazy("Bukti"),
    "label_rule": gettext_lazy("Aturan label"),
}


class ChangeInWords(NamedTuple):
    """One field: its name, and how it reads before and after."""

    field: str
    before: str
    after: str


def changes_in_words(
    change: Change, names: Mapping[str, StrOrPromise]
) -> list[ChangeInWords]:
    """Spell out the changed fields of one thing."""
    return [
        ChangeInWords(
            str(names.get(field.name, field.name)),
            in_words(field.before),
            in_words(field.after),
        )
        for field in change.fields
    ]


def in_words(value: Any) -> str:
    """Spell out one value: a text, a number, yes or no, or a list of these."""
    language = (get_language() or "id")[:2]
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if isinstance(value, int | float):
        return written_number(value, language)
    if isinstance(value, dict) and not {"id", "en"} & set(value):
        return _joined(f"{key}: {in_words(part)}" for key, part in value.items())
    if isinstance(value, list | tuple):
        return _joined(in_words(part) for part in value)
    return said(value, language) or NOTHING


def _joined(parts: Iterable[str]) -> str:
    return "; ".join(parts) or NOTHING
