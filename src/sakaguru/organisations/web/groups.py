"""Groups of units beside the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from sakaguru.organisations import permissions
from sakaguru.organisations.models import Group, GroupMember
from sakaguru.organisations.queries.groups import groups_of
from sakaguru.organisations.queries.organisations import line_of, visible_organisations
from sakaguru.organisations.services import particulars as services
from sakaguru.organisations.web import forms
from sakaguru.organisations.web.finding import unit_of
from sakaguru.ui.http import action, page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sakaguru.organisations.models import Organisation
    from sakaguru.ui.http import ActorRequest


@page(permissions.VIEW_ORGANISATION)
def group_list(request: ActorRequest, code: str) -> HttpResponse:
    return _groups_page(request, unit_of(request, code), None)


@action(permissions.CHANGE_TREE)
def group_form(request: ActorRequest, code: str) -> HttpResponse:
    unit = unit_of(request, code)
    permissions.CHANGE_TREE.check(request.actor, unit)
    form = forms.GroupForm(request.POST)
    if not form.is_valid():
        return _groups_page(request, unit, form, status=422)
    services.form_group(
        actor=request.actor,
        owner=unit,
        at=timezone.now(),  # noqa: TID251
        **form.cleaned_data,
    )
    messages.success(request, _("Kelompok dibentuk."))
    return redirect("organisations:group-list", code)


@action(permissions.CHANGE_TREE)
def group_join(request: ActorRequest, code: str, group_id: int) -> HttpResponse:
    unit = unit_of(request, code)
    group = get_object_or_404(Group, pk=group_id, owner=unit)
    permissions.CHANGE_TREE.check(request.actor, unit)
    form = forms.JoinForm(request.POST)
    if not form.is_valid():
        return _groups_page(request, unit, None, status=422)
    joining = get_object_or_404(
        visible_organisations(request.actor), code=form.cleaned_data["code"]
    )
    services.join_group(
        actor=request.actor,
        group=group,
        unit=joining,
        is_core=form.cleaned_data["is_core"],
        on=timezone.localdate(),
        at=timezone.now(),  # noqa: TID251
    )
    messages.success(request, _("{unit} masuk kelompok.").format(unit=joining.name))
    return redirect("organisations:group-list", code)


@action(permissions.CHANGE_TREE)
def group_leave(request: ActorRequest, code: str, member_id: int) -> HttpResponse:
    unit = unit_of(request, code)
    member = get_object_or_404(GroupMember, pk=member_id, group__owner=unit)
    services.leave_group(
        actor=request.actor,
        member=member,
        on=timezone.localdate(),
        at=timezone.now(),  # noqa: TID251
    )
    messages.success(request, _("Keanggotaan kelompok diakhiri."))
    return redirect("organisations:group-list", code)


def _groups_page(
    request: ActorRequest, unit: Organisation, form: Any, status: int = 200
) -> HttpResponse:
    context = {
        "unit": unit,
        "line": line_of(unit),
        "groups": groups_of(unit, timezone.localdate()),
        "can_change": permissions.CHANGE_TREE.allows(request.actor, unit),
        "form": form or forms.GroupForm(),
        "join_form": forms.JoinForm(),
    }
    return render(request, "organisations/group_list.html", context, status=status)
