"""Find the version or item of an address, as far as the person may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404

from sakaguru.instruments.queries.items import item_of
from sakaguru.instruments.queries.versions import visible_versions

if TYPE_CHECKING:
    from sakaguru.instruments.models import InstrumentVersion, Item
    from sakaguru.ui.http import ActorRequest


def version_of(request: ActorRequest, code: str, label: str) -> InstrumentVersion:
    """The visible version, or 404 as if it did not exist."""
    versions = visible_versions(request.actor)
    return get_object_or_404(versions, instrument__code=code, label=label)


def item_at(request: ActorRequest, code: str, label: str, item: str) -> Item:
    """The visible item, or 404 as if it did not exist."""
    found = item_of(version_of(request, code, label), item)
    if found is None:
        raise Http404
    return found
