"""Which nodes of an earlier version live on in this one; in a draft, say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sakaguru.standards import permissions
from sakaguru.standards.queries.crosswalks import crosswalk
from sakaguru.standards.queries.versions import visible_versions
from sakaguru.standards.services.crosswalks import set_crosswalk
from sakaguru.standards.web.finding import version_of
from sakaguru.ui.http import action, page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sakaguru.standards.models import FrameworkVersion
    from sakaguru.ui.http import ActorRequest

FIELD = "ke-"
"""Before an earlier code, in the names of the form's fields."""


@page(permissions.VIEW_FRAMEWORK)
def version_crosswalk(request: ActorRequest, code: str, label: str) -> HttpResponse:
    version = version_of(request, code, label)
    others = _earlier(request, version)
    chosen = _chosen(others, request.GET.get("dari"))
    may_edit = permissions.EDIT_FRAMEWORK.allows(request.actor, version)
    context = {
        "version": version,
        "others": others,
        "earlier": chosen,
        "field": FIELD,
        "can_edit": version.is_draft and may_edit,
        "walk": crosswalk(chosen, version) if chosen else None,
    }
    return render(request, "standards/version_crosswalk.html", context)


@action(permissions.EDIT_FRAMEWORK)
def crosswalk_set(request: ActorRequest, code: str, label: str) -> HttpResponse:
    version = version_of(request, code, label)
    permissions.EDIT_FRAMEWORK.check(request.actor, version)
    chosen = _chosen(_earlier(request, version), request.POST.get("dari"))
    if chosen is None:
        raise Http404
    wanted = {
        name.removeprefix(FIELD): str(value).strip()
        for name, value in request.POST.items()
        if name.startswith(FIELD)
    }
    set_crosswalk(
        actor=request.actor,
        version=version,
        earlier=chosen,
        wanted=wanted,
        at=timezone.now(),  # noqa: TID251 -- a view is a door
    )
    messages.success(request, _("Padanan tersimpan."))
    address = reverse("standards:version-crosswalk", args=[code, label])
    return redirect(f"{address}?dari={chosen.label}")


def _earlier(
    request: ActorRequest, version: FrameworkVersion
) -> list[FrameworkVersion]:
    """The versions that were there before, newest first."""
    mine = visible_versions(request.actor).filter(framework=version.framework_id)
    return list(mine.filter(pk__lt=version.pk).order_by("-pk"))


def _chosen(
    others: list[FrameworkVersion], label: str | None
) -> FrameworkVersion | None:
    """The version asked for, else the newest; an unknown one is not found."""
    if not label:
        return others[0] if others else None
    found = next((one for one in others if one.label == label), None)
    if found is None:
        raise Http404
    return found
