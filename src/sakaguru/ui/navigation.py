"""The entries of the main menu, offered by the capabilities in ``ready()``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from sakaguru.core.access import off_the_record

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from sakaguru.core.access import Actor

Address = str | Callable[["Actor"], str | None]


@dataclass(frozen=True)
class Entry:
    label: str | _StrPromise
    address: Address
    order: int
    visible: Callable[[Actor], bool]

    def url(self, actor: Actor) -> str | None:
        """Where it leads for this person; nothing, if there is nothing to see."""
        with off_the_record():
            if not self.visible(actor):
                return None
            if callable(self.address):
                return self.address(actor)
        return reverse(self.address)


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class Menu:
    """The entries that fit into one row, and those behind one more."""

    first: list[Link]
    more: list[Link]

    @property
    def is_in_more(self) -> bool:
        return any(link.is_current for link in self.more)


IN_ONE_ROW = 8

_entries: dict[str, Entry] = {}


def register(
    label: str | _StrPromise,
    address: Address,
    order: int,
    visible: Callable[[Actor], bool] = bool,
) -> None:
    """Offer a menu entry.

    ``address`` is the name of an address without arguments, or a callable that
    gives the address for an actor (or nothing). ``visible`` sees the actor only.
    """
    key = address if isinstance(address, str) else f"{address.__module__}.{label}"
    _entries[key] = Entry(label, address, order, visible)


def links(actor: Actor | None, path: str) -> list[Link]:
    """The menu of this person on the page ``path``."""
    if actor is None:
        return []
    entries = sorted(_entries.values(), key=lambda entry: entry.order)
    found = [(entry, entry.url(actor)) for entry in entries]
    return [
        Link(str(entry.label), url, is_current=_leads_to(url, path))
        for entry, url in found
        if url
    ]


def folded(entries: list[Link]) -> Menu:
    """Fold what does not fit into one row; never a single entry."""
    if len(entries) <= IN_ONE_ROW:
        return Menu(entries, [])
    return Menu(entries[: IN_ONE_ROW - 1], entries[IN_ONE_ROW - 1 :])


def _leads_to(url: str, path: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
