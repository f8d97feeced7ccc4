from __future__ import annotations

import hashlib
from uuid import uuid4

import pytest
from factories.evidence import pdf
from factories.organisations import line

from sakaguru.evidence.models import Evidence, Upload
from sakaguru.organisations.enums import Role, Tier

pytestmark = pytest.mark.django_db
BEGIN = "/bukti/unggahan/"
RAW = "application/octet-stream"


@pytest.fixture
def place():
    return line(*list(Tier)[:6])


def about(content, **changed):
    said = {
        "file_name": "sk kepala.pdf",
        "size_bytes": len(content),
        "digest": hashlib.sha256(content).hexdigest(),
    }
    return said | changed


def sent_in_pieces(client, content, size=200):
    told = client.post(BEGIN, about(content)).json()
    while told["offset"] < len(content):
        offset = told["offset"]
        address = f"{BEGIN}{told['id']}/{offset}/"
        piece = content[offset : offset + size]
        told = client.post(address, piece, content_type=RAW).json()
    return told["id"]


@pytest.mark.function("H8")
def test_a_file_in_pieces_becomes_evidence_with_its_form(place, client_as):
    teacher = client_as(place[5], Role.TEACHER)
    number = sent_in_pieces(teacher, pdf().read())
    data = {"title": "SK", "valid_from": "2026-11-14", "file-unggahan": number}

    response = teacher.post("/bukti/tambah/simpan/", data)
    again = teacher.post("/bukti/tambah/simpan/", data)

    assert response.status_code == 302
    assert Evidence.objects.get().file_name == "sk kepala.pdf"
    assert again.status_code == 422
    assert not Upload.objects.exists()


def test_a_form_that_came_back_keeps_what_had_arrived(place, client_as):
    teacher = client_as(place[5], Role.TEACHER)
    number = sent_in_pieces(teacher, pdf().read())

    response = teacher.post("/bukti/tambah/simpan/", {"file-unggahan": number})

    body = response.content.decode()
    assert response.status_code == 422
    assert f'value="{number}"' in body
    assert "sk kepala.pdf sudah terkirim" in body


def test_a_file_that_was_refused_has_to_be_chosen_anew(place, client_as):
    teacher = client_as(place[5], Role.TEACHER)
    number = sent_in_pieces(teacher, b"%PDF-1.4 spoiled" * 20)
    data = {"title": "SK", "valid_from": "2026-11-14", "file-unggahan": number}

    response = teacher.post("/bukti/tambah/simpan/", data)

    body = response.content.decode()
    assert (response.status_code, "rusak" in body) == (422, True)
    assert f'value="{number}"' not in body
    assert "perlu dipilih lagi" not in body
    assert body.count("autofocus") == 1


def test_a_broken_line_asks_where_to_go_on(place, client_as):
    teacher, content = client_as(place[5], Role.TEACHER), pdf().read()
    first = teacher.post(BEGIN, about(content)).json()
    address = f"{BEGIN}{first['id']}/0/"
    teacher.post(address, content[:100], content_type=RAW)

    twice = teacher.post(address, content[:100], content_type=RAW)
    begun = teacher.post(BEGIN, about(content))

    assert (twice.status_code, twice.json()) == (409, {"offset": 100})
    assert begun.json() == {"id": first["id"], "offset": 100}


def test_what_is_not_right_is_not_begun(place, client_as):
    teacher = client_as(place[5], Role.TEACHER)

    for wrong in (
        {"size_bytes": 0},
        {"size_bytes": 10 * 1024 * 1024 + 1},
        {"digest": "x" * 64},
        {"file_name": ""},
    ):
        assert teacher.post(BEGIN, about(b"x", **wrong)).status_code == 422
    assert not Upload.objects.exists()


def test_a_piece_too_long_is_refused(place, client_as):
    teacher = client_as(place[5], Role.TEACHER)
    number = teacher.post(BEGIN, about(b"abc")).json()["id"]

    response = teacher.post(f"{BEGIN}{number}/0/", b"abcd", content_type=RAW)

    assert response.status_code == 422


def test_nobody_else_knows_of_it(place, client_as):
    number = client_as(place[5], Role.TEACHER).post(BEGIN, about(b"abc")).json()["id"]
    other = client_as(place[5], Role.TEACHER)
    viewer = client_as(place[5], Role.VIEWER)

    for client in (other, viewer):
        for pk in (number, uuid4()):
            address = f"{BEGIN}{pk}/0/"
            assert client.post(address, b"abc", content_type=RAW).status_code == 404
    assert viewer.post(BEGIN, about(b"abc")).status_code == 403
    data = {"title": "SK", "valid_from": "2026-11-14", "file-unggahan": number}
    assert other.post("/bukti/tambah/simpan/", data).status_code == 422


def test_it_is_said_even_where_a_form_names_it_twice(place, client_as):
    """A file chosen anew counts; what came in pieces before is left."""
    teacher = client_as(place[5], Role.TEACHER)
    number = sent_in_pieces(teacher, b"bukan berkas yang diterima")
    data = {"title": "SK", "valid_from": "2026-11-14", "file-unggahan": number}

    response = teacher.post("/bukti/tambah/simpan/", {**data, "file": pdf()})

    assert response.status_code == 302
    assert Upload.objects.count() == 1
