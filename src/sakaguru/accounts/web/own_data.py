"""What is kept about oneself: look, take a copy, be forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import logout
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sakaguru.accounts.models import User
from sakaguru.accounts.queries.readers import readers_of
from sakaguru.accounts.services.persons import copy_person, erase_person
from sakaguru.accounts.services.sign_in import ask_password_again
from sakaguru.ui.http import OpenTo, action, page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sakaguru.ui.http import ActorRequest


@page(OpenTo.SIGNED_IN)
def own_data(request: ActorRequest) -> HttpResponse:
    user = _person(request)
    context = {"person": user, "readers": readers_of(user)}
    return render(request, "accounts/own_data.html", context)


@page(OpenTo.SIGNED_IN)
def own_copy(request: ActorRequest) -> HttpResponse:
    ask_password_again(request)
    response = JsonResponse(
        copy_person(_person(request)),
        json_dumps_params={"indent": 1, "ensure_ascii": False},
    )
    response.headers["Content-Disposition"] = 'attachment; filename="data-saya.json"'
    response.headers["Cache-Control"] = "no-store"
    return response


@page(OpenTo.SIGNED_IN)
def own_erasure(request: ActorRequest) -> HttpResponse:
    context = {
        "title": _("Hapus data saya?"),
        "lead": _(
            "Nama, surel, kata sandi, dan semua peran Anda dihapus, dan Anda tidak "
            "dapat masuk lagi. Pekerjaan kantor yang pernah Anda catat tetap ada, "
            "tanpa nama. Ini tidak dapat dibatalkan."
        ),
        "changes": [],
        "action_url": reverse("accounts:own-erase"),
        "verb": _("Ya, hapus data saya"),
        "back_url": reverse("accounts:own-data"),
    }
    return render(request, "ui/confirm.html", context)


@action(OpenTo.SIGNED_IN)
def own_erase(request: ActorRequest) -> HttpResponse:
    ask_password_again(request)
    user = _person(request)
    erase_person(actor=request.actor, user=user, at=timezone.now())  # noqa: TID251
    logout(request)
    return redirect("account_login")


def _person(request: ActorRequest) -> User:
    return User.objects.get(pk=request.user.pk or 0)
