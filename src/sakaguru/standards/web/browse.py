"""Pages to read frameworks: shelf, tree, node, search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from sakaguru.standards import permissions
from sakaguru.standards.enums import Colour, Respondent, VersionStatus
from sakaguru.standards.logic.labels import label_rows
from sakaguru.standards.queries.editions import shelf
from sakaguru.standards.queries.tree import (
    SEARCH_LIMIT,
    TEXT_SEARCH,
    found_nodes,
    opened_tree,
)
from sakaguru.standards.queries.versions import shelves, visible_versions
from sakaguru.standards.web.finding import node_place, version_of
from sakaguru.standards.web.forms import DraftForm
from sakaguru.ui.http import page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sakaguru.core.access import Actor
    from sakaguru.standards.models import FrameworkVersion
    from sakaguru.ui.http import ActorRequest


@page(permissions.VIEW_FRAMEWORK)
def framework_list(request: ActorRequest) -> HttpResponse:
    context = {"shelves": shelves(request.actor), "words": ""}
    return render(request, "standards/framework_list.html", context)


@page(permissions.VIEW_FRAMEWORK)
def framework_detail(request: ActorRequest, code: str) -> HttpResponse:
    """Lead to the version in force, else to the newest there is."""
    versions = list(visible_versions(request.actor).filter(framework__code=code))
    if not versions:
        raise Http404
    found = shelf(versions)
    return redirect(found.current or found.versions[0])


@page(permissions.VIEW_FRAMEWORK)
def version_detail(request: ActorRequest, code: str, label: str) -> HttpResponse:
    version = version_of(request, code, label)
    opened = request.GET.get("buka", "")
    context = {
        "version": version,
        "branches": opened_tree(version, opened),
        "opened": opened,
        "levels": list(version.levels.all()),
        "draft_form": DraftForm(),
        **rights(request.actor, version),
    }
    return render(request, "standards/version_detail.html", context)


@page(permissions.VIEW_FRAMEWORK)
def node_detail(
    request: ActorRequest, code: str, label: str, node: str
) -> HttpResponse:
    place = node_place(request, code, label, node)
    version = place.node.version
    context = {
        "version": version,
        "place": place,
        "node": place.node,
        "levels": list(version.levels.all()),
        "label_rows": [
            (Colour(row.colour).label, row) for row in label_rows(place.node.label_rule)
        ],
        "respondents": [Respondent(role).label for role in place.node.respondents],
        **rights(request.actor, version),
    }
    return render(request, "standards/node_detail.html", context)


@page(permissions.VIEW_FRAMEWORK)
def node_search(request: ActorRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:100]
    versions = visible_versions(request.actor).filter(status=VersionStatus.PUBLISHED)
    language = (get_language() or "id")[:2]
    if language not in TEXT_SEARCH:
        language = "id"
    found = list(found_nodes(versions, query, language=language)) if query else []
    context = {"words": query, "found": found, "limit": SEARCH_LIMIT}
    return render(request, "standards/node_search.html", context)


def rights(actor: Actor, version: FrameworkVersion) -> dict[str, Any]:
    return {"can_edit": permissions.EDIT_FRAMEWORK.allows(actor, version)}
