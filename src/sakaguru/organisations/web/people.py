"""Pages of people: who belongs where, invitations, as whom one acts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth import login
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from sakaguru.accounts.services.sign_in import ask_password_again
from sakaguru.organisations import permissions
from sakaguru.organisations.logic.roles import roles_to_pass_on
from sakaguru.organisations.models import Invitation, Membership
from sakaguru.organisations.queries import people
from sakaguru.organisations.queries.organisations import line_of
from sakaguru.organisations.services import people as services
from sakaguru.organisations.web import forms
from sakaguru.organisations.web.finding import unit_of
from sakaguru.organisations.web.middleware import SESSION_KEY
from sakaguru.ui.http import OpenTo, action, note_reading, page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sakaguru.organisations.models import Organisation
    from sakaguru.ui.http import ActorRequest

PER_PAGE = 50


@page(permissions.VIEW_PEOPLE)
def people_list(request: ActorRequest, code: str) -> HttpResponse:
    unit = unit_of(request, code)
    permissions.VIEW_PEOPLE.check(request.actor, Membership(organisation=unit))
    return _people_page(request, unit, None)


@action(permissions.MANAGE_PEOPLE)
def person_invite(request: ActorRequest, code: str) -> HttpResponse:
    unit = unit_of(request, code)
    permissions.MANAGE_PEOPLE.check(request.actor, Membership(organisation=unit))
    roles = roles_to_pass_on(request.actor.roles, unit.tier)
    form = forms.InvitationForm(request.POST, roles=roles)
    if not form.is_valid():
        return _people_page(request, unit, form, status=422)
    ask_password_again(request)
    address = reverse("organisations:invitation-detail", args=["TOKEN"])
    services.invite_person(
        actor=request.actor,
        organisation=unit,
        accept_url=request.build_absolute_uri(address),
        at=timezone.now(),  # noqa: TID251
        **form.cleaned_data,
    )
    messages.success(request, _("Undangan terkirim."))
    return redirect("organisations:people-list", code)


@action(permissions.MANAGE_PEOPLE)
def invitation_withdraw(
    request: ActorRequest, code: str, invitation_id: int
) -> HttpResponse:
    rows = Invitation.objects.select_related("organisation")
    unit = unit_of(request, code)
    invitation = get_object_or_404(rows, pk=invitation_id, organisation=unit)
    services.withdraw_invitation(
        actor=request.actor,
        invitation=invitation,
        at=timezone.now(),  # noqa: TID251
    )
    messages.success(request, _("Undangan ditarik."))
    return redirect("organisations:people-list", code)


@action(permissions.MANAGE_PEOPLE)
def membership_end(
    request: ActorRequest, code: str, membership_id: int
) -> HttpResponse:
    unit = unit_of(request, code)
    membership = get_object_or_404(Membership, pk=membership_id, organisation=unit)
    permissions.MANAGE_PEOPLE.check(request.actor, membership)
    ask_password_again(request)
    services.end_membership(
        actor=request.actor,
        membership=membership,
        on=timezone.localdate(),
        at=timezone.now(),  # noqa: TID251
    )
    messages.success(
        request, _("Peran diakhiri. Orang itu tidak dapat lagi bertindak.")
    )
    return redirect("organisations:people-list", code)


@page(OpenTo.LINK_HOLDER)
def invitation_detail(request: ActorRequest, token: str) -> HttpResponse:
    invitation = services.open_invitation(token, at=timezone.now())  # noqa: TID251
    return _invitation_page(request, invitation, token, forms.AcceptForm())


@action(OpenTo.LINK_HOLDER)
def invitation_accept(request: ActorRequest, token: str) -> HttpResponse:
    now = timezone.now()  # noqa: TID251 -- a door reads the clock
    user = request.user if request.user.is_authenticated else None
    form = forms.AcceptForm(request.POST)
    if user is None and not form.is_valid():
        invitation = services.open_invitation(token, at=now)
        return _invitation_page(request, invitation, token, form, status=422)
    membership = services.accept_invitation(
        token=token,
        user=user,
        password=None if user else form.cleaned_data["password"],
        day=timezone.localdate(),
        at=now,
    )
    if user is None:
        login(request, membership.user)
    request.session[SESSION_KEY] = membership.pk
    return redirect("/")


@action(OpenTo.SIGNED_IN)
def act_as(request: ActorRequest) -> HttpResponse:
    """Choose as whom to act; only among one's own memberships of today."""
    chosen = request.POST.get("membership", "")
    mine = {str(m.pk): m.pk for m in request.memberships}
    if chosen in mine:
        request.session[SESSION_KEY] = mine[chosen]
    onward = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(onward, {request.get_host()})
    return HttpResponseRedirect(onward if safe else "/")


def _people_page(
    request: ActorRequest, unit: Organisation, form: Any, status: int = 200
) -> HttpResponse:
    now, day = timezone.now(), timezone.localdate()  # noqa: TID251
    roles = roles_to_pass_on(request.actor.roles, unit.tier)
    may_manage = permissions.MANAGE_PEOPLE.reaches(request.actor, unit.path)
    everybody = "semua" in request.GET
    rows = (
        people.people_below(unit.path, day)
        if everybody
        else people.people_of(unit, day)
    )
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("halaman"))
    waiting = list(people.waiting_invitations(unit, now)) if may_manage else []
    note_reading(
        request,
        what="people",
        at=now,
        path=unit.path,
        people=[row.user_id for row in shown],
        named=len(waiting),
    )
    context = {
        "unit": unit,
        "line": line_of(unit),
        "people": shown,
        "everybody": everybody,
        "invitations": waiting,
        "can_manage": may_manage,
        "form": form or forms.InvitationForm(roles=roles),
    }
    template = "organisations/people_list.html"
    return render(request, template, context, status=status)


def _invitation_page(
    request: ActorRequest, invitation: Any, token: str, form: Any, status: int = 200
) -> HttpResponse:
    context = {"invitation": invitation, "token": token, "form": form}
    template = "organisations/invitation_detail.html"
    return render(request, template, context, status=status)
