"""Cut a questionnaire into pages that fit a phone."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")

MOST_PER_PAGE = 8


def even_pages(items: Sequence[T], most: int = MOST_PER_PAGE) -> list[Sequence[T]]:
    """Cut into as few pages as possible, none with more than ``most``, evenly filled.

    Order is kept; no page is empty.
    """
    if not items:
        return []
    count = ceil(len(items) / most)
    size, longer = divmod(len(items), count)
    pages, start = [], 0
    for number in range(count):
        end = start + size + (number < longer)
        pages.append(items[start:end])
        start = end
    return pages
