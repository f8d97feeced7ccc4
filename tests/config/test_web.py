"""Health, headers and the log of requests."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import RequestFactory, override_settings
from structlog.testing import capture_logs

from sakaguru.config.env import read_environment
from sakaguru.config.middleware import SenderBehindProxy


@pytest.mark.django_db
def test_health_tells_that_the_worker_is_missing(client):
    response = client.get("/sehat")

    assert response.status_code == 200
    assert response.json() == {
        "database": "ok",
        "worker": "late",
        "worker_seen_seconds_ago": None,
    }


@pytest.mark.django_db
def test_health_tells_when_the_worker_last_spoke(client):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")

    assert client.get("/sehat").json()["worker"] == "ok"


@pytest.mark.django_db
def test_health_says_503_when_the_database_does_not_answer(client, monkeypatch):
    monkeypatch.setattr("sakaguru.config.health.LAST_HEARTBEAT", "SELECT 1 FROM gone")

    response = client.get("/sehat")

    assert response.status_code == 503
    assert response.json() == {"database": "unreachable"}


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/sehat", "/akun/login/", "/tidak-ada/"])
def test_every_answer_carries_the_headers_of_safety(client, address):
    headers = client.get(address).headers

    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cache-Control"]


@pytest.mark.django_db
def test_a_forged_host_is_refused_with_the_headers_too(client):
    response = client.get("/sehat", headers={"host": "forged.example"})

    assert response.status_code in {200, 400}
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


@pytest.mark.django_db
@override_settings(SECURE_HSTS_SECONDS=31_536_000)
def test_https_is_remembered_by_the_browser(client):
    response = client.get("/sehat", secure=True)

    assert "max-age=31536000" in response.headers["Strict-Transport-Security"]


@pytest.mark.django_db
def test_the_log_of_requests_names_the_route_and_not_the_address(client):
    with capture_logs() as lines:
        client.get("/akun/password/reset/key/rahasia-rahasia/?surel=a@b.id")

    (line,) = [line for line in lines if line["event"] == "request"]
    assert "rahasia" not in str(line)
    assert "surel" not in str(line)
    assert line["status"] in {200, 302}


@pytest.mark.parametrize(("https", "seen"), [("1", "203.0.113.7"), ("0", "127.0.0.1")])
def test_the_sender_is_the_one_our_own_proxy_wrote_down(https, seen, settings):
    settings.ENV = read_environment({"HTTPS": https})
    request = RequestFactory().get(
        "/", headers={"X-Forwarded-For": "198.51.100.9, 203.0.113.7"}
    )

    SenderBehindProxy(lambda request: request)(request)

    assert request.META["REMOTE_ADDR"] == seen


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/?x=%00",
        "/organisasi/?cari=%00",
        "/rapor/?cari=a%00b",
        "/standar/cari/?q=%00",
        "/periksa/?%00=1",
        "/organisasi/%00/",
    ],
)
def test_a_null_character_in_an_address_is_refused_in_plain_words(client, address):
    response = client.get(address)

    assert response.status_code == 400
    assert "tidak dapat dibaca" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/akun/login/", "/akun/password/reset/"])
def test_a_null_character_in_a_form_is_refused(client, address):
    response = client.post(address, {"email": "a\0b", "login": "\0"})

    assert response.status_code == 400


@pytest.mark.django_db
def test_a_file_may_hold_null_characters(client):
    file = SimpleUploadedFile("data.bin", b"\0\0")

    response = client.post("/akun/login/", {"login": "a", "berkas": file})

    assert response.status_code == 200
