"""Pages to read instruments: shelf, version, questionnaire, item, coverage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language

from sakaguru.instruments import permissions
from sakaguru.instruments.enums import RespondentRole
from sakaguru.instruments.queries.data import field_groups
from sakaguru.instruments.queries.items import coverage, items_of, settings_of
from sakaguru.instruments.queries.questionnaires import questionnaire
from sakaguru.instruments.queries.versions import (
    owner_for,
    role_parts,
    shelves,
    visible_versions,
)
from sakaguru.instruments.web.finding import item_at, version_of
from sakaguru.instruments.web.forms import DraftForm
from sakaguru.standards.enums import VersionStatus
from sakaguru.standards.queries.editions import shelf
from sakaguru.standards.queries.tree import place_of
from sakaguru.standards.queries.versions import visible_versions as visible_frameworks
from sakaguru.ui.http import page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sakaguru.core.access import Actor
    from sakaguru.instruments.models import InstrumentVersion
    from sakaguru.ui.http import ActorRequest


@page(permissions.VIEW_INSTRUMENT)
def instrument_list(request: ActorRequest) -> HttpResponse:
    context = {"shelves": shelves(request.actor)}
    return render(request, "instruments/instrument_list.html", context)


@page(permissions.VIEW_INSTRUMENT)
def instrument_detail(request: ActorRequest, code: str) -> HttpResponse:
    """Lead to the version in force, else to the newest there is."""
    versions = list(visible_versions(request.actor).filter(instrument__code=code))
    if not versions:
        raise Http404
    found = shelf(versions)
    return redirect(found.current or found.versions[0])


@page(permissions.VIEW_INSTRUMENT)
def version_detail(request: ActorRequest, code: str, label: str) -> HttpResponse:
    version = version_of(request, code, label)
    parts = role_parts(version)
    asked = {part.role: part.item_count for part in parts}
    from_data = asked.get(RespondentRole.DATA, 0)
    context = {
        "version": version,
        "parts": parts,
        "people_items": sum(asked.values()) - from_data,
        "data_items": from_data,
        "draft_form": DraftForm(),
        "can_adapt": owner_for(request.actor) is not None,
        **rights(request.actor, version),
    }
    return render(request, "instruments/version_detail.html", context)


@page(permissions.VIEW_INSTRUMENT)
def questionnaire_detail(
    request: ActorRequest, code: str, label: str, role: str
) -> HttpResponse:
    version = version_of(request, code, label)
    form = questionnaire(version, role, (get_language() or "id")[:2])
    if form is None:
        raise Http404
    is_data = role == RespondentRole.DATA
    context = {
        "version": version,
        "role": RespondentRole(role),
        "form": form,
        "groups": field_groups(version) if is_data else [],
    }
    return render(request, "instruments/questionnaire_detail.html", context)


@page(permissions.VIEW_INSTRUMENT)
def item_detail(
    request: ActorRequest, code: str, label: str, item: str
) -> HttpResponse:
    found = item_at(request, code, label, item)
    context = {
        "version": found.version,
        "item": found,
        "rule": getattr(found, "data_rule", None),
        "settings": settings_of(found.version, found),
        **rights(request.actor, found.version),
    }
    return render(request, "instruments/item_detail.html", context)


@page(permissions.VIEW_INSTRUMENT)
def coverage_detail(request: ActorRequest, code: str, label: str) -> HttpResponse:
    version = version_of(request, code, label)
    context = {"version": version, "coverage": coverage(version)}
    return render(request, "instruments/coverage_detail.html", context)


@page(permissions.VIEW_INSTRUMENT)
def node_items(
    request: ActorRequest, framework: str, label: str, node: str
) -> HttpResponse:
    """How one node of a framework is asked, in every instrument in force."""
    frameworks = visible_frameworks(request.actor)
    version = get_object_or_404(frameworks, framework__code=framework, label=label)
    place = place_of(version, node)
    if place is None:
        raise Http404
    asking = visible_versions(request.actor).filter(status=VersionStatus.PUBLISHED)
    asking = asking.filter(framework_version=version)
    context = {
        "node": place.node,
        "items": items_of(asking, place.node),
        "reasons": [
            (one, one.not_covered[place.node.code])
            for one in asking
            if place.node.code in one.not_covered
        ],
    }
    return render(request, "instruments/node_items.html", context)


def rights(actor: Actor, version: InstrumentVersion) -> dict[str, Any]:
    return {"can_edit": permissions.EDIT_INSTRUMENT.allows(actor, version)}
