"""Find the version or node of an address, as far as the person may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404

from sakaguru.standards.queries.tree import Place, place_of
from sakaguru.standards.queries.versions import visible_versions

if TYPE_CHECKING:
    from sakaguru.standards.models import FrameworkVersion
    from sakaguru.ui.http import ActorRequest


def version_of(request: ActorRequest, code: str, label: str) -> FrameworkVersion:
    """The visible version, or 404 as if it did not exist."""
    versions = visible_versions(request.actor)
    return get_object_or_404(versions, framework__code=code, label=label)


def node_place(request: ActorRequest, code: str, label: str, node: str) -> Place:
    """The visible node with its surroundings, or 404 as if it did not exist."""
    place = place_of(version_of(request, code, label), node)
    if place is None:
        raise Http404
    return place
