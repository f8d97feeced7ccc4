"""Filters and components of every page; a builtin, so nothing has to be loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils.translation import get_language

from sakaguru.ui.logic import formats

if TYPE_CHECKING:
    from datetime import date, datetime

register = template.Library()


def _language() -> str:
    return "en" if (get_language() or "id").startswith("en") else "id"


@register.filter
def said(value: Any) -> str:
    """The text of a bilingual value in the language of the page."""
    return formats.said(value, _language())


@register.filter
def tanggal(day: date | None) -> str:
    return formats.written_date(day, _language())


@register.filter
def tanggal_pendek(day: date | None) -> str:
    return formats.written_date(day, _language(), short=True)


@register.filter
def tanggal_waktu(moment: datetime | None, place: Any = "") -> str:
    """A moment at the place: an organisation, its path, a zone or WIB/WITA/WIT."""
    return formats.written_moment(moment, _language(), place)


@register.filter
def angka(value: Any, decimals: int | None = None) -> str:
    return formats.written_number(value, _language(), decimals)


@register.filter
def persen(share: Any, decimals: int = 0) -> str:
    return formats.written_share(share, _language(), decimals)
