"""Cut a questionnaire into pages that fit a phone."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

T = TypeVar("T")

MOST_PER_PAGE = 8


class Block(NamedTuple, Generic[T]):
    """Items under one heading, on one page."""

    title: str
    items: Sequence[T]


def even_parts(items: Sequence[T], most: int = MOST_PER_PAGE) -> list[Sequence[T]]:
    """Cut into as few parts as possible, none with more than ``most``, evenly filled.

    Order is kept; no part is empty.
    """
    if not items:
        return []
    count = ceil(len(items) / most)
    size, longer = divmod(len(items), count)
    parts, start = [], 0
    for number in range(count):
        end = start + size + (number < longer)
        parts.append(items[start:end])
        start = end
    return parts


def pages(
    sections: Iterable[Block[T]], most: int = MOST_PER_PAGE
) -> list[list[Block[T]]]:
    """Put sections on pages in order: long ones are cut, short neighbours share one."""
    found: list[list[Block[T]]] = []
    room = 0
    for section in sections:
        for part in even_parts(section.items, most):
            if len(part) > room:
                found.append([])
                room = most
            found[-1].append(Block(section.title, part))
            room -= len(part)
    return found
