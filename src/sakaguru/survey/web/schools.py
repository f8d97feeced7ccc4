"""A school's page in a campaign: counts for all who follow, links for the school."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sakaguru.survey import permissions
from sakaguru.survey.adapters.qr import qr_svg
from sakaguru.survey.models import Link
from sakaguru.survey.queries.delegations import delegations
from sakaguru.survey.queries.reminders import role_counts
from sakaguru.survey.queries.schools import (
    links_by_role,
    own_schools,
    poster_of,
    visible_schools,
)
from sakaguru.survey.queries.surplus import surplus
from sakaguru.survey.services.data_entries import may_enter
from sakaguru.survey.services.links import (
    label_link,
    renew_link,
    renew_poster,
    withdraw_link,
)
from sakaguru.ui.http import ActorRequest, action, note_reading, page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sakaguru.survey.models import Assignment


@page(permissions.VIEW_PROGRESS)
def assignment_detail(request: ActorRequest, assignment_id: int) -> HttpResponse:
    rows = visible_schools(request.actor)
    assignment = get_object_or_404(rows, pk=assignment_id)
    campaign = assignment.campaign
    can_hand_out = permissions.HAND_OUT_LINKS.allows(request.actor, assignment)
    context: dict[str, Any] = {
        "assignment": assignment,
        "campaign": campaign,
        "school": assignment.school,
        "counts": role_counts(assignment),
        "delegations": delegations(assignment),
        "surplus": surplus(assignment),
        "can_hand_out": can_hand_out and not campaign.is_closed,
        "can_enter": may_enter(request.actor, assignment.school),
        "today": timezone.localdate(),
    }
    if context["can_hand_out"]:
        context |= poster_context(request, assignment)
        context["role_links"] = groups = links_by_role(assignment)
        _note_names(request, assignment, [r.link for g in groups for r in g.rows])
    return render(request, "survey/assignment_detail.html", context)


@page(permissions.HAND_OUT_LINKS)
def assignment_poster(request: ActorRequest, assignment_id: int) -> HttpResponse:
    """The poster, made to be printed and hung up."""
    assignment = get_object_or_404(own_schools(request.actor), pk=assignment_id)
    context = {
        "assignment": assignment,
        "campaign": assignment.campaign,
        "school": assignment.school,
        **poster_context(request, assignment),
    }
    return render(request, "survey/assignment_poster.html", context)


@page(permissions.HAND_OUT_LINKS)
def assignment_slips(request: ActorRequest, assignment_id: int) -> HttpResponse:
    """Personal links as slips to be printed, cut and handed out.

    Used ones only of teachers and parents, for they must not be told apart.
    """
    assignment = get_object_or_404(own_schools(request.actor), pk=assignment_id)
    addresses = [
        (row.link, group.label, _address(request, "survey:filling-start", row.token))
        for group in links_by_role(assignment)
        for row in group.rows
        if (group.is_personal or not row.link.is_used) and not row.link.is_withdrawn
    ]
    _note_names(request, assignment, [link for link, *_more in addresses])
    title = _("Kode QR tautan")
    slips = [
        {"link": link, "label": label, "address": to, "qr": qr_svg(to, title=title)}
        for link, label, to in addresses
    ]
    context = {
        "assignment": assignment,
        "campaign": assignment.campaign,
        "school": assignment.school,
        "slips": slips,
    }
    return render(request, "survey/assignment_slips.html", context)


def _note_names(
    request: ActorRequest, assignment: Assignment, links: list[Link]
) -> None:
    note_reading(
        request,
        what="links",
        at=timezone.now(),  # noqa: TID251 -- a door
        path=assignment.school.path,
        named=sum(bool(link.label) for link in links),
    )


@action(permissions.HAND_OUT_LINKS)
def link_withdraw(request: ActorRequest, link_id: int) -> HttpResponse:
    link = _find(request, link_id)
    withdraw_link(actor=request.actor, link=link, at=timezone.now())  # noqa: TID251 -- a door
    messages.success(request, _("Tautan ditarik; alamatnya tidak berlaku lagi."))
    return redirect(link.assignment)


@action(permissions.HAND_OUT_LINKS)
def link_renew(request: ActorRequest, link_id: int) -> HttpResponse:
    link = _find(request, link_id)
    renew_link(actor=request.actor, link=link, at=timezone.now())  # noqa: TID251 -- a door
    messages.success(request, _("Tautan baru siap dibagikan; yang lama tidak berlaku."))
    return redirect(link.assignment)


@action(permissions.HAND_OUT_LINKS)
def link_label(request: ActorRequest, link_id: int) -> HttpResponse:
    link = _find(request, link_id)
    label_link(
        actor=request.actor,
        link=link,
        label=request.POST.get("label", ""),
        at=timezone.now(),  # noqa: TID251 -- a door
    )
    return redirect(link.assignment)


@action(permissions.HAND_OUT_LINKS)
def poster_renew(request: ActorRequest, assignment_id: int) -> HttpResponse:
    assignment = get_object_or_404(own_schools(request.actor), pk=assignment_id)
    renew_poster(actor=request.actor, assignment=assignment, at=timezone.now())  # noqa: TID251 -- a door
    messages.success(
        request, _("Poster dan PIN baru siap dicetak; yang lama tidak berlaku lagi.")
    )
    return redirect(assignment)


def _find(request: ActorRequest, link_id: int) -> Link:
    own = own_schools(request.actor).order_by().values("pk")
    rows = Link.objects.select_related("assignment")
    return get_object_or_404(rows, pk=link_id, assignment__in=own)


def poster_context(request: ActorRequest, assignment: Assignment) -> dict[str, Any]:
    poster = poster_of(assignment)
    address = _address(request, "survey:poster-detail", poster.token)
    return {
        "poster": poster,
        "poster_address": address,
        "poster_qr": qr_svg(address, title=_("Kode QR poster")),
    }


def _address(request: ActorRequest, name: str, token: str) -> str:
    return request.build_absolute_uri(reverse(name, args=[token]))
