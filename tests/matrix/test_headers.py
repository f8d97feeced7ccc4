"""The headers that protect a browser stand on every answer, errors included."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from matrix.cells import Cell, Knocker, operations, things_for
from matrix.keeping import say

from sakaguru.config import direct

YEAR = 31_536_000
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
POLICY = {
    "default-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "form-action": "'self'",
    "require-trusted-types-for": "'script'",
}
OWN = {"'self'", "'none'", "data:", "'script'"}
PERSONS = ["head of a school", "officer of a district", "anonymous"]
ELSEWHERE = ["/tidak/ada/", "/static/tidak-ada.js", "/admin/login/", "/%00", "/sehat"]
ASSETS = ["/static/ui/app.js", "/static/ui/app.css"]

pytestmark = pytest.mark.xdist_group("world")


def faults(response):
    found = [
        f"{name}: {response.headers.get(name)}"
        for name, value in EVERYWHERE.items()
        if response.headers.get(name) != value
    ]
    if "camera=()" not in response.headers.get("Permissions-Policy", ""):
        found.append("Permissions-Policy")
    told = response.headers.get("Strict-Transport-Security", "")
    if int((re.findall(r"max-age=(\d+)", told) or ["0"])[0]) < YEAR:
        found.append(f"Strict-Transport-Security: {told}")
    return found + policy_faults(response.headers.get("Content-Security-Policy", ""))


def policy_faults(policy):
    told = dict(
        part.strip().partition(" ")[::2] for part in policy.split(";") if part.strip()
    )
    found = [f"{k}: {told.get(k)}" for k, v in POLICY.items() if told.get(k) != v]
    sources = {
        source
        for name, value in told.items()
        if name != "trusted-types"
        for source in value.split()
    }
    return found + sorted(sources - OWN)


@pytest.fixture(autouse=True)
def as_behind_a_proxy_with_https(settings, monkeypatch):
    """Two places read it: Django's middleware, and the short way of devices."""
    settings.SECURE_HSTS_SECONDS = YEAR
    told = f"max-age={YEAR}; includeSubDomains"
    monkeypatch.setitem(direct.HEADERS, "Strict-Transport-Security", told)


def test_every_page_of_everybody_carries_them(world):
    wrong, count = {}, 0
    for name in PERSONS:
        knocker, person = Knocker(world), world.people[name]
        for operation in operations():
            if operation.method != "GET":
                continue
            for how, thing in list(things_for(world, person, operation.row))[:2]:
                cell = Cell(person, operation, how, thing)
                response = knocker.ask(cell, secure=True)
                count += 1
                for fault in faults(response):
                    wrong.setdefault(fault, []).append(str(cell))
                if person.user_id and not is_kept_private(response):
                    wrong.setdefault("no-store", []).append(str(cell))
    say(f"{count} answers looked at")

    assert not wrong, "\n".join(f"{k}: {len(v)}, as {v[0]}" for k, v in wrong.items())


def is_kept_private(response):
    """What a signed-in person was shown is kept nowhere, not even in the browser."""
    told = response.headers.get("Cache-Control", "")
    is_code = response.headers.get("Content-Type", "").startswith("text/javascript")
    return response.status_code != 200 or is_code or "no-store" in told


@pytest.mark.parametrize("address", [*ELSEWHERE, *ASSETS])
def test_errors_and_files_carry_them_too(world, address):
    client = Client(raise_request_exception=False)
    for method in ("get", "post", "delete"):
        response = getattr(client, method)(address, secure=True)
        assert faults(response) == [], f"{method} {response.status_code}"


def test_a_fault_of_ours_carries_them_too(world, monkeypatch):
    def broken(*_args, **_kwargs):
        raise RuntimeError

    monkeypatch.setattr("sakaguru.config.health.connection.cursor", broken)
    client = Client(raise_request_exception=False)
    response = client.get("/akun/login/", {"next": "/\0"}, secure=True)
    forged = Client(enforce_csrf_checks=True).post("/akun/login/", secure=True)
    assert faults(response) == faults(forged) == []
    assert forged.status_code == 403
