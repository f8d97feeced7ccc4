"""Numbers as the language of the page writes them; addresses that may be missing."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from sakaguru.ui.logic import formats


def language() -> str:
    return "en" if (get_language() or "id").startswith("en") else "id"


def number(value: float | None, decimals: int | None = None) -> str:
    return formats.written_number(value, language(), decimals)


def share(value: float | None) -> str:
    return formats.written_share(value, language())


def said(value: Any) -> str:
    return formats.said(value, language())


def address(name: str, *args: object, query: str = "") -> str:
    """The page of a capability; empty where that has none."""
    try:
        return reverse(name, args=args) + query
    except NoReverseMatch:
        return ""
