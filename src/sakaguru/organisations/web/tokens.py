"""The page on which people look after keys for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from sakaguru.accounts.services.sign_in import ask_password_again
from sakaguru.organisations.models import ApiToken
from sakaguru.organisations.services.tokens import issue_token, revoke_token
from sakaguru.organisations.web.forms import TokenForm
from sakaguru.ui.http import OpenTo, action, page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sakaguru.ui.http import ActorRequest


@page(OpenTo.SIGNED_IN)
def token_list(request: ActorRequest) -> HttpResponse:
    return _page(request, TokenForm())


@action(OpenTo.SIGNED_IN)
def token_issue(request: ActorRequest) -> HttpResponse:
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    ask_password_again(request)
    _token, secret = issue_token(
        actor=request.actor,
        name=form.cleaned_data["name"],
        days=form.cleaned_data["days"],
        at=timezone.now(),  # noqa: TID251
    )
    return _page(request, TokenForm(), secret=secret)


@action(OpenTo.SIGNED_IN)
def token_revoke(request: ActorRequest, token_id: int) -> HttpResponse:
    mine = ApiToken.objects.filter(membership__user_id=request.user.pk or 0)
    token = get_object_or_404(mine, pk=token_id)
    revoke_token(actor=request.actor, token=token, at=timezone.now())  # noqa: TID251
    messages.success(request, _("Kunci {name} dicabut.").format(name=token.name))
    return redirect("organisations:token-list")


def _page(
    request: ActorRequest, form: TokenForm, *, secret: str = "", status: int = 200
) -> HttpResponse:
    now = timezone.now()  # noqa: TID251
    mine = ApiToken.objects.filter(
        membership__user_id=request.user.pk or 0, revoked_at=None
    )
    context = {
        "tokens": mine.select_related("membership__organisation"),
        "now": now,
        "form": form,
        "secret": secret,
        "acting": next(
            (m for m in request.memberships if m.pk == request.actor.membership_id),
            None,
        ),
    }
    return render(request, "organisations/token_list.html", context, status=status)
