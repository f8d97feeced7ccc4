"""What reading frameworks and instruments has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from django.db.models import Q

from sakaguru.standards.enums import VersionStatus
from sakaguru.standards.models.edition import Edition
from sakaguru.standards.queries.wording import changes_in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django_stubs_ext import StrOrPromise

    from sakaguru.standards.logic.differences import Differences

E = TypeVar("E", bound=Edition)

PUBLIC = ~Q(status=VersionStatus.DRAFT)


class Shelf(NamedTuple, Generic[E]):
    """A thing with its versions, newest first; ``current`` is in force, if any."""

    current: E | None
    versions: list[E]


def shelf(versions: list[E]) -> Shelf[E]:
    """Put the versions of one thing on a shelf. They come oldest first."""
    published = [one for one in versions if one.status == VersionStatus.PUBLISHED]
    return Shelf(published[0] if published else None, versions[::-1])


def compared(
    found: Differences,
    texts: Mapping[str, dict[str, str]],
    names: Mapping[str, StrOrPromise],
) -> dict[str, Any]:
    """What a page says of two versions: ``texts`` by code, ``names`` of fields."""
    return {
        "is_same": found.is_empty,
        "added": [(code, texts[code]) for code in found.added],
        "removed": [(code, texts[code]) for code in found.removed],
        "changed": [
            (change.code, texts[change.code], changes_in_words(change, names))
            for change in found.changed
        ],
    }
