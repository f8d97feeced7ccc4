"""Root addresses: Indonesian words people see, English names in code."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from sakaguru.accounts.web import checked, steady
from sakaguru.config import trust
from sakaguru.config.health import health

ROOMS = {
    "organisations": "organisasi/",
    "standards": "standar/",
    "instruments": "instrumen/",
}
"""Capabilities with one word of their own; the others write their words themselves."""

urlpatterns: list[URLPattern | URLResolver] = [
    path("sehat", health, name="health"),
    path(".well-known/security.txt", trust.security_txt, name="security-txt"),
    path("jejak/", trust.heads, name="heads"),
    path("jejak/ujung.jsonl", trust.heads_file, name="heads-file"),
    # Before allauth's own doors of the same names: these ask for more.
    path(
        "akun/oidc/<str:provider_id>/login/callback/",
        checked.back_from_provider,
        name="openid_connect_callback",
    ),
    path("akun/sessions/", checked.own_sessions, name="usersessions_list"),
    path(
        "akun/password/reset/",
        steady.forgotten_password,
        name="account_reset_password",
    ),
    path("akun/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
]
for capability in settings.CAPABILITIES:
    addresses = f"{capability}.web.urls"
    if find_spec(f"{capability}.web") and find_spec(addresses):
        word = ROOMS.get(capability.rpartition(".")[2], "")
        urlpatterns.append(path(word, include(addresses)))
    machines = f"{capability}.api"
    if find_spec(machines) and find_spec(f"{machines}.v1"):
        urlpatterns.append(path("api/v1/", include(f"{machines}.v1")))
