"""Answers that a page of ours sent are taken back by the code of their receipt.

The code is shown once, to whoever has just sent, and travels in a cookie of some
minutes: in no address, so that the history of a browser does not hold it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.signing import BadSignature
from django.shortcuts import redirect, render
from django.utils import timezone

from sakaguru.survey.logic.tokens import in_groups
from sakaguru.survey.services.withdrawal import WithdrawalCodeUnknown, withdraw_by_code
from sakaguru.survey.web.light import forget, light
from sakaguru.ui.http import ActorRequest, OpenTo, action, page

if TYPE_CHECKING:
    from django.http import HttpResponse

COOKIE = "tarik"
SECONDS = 300


def hand_over(response: HttpResponse, code: str) -> HttpResponse:
    """Let the page that comes next show the code; of a former one nothing is left."""
    response.delete_cookie(COOKIE, samesite="Lax")
    if code:
        response.set_signed_cookie(
            COOKIE, code, max_age=SECONDS, httponly=True, samesite="Lax"
        )
    return response


def code_given(request: ActorRequest) -> str:
    """The code to show, in groups; empty where it was shown before."""
    try:
        code = request.get_signed_cookie(COOKIE, "", max_age=SECONDS)
    except BadSignature:
        return ""
    return in_groups(code or "")


def shown_once(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(COOKIE, samesite="Lax")
    return forget(response)


@page(OpenTo.LINK_HOLDER)
@light
def withdrawal_form(request: ActorRequest) -> HttpResponse:
    return render(request, "survey/withdrawal_form.html")


@action(OpenTo.LINK_HOLDER)
@light
def withdrawal_take(request: ActorRequest) -> HttpResponse:
    code = request.POST.get("kode", "")
    try:
        withdraw_by_code(code=code, day=timezone.localdate())
    except WithdrawalCodeUnknown as fault:
        context = {"typed": code[:40], "fault": fault}
        template = "survey/withdrawal_form.html"
        return render(request, template, context, status=fault.status)
    return forget(redirect("survey:withdrawal-done"))


@page(OpenTo.LINK_HOLDER)
@light
def withdrawal_done(request: ActorRequest) -> HttpResponse:
    return render(request, "survey/withdrawal_done.html")
