"""Cookies by their guarded names, programs by HTTPS only, and who stands in the log."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from factories.organisations import OrganisationFactory
from factories.survey import (
    asked_school,
    opened_campaign,
    pin_of,
    poster_of,
    token_for,
)
from structlog.testing import capture_logs

from sakaguru.accounts.models import User
from sakaguru.config.middleware import GuardedCookies
from sakaguru.organisations.enums import Role

PASSWORD = "melati-putih-27"


@pytest.fixture
def over_https(settings):
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True


@pytest.mark.django_db
def test_over_https_every_cookie_is_taken_from_us_alone(over_https):
    User.objects.create_user("warga@contoh.invalid", PASSWORD, name="Warga")
    client = Client()
    shown = client.get(reverse("account_login"), secure=True)
    asked = {"login": "warga@contoh.invalid", "password": PASSWORD}
    signed_in = client.post(reverse("account_login"), asked, secure=True)
    language = client.post("/i18n/setlang/", {"language": "en"}, secure=True)

    given = [
        morsel
        for response in (shown, signed_in, language)
        for morsel in response.cookies.values()
    ]
    assert {m.key for m in given} >= {
        "__Host-csrftoken",
        "__Host-sessionid",
        "__Host-django_language",
    }
    for morsel in given:
        assert morsel.key.startswith(("__Host-", "__Secure-"))
        assert morsel["secure"]
        assert morsel["httponly"]
        assert not morsel["domain"]
        assert morsel["samesite"] in {"Lax", "Strict", ""}
    assert client.get("/akun/email/", secure=True).status_code == 200


def test_a_cookie_without_the_name_is_not_read(over_https):
    seen = {}

    def view(request):
        seen.update(request.COOKIES)
        response = HttpResponse()
        response.set_cookie("kelas", 'a "b"', path="/p/")
        response.delete_cookie("lama")
        return response

    request = RequestFactory().get("/")
    request.COOKIES = {"sessionid": "planted", "__Host-x": "1", "__Secure-kelas": "2"}
    response = GuardedCookies(view)(request)

    assert seen == {"x": "1", "kelas": "2"}
    assert set(response.cookies) == {"__Secure-kelas", "__Host-lama"}
    assert response.cookies["__Secure-kelas"].value == 'a "b"'
    assert response.cookies["__Host-lama"]["max-age"] == 0


@pytest.mark.django_db
def test_those_who_answer_have_guarded_names_too_but_for_the_secret_of_a_link(
    over_https,
):
    """The secret of a personal link's device goes to that link alone."""
    days = {"opens_on": "2020-01-01", "closes_on": "2090-01-01"}
    school = asked_school(opened_campaign(**days))
    door = {"peran": "GS", "pin": pin_of(school, "GS")}
    poster, link = f"/p/{poster_of(school)}/", f"/isi/{token_for(school, 'GS')}/"
    client = Client()
    answers = [
        client.get(poster, secure=True),
        client.post(f"{poster}masuk/", door, secure=True),
        client.get(f"{link}?bahasa=en", secure=True),
        client.post(f"{link}mulai/", secure=True),
        client.post(f"{link}1/simpan/", {"GS001": "1"}, secure=True),
        client.post(f"{link}kirim/", secure=True),
    ]

    names = {name for answer in answers for name in answer.cookies}
    assert names >= {"__Host-ketuk", "__Host-kelas", "__Host-bahasa_soal"}
    assert {name for name in names if not name.startswith("__Host-")} == {
        "__Secure-perangkat"
    }
    assert "__Host-tarik" in names


@pytest.mark.django_db
def test_programs_without_https_are_refused_and_people_redirected(settings):
    settings.SECURE_SSL_REDIRECT = True
    client = Client()

    shown = {"Authorization": "Bearer saka_x"}
    assert client.get("/api/v1/openapi.json").status_code == 403
    assert client.get("/organisasi/", headers=shown).status_code == 403
    person = client.get("/organisasi/")
    assert (person.status_code, person.headers["Location"][:8]) == (301, "https://")


@pytest.mark.django_db
def test_the_log_of_requests_names_the_account_that_was_refused(actor_at, client_as):
    actor = actor_at(OrganisationFactory(), Role.TEACHER)
    stranger = OrganisationFactory()

    with capture_logs() as lines:
        client_as(actor).get(f"/organisasi/{stranger.code}/")

    (line,) = [line for line in lines if line["event"] == "request"]
    assert line["status"] == 404
    assert line["user"] == actor.user_id


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/isi/tidakada/", "/p/tidakada/", "/sehat"])
def test_the_log_does_not_tell_who_came_to_answer(address, actor_at, client_as):
    actor = actor_at(OrganisationFactory(), Role.TEACHER)

    with capture_logs() as lines:
        client_as(actor).get(address)

    (line,) = [line for line in lines if line["event"] == "request"]
    assert line["user"] is None


@pytest.mark.django_db
def test_signing_out_asks_the_browser_to_drop_its_copies(actor_at, client_as):
    client = client_as(actor_at(OrganisationFactory(), Role.TEACHER))

    assert "Clear-Site-Data" not in client.get(reverse("account_logout")).headers
    out = client.post(reverse("account_logout"))

    assert out.headers["Clear-Site-Data"] == '"cache"'


@pytest.mark.django_db
def test_who_signs_in_or_tries_to_is_logged_without_a_name():
    User.objects.create_user("warga@contoh.invalid", PASSWORD, name="Warga")

    def asked(password):
        with capture_logs() as lines:
            words = {"login": "warga@contoh.invalid", "password": password}
            Client().post(reverse("account_login"), words)
        return [line for line in lines if line["event"] != "request"]

    good, bad = asked(PASSWORD), asked("salah")
    for _ in range(10):
        waits = asked("salah")

    assert [line["event"] for line in good] == ["signed in"]
    assert [line["event"] for line in bad] == ["sign-in failed"]
    assert [line["event"] for line in waits] == ["sign-in must wait"]
    accounts = {line["account"] for line in good + bad + waits}
    assert len(accounts) == 1
    assert "warga" not in str(good + bad + waits)


@pytest.mark.django_db
def test_forged_posts_are_logged(caplog):
    client = Client(enforce_csrf_checks=True)

    answer = client.post(reverse("account_login"), {"login": "x", "password": "y"})

    assert answer.status_code == 403
    assert "django.security.csrf" in {record.name for record in caplog.records}
