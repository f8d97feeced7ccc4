"""The short way of devices: fewer steps, the same protection."""

import pytest
from django.test import Client

from sakaguru.config.direct import HEADERS


@pytest.fixture
def answer(db):
    return Client().post("/api/v1/submissions", b"{", "application/json")


def test_an_answer_to_a_device_carries_what_every_answer_carries(answer):
    usual = Client().post("/api/v1/openapi.json", b"{", "application/json")

    assert answer.status_code == 422
    for name in usual.headers.keys() & HEADERS.keys() - {"Content-Security-Policy"}:
        assert answer.headers[name] == usual.headers[name]
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies


def test_a_host_that_is_not_ours_is_refused(db):
    client = Client(headers={"host": "elsewhere.invalid"})

    assert (
        client.post("/api/v1/submissions", b"{}", "application/json").status_code == 400
    )


def test_what_is_no_door_goes_the_usual_way(client, db):
    assert client.get("/api/v1/submissions/nowhere").status_code == 404


def test_without_encryption_a_device_is_refused(settings, db):
    settings.SECURE_SSL_REDIRECT = True

    answer = Client().post("/api/v1/submissions", b"{}", "application/json")

    assert answer.status_code == 403
    assert "Location" not in answer.headers
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
