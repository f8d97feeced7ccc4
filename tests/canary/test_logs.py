"""Twenty secrets pass through the programme; not one of them is in what it logs."""

from __future__ import annotations

import io
import logging

import pytest
import structlog
from django.test import Client
from factories.organisations import UserFactory

from sakaguru.config.logs import json_formatter
from sakaguru.core.models import AuditEvent

pytestmark = pytest.mark.django_db

SECRETS = [f"rahasia{number:02}zz" for number in range(24)] + ["rahasiapintuzz"]
"""Letters and digits, as passwords, tokens and names have them."""


@pytest.fixture
def logged(settings):
    """All that is logged while a test runs, as the real handler writes it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(json_formatter())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel("DEBUG")
    for name in ("django", "django.request", "django.server", "sakaguru"):
        logging.getLogger(name).propagate = True
    yield stream.getvalue
    root.removeHandler(handler)
    root.setLevel(before)


def knocks(client, secrets):
    """Whatever a person, a device or a stranger sends that is secret."""
    one = iter(secrets)
    email = f"{next(one)}@contoh.invalid"
    user = UserFactory(email=email, name=next(one))
    user.set_password(next(one))
    user.save()
    client.post("/akun/login/", {"login": email, "password": next(one)})
    client.post("/akun/password/reset/", {"email": f"{next(one)}@contoh.invalid"})
    client.get(f"/akun/password/reset/key/1-{next(one)}/")
    client.get(f"/akun/confirm-email/{next(one)}/")
    client.get(f"/organisasi/undangan/{next(one)}/")
    client.post(f"/organisasi/undangan/{next(one)}/terima/", {"password": next(one)})
    client.get(f"/isi/{secrets[-1]}/")
    client.get(f"/periksa/{next(one)}/?sidik={next(one)}")
    client.get("/organisasi/", {"cari": next(one)})
    client.get("/organisasi/", headers={"authorization": f"Bearer skg_{next(one)}"})
    client.get("/", headers={"cookie": f"sessionid={next(one)}"})
    client.get("/", headers={"user-agent": next(one), "referer": f"/x?{next(one)}"})
    client.post("/api/v1/submissions", next(one), content_type="application/json")
    body = f'{{"door": "{next(one)}", "content": {{"key": "{next(one)}"}}}}'
    client.post("/api/v1/submissions", body, content_type="application/json")
    client.get(f"/{next(one)}/tidak-ada/")
    client.post("/akun/signup/", {"email": f"{next(one)}@x.invalid", "x": next(one)})


def test_no_secret_that_passes_through_is_logged(logged):
    structlog.get_logger("sakaguru.request").info("begun")
    knocks(Client(raise_request_exception=False), SECRETS)
    knocks(Client(enforce_csrf_checks=True, raise_request_exception=False), OTHERS)
    text = logged()

    assert text.count("\n") > 15, "something was logged at all"
    assert [one for one in [*SECRETS, *OTHERS] if one in text] == []


OTHERS = [one.replace("rahasia", "sandiku") for one in SECRETS]


def test_no_secret_is_logged_with_a_fault_of_ours(logged, monkeypatch):
    """The traceback is logged: without the values that were in the request."""

    def broken(*_args, **_kwargs):
        raise RuntimeError("putus")

    monkeypatch.setattr(
        "sakaguru.organisations.web.people.services.open_invitation", broken
    )
    client = Client(raise_request_exception=False)
    secret = SECRETS[0]
    response = client.get(f"/organisasi/undangan/{secret}/?kata={SECRETS[1]}")

    assert response.status_code == 500
    assert "putus" in logged()
    assert [one for one in SECRETS if one in logged()] == []
    assert [one for one in SECRETS if one in response.content.decode()] == []


def test_no_secret_is_written_into_the_trail():
    knocks(Client(raise_request_exception=False), SECRETS)
    words = " ".join(
        f"{row.action} {row.subject_name} {row.detail}"
        for row in AuditEvent.objects.all()
    )
    hidden = [one for place, one in enumerate(SECRETS) if place != 1]  # but the name

    assert [one for one in hidden if one in words] == []
