"""The door of the school's poster: one device, many people, one after another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.core.signing import BadSignature
from django.shortcuts import redirect, render
from django.utils import timezone

from sakaguru.instruments.enums import RespondentRole
from sakaguru.survey.logic.tokens import random_token
from sakaguru.survey.queries.classes import PARENTS, asks_for_slip
from sakaguru.survey.queries.doors import assignment_at_poster, check_open
from sakaguru.survey.services.posters import (
    Shown,
    enter_by_poster,
    open_session,
    poster_roles,
)
from sakaguru.survey.web.filling import SENT_COOKIE
from sakaguru.survey.web.light import address_of, light
from sakaguru.survey.web.withdrawing import code_given, shown_once
from sakaguru.ui.http import ActorRequest, OpenTo, action, page

if TYPE_CHECKING:
    from django.http import HttpResponse

PASS_COOKIE = "kelas"  # noqa: S105 -- the name of a cookie
PASS_SECONDS = 3 * 3600
KNOCK_COOKIE = "ketuk"
KNOCK = re.compile(r"[a-z2-7]{32}")


@page(OpenTo.LINK_HOLDER)
@light
def poster_detail(request: ActorRequest, token: str) -> HttpResponse:
    assignment = assignment_at_poster(token)
    check_open(assignment.campaign, day=timezone.localdate())
    roles = poster_roles(assignment)
    context = {
        "token": token,
        "assignment": assignment,
        "school": assignment.school,
        "roles": [(role, RespondentRole(role).label) for role in roles],
        "pass_role": _pass_role(request, token),
        "asks_for_slip": asks_for_slip(assignment, PARENTS),
    }
    response = render(request, "survey/poster_detail.html", context)
    if not device_at_poster(request):
        response.set_cookie(
            KNOCK_COOKIE,
            random_token(),
            max_age=PASS_SECONDS,
            httponly=True,
            samesite="Lax",
        )
    return response


@action(OpenTo.LINK_HOLDER)
@light
def poster_enter(request: ActorRequest, token: str) -> HttpResponse:
    assignment = assignment_at_poster(token)
    role = request.POST.get("peran", "")
    now = timezone.now()  # noqa: TID251 -- a door
    session = enter_by_poster(
        assignment=assignment,
        shown=Shown(role, pin_in(request), request.POST.get("kode", "")),
        address=address_of(request),
        day=timezone.localdate(now),
        at=now,
        device=device_at_poster(request),
    )
    response = redirect("survey:filling-start", session)
    response.set_signed_cookie(
        PASS_COOKIE,
        f"{token}.{role}",
        max_age=PASS_SECONDS,
        httponly=True,
        samesite="Lax",
    )
    return response


@action(OpenTo.LINK_HOLDER)
@light
def poster_next(request: ActorRequest, token: str) -> HttpResponse:
    """Begin the next person's answers on this device, for whom the PIN was given."""
    role = _pass_role(request, token)
    if not role:
        return redirect("survey:poster-detail", token)
    assignment = assignment_at_poster(token)
    day = timezone.localdate()
    slip = request.POST.get("kode", "")
    session = open_session(assignment=assignment, role=role, day=day, slip=slip)
    return redirect("survey:filling-start", session)


@page(OpenTo.LINK_HOLDER)
@light
def poster_sent(request: ActorRequest, token: str) -> HttpResponse:
    role = _pass_role(request, token)
    context = {
        "token": token,
        "number": request.get_signed_cookie(SENT_COOKIE, "", max_age=300),
        "pass_role": role,
        "code": code_given(request),
        "is_pupil": role == RespondentRole.SS,
        "asks_for_slip": asks_for_slip(assignment_at_poster(token), role),
    }
    response = render(request, "survey/poster_sent.html", context)
    response.delete_cookie(SENT_COOKIE)
    return shown_once(response)


def pin_in(request: ActorRequest) -> str:
    return request.POST.get("pin", "").replace(" ", "")


def device_at_poster(request: ActorRequest) -> str:
    """What tells this device from the others behind its address; empty without it."""
    told = request.COOKIES.get(KNOCK_COOKIE, "")
    return told if KNOCK.fullmatch(told) else ""


def _pass_role(request: ActorRequest, token: str) -> str:
    """The role for which this device was let in at this poster, or nothing."""
    try:
        kept = request.get_signed_cookie(PASS_COOKIE, "", max_age=PASS_SECONDS)
    except BadSignature:
        return ""
    door, _, role = (kept or "").partition(".")
    return role if door == token else ""
