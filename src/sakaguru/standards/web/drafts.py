"""Pages and actions to draft and publish versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from sakaguru.standards import permissions
from sakaguru.standards.services import nodes, versions
from sakaguru.standards.web.finding import node_place, version_of
from sakaguru.standards.web.forms import DraftForm, NodeForm
from sakaguru.ui.http import action, page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sakaguru.standards.queries.tree import Place
    from sakaguru.ui.http import ActorRequest


@action(permissions.EDIT_FRAMEWORK)
def version_draft(request: ActorRequest, code: str, label: str) -> HttpResponse:
    version = version_of(request, code, label)
    permissions.EDIT_FRAMEWORK.check(request.actor, version)
    form = DraftForm(request.POST)
    if not form.is_valid():
        context = {"version": version, "form": form}
        return render(request, "standards/version_draft.html", context, status=422)
    draft = versions.draft_version(
        actor=request.actor,
        version=version,
        label=form.cleaned_data["label"],
        at=timezone.now(),  # noqa: TID251
    )
    messages.success(request, _("Rancangan {draft} dibuat.").format(draft=draft))
    return redirect(draft)


@action(permissions.EDIT_FRAMEWORK)
def version_publish(request: ActorRequest, code: str, label: str) -> HttpResponse:
    version = versions.publish_version(
        actor=request.actor,
        version=version_of(request, code, label),
        at=timezone.now(),  # noqa: TID251
    )
    messages.success(request, _("{version} berlaku.").format(version=version))
    return redirect(version)


@action(permissions.EDIT_FRAMEWORK)
def version_discard(request: ActorRequest, code: str, label: str) -> HttpResponse:
    version = version_of(request, code, label)
    versions.discard_version(
        actor=request.actor,
        version=version,
        at=timezone.now(),  # noqa: TID251
    )
    messages.success(request, _("Rancangan dihapus."))
    return redirect("standards:framework-list")


@page(permissions.EDIT_FRAMEWORK)
def node_edit(request: ActorRequest, code: str, label: str, node: str) -> HttpResponse:
    place = node_place(request, code, label, node)
    permissions.EDIT_FRAMEWORK.check(request.actor, place.node.version)
    return _edit_page(request, place, NodeForm.of(place.node))


@action(permissions.EDIT_FRAMEWORK)
def node_change(
    request: ActorRequest, code: str, label: str, node: str
) -> HttpResponse:
    place = node_place(request, code, label, node)
    permissions.EDIT_FRAMEWORK.check(request.actor, place.node.version)
    form = NodeForm(request.POST)
    if not form.is_valid():
        return _edit_page(request, place, form, status=422)
    nodes.edit_node(
        actor=request.actor,
        node=place.node,
        changes=form.changes(),
        at=timezone.now(),  # noqa: TID251
    )
    messages.success(request, _("Perubahan {code} tersimpan.").format(code=node))
    return redirect(place.node)


def _edit_page(
    request: ActorRequest, place: Place, form: NodeForm, status: int = 200
) -> HttpResponse:
    context = {"place": place, "node": place.node, "part": place.node}
    context["version"] = place.node.version
    template = "standards/node_edit.html"
    return render(request, template, context | {"form": form}, status=status)
