"""Every address of the product, from the URL table, with what its door says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import URLPattern, get_resolver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ANY_METHOD = ("GET", "POST")
PART = re.compile(r"\^?\(\?P<\w+>[^)]*\)|<[^>]*>")
"""What changes in an address, in both of Django's ways of writing it."""


@dataclass(frozen=True)
class Address:
    name: str
    route: str
    view: Callable[..., Any]

    @property
    def kind(self) -> str:
        return getattr(self.view, "kind", "")

    @property
    def access(self) -> tuple[Any, ...]:
        return getattr(self.view, "access", ())

    @property
    def methods(self) -> tuple[str, ...]:
        """By which methods a right can be used here."""
        return {"page": ("GET",), "action": ("POST",)}.get(self.kind, ANY_METHOD)

    @property
    def is_ours(self) -> bool:
        return bool(self.kind)


def addresses() -> list[Address]:
    """Each once: one of allauth's behind a door of ours is reached by nobody."""
    found: dict[str, Address] = {}
    for address in _walk(get_resolver().url_patterns, "", ""):
        found.setdefault(PART.sub("<>", address.route), address)
    return list(found.values())


def _walk(patterns: list[Any], route: str, space: str) -> Iterator[Address]:
    for each in patterns:
        here = route + str(each.pattern)
        if isinstance(each, URLPattern):
            name = f"{space}:{each.name}" if space else str(each.name)
            yield Address(name, here, each.callback)
        else:
            yield from _walk(each.url_patterns, here, each.namespace or space)
