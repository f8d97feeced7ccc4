"""Pages and actions to draft and publish versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from sakaguru.core.errors import NotAllowed
from sakaguru.instruments import permissions
from sakaguru.instruments.queries.versions import owner_for
from sakaguru.instruments.services import items, versions
from sakaguru.instruments.services.adapting import adapt_version
from sakaguru.instruments.web.finding import item_at, version_of
from sakaguru.instruments.web.forms import AdaptForm, DraftForm, ItemForm
from sakaguru.ui.http import action, page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sakaguru.instruments.models import InstrumentVersion, Item
    from sakaguru.organisations.models import Organisation
    from sakaguru.ui.http import ActorRequest


@action(permissions.EDIT_INSTRUMENT)
def version_draft(request: ActorRequest, code: str, label: str) -> HttpResponse:
    version = version_of(request, code, label)
    permissions.EDIT_INSTRUMENT.check(request.actor, version)
    form = DraftForm(request.POST)
    if not form.is_valid():
        context = {"version": version, "form": form}
        return render(request, "instruments/version_draft.html", context, status=422)
    draft = versions.draft_version(
        actor=request.actor,
        version=version,
        label=form.cleaned_data["label"],
        at=timezone.now(),  # noqa: TID251
    )
    messages.success(request, _("Rancangan {draft} dibuat.").format(draft=draft))
    return redirect(draft)


@page(permissions.EDIT_INSTRUMENT)
def version_adapt(request: ActorRequest, code: str, label: str) -> HttpResponse:
    version = version_of(request, code, label)
    return _adapt_page(request, version, AdaptForm())


@action(permissions.EDIT_INSTRUMENT)
def version_adapted(request: ActorRequest, code: str, label: str) -> HttpResponse:
    version = version_of(request, code, label)
    form = AdaptForm(request.POST)
    if not form.is_valid():
        return _adapt_page(request, version, form, status=422)
    draft = adapt_version(
        actor=request.actor,
        version=version,
        owner=_own_unit(request),
        code=form.cleaned_data["code"],
        title={key: form.cleaned_data[f"title_{key}"] for key in ("id", "en")},
        at=timezone.now(),  # noqa: TID251
    )
    messages.success(request, _("Rancangan {draft} dibuat.").format(draft=draft))
    return redirect(draft)


@action(permissions.EDIT_INSTRUMENT)
def version_publish(request: ActorRequest, code: str, label: str) -> HttpResponse:
    version = versions.publish_version(
        actor=request.actor,
        version=version_of(request, code, label),
        at=timezone.now(),  # noqa: TID251
    )
    messages.success(request, _("{version} berlaku.").format(version=version))
    return redirect(version)


@action(permissions.EDIT_INSTRUMENT)
def version_discard(request: ActorRequest, code: str, label: str) -> HttpResponse:
    versions.discard_version(
        actor=request.actor,
        version=version_of(request, code, label),
        at=timezone.now(),  # noqa: TID251
    )
    messages.success(request, _("Rancangan dihapus."))
    return redirect("instruments:instrument-list")


@page(permissions.EDIT_INSTRUMENT)
def item_edit(request: ActorRequest, code: str, label: str, item: str) -> HttpResponse:
    found = item_at(request, code, label, item)
    permissions.EDIT_INSTRUMENT.check(request.actor, found.version)
    return _edit_page(request, found, ItemForm(item=found))


@action(permissions.EDIT_INSTRUMENT)
def item_change(
    request: ActorRequest, code: str, label: str, item: str
) -> HttpResponse:
    found = item_at(request, code, label, item)
    permissions.EDIT_INSTRUMENT.check(request.actor, found.version)
    form = ItemForm(request.POST, item=found)
    if not form.is_valid():
        return _edit_page(request, found, form, status=422)
    items.edit_item(
        actor=request.actor,
        item=found,
        changes=form.changes(),
        at=timezone.now(),  # noqa: TID251
    )
    messages.success(request, _("Perubahan {code} tersimpan.").format(code=item))
    return redirect(found)


def _own_unit(request: ActorRequest) -> Organisation:
    """The unit for which the person acts, as owner of what they make."""
    unit = owner_for(request.actor)
    if unit is None:
        rule = permissions.EDIT_INSTRUMENT
        raise NotAllowed(_("Anda tidak berwenang: {rule}.").format(rule=rule.name))
    return unit


def _adapt_page(
    request: ActorRequest,
    version: InstrumentVersion,
    form: AdaptForm,
    status: int = 200,
) -> HttpResponse:
    context = {"version": version, "form": form, "owner": _own_unit(request)}
    template = "instruments/version_adapt.html"
    return render(request, template, context, status=status)


def _edit_page(
    request: ActorRequest, item: Item, form: ItemForm, status: int = 200
) -> HttpResponse:
    context = {"part": item, "version": item.version, "form": form}
    return render(request, "instruments/item_edit.html", context, status=status)
