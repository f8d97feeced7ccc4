from __future__ import annotations

import datetime as dt
import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from factories.organisations import OrganisationFactory

from sakaguru.core.access import SYSTEM
from sakaguru.organisations.adapters.shipped import shipped_areas
from sakaguru.organisations.enums import Role
from sakaguru.organisations.models import Area, School, SchoolImport
from sakaguru.organisations.services.areas import load_areas
from sakaguru.organisations.services.offices import ensure_office

pytestmark = pytest.mark.django_db
ROWS = [
    ["npsn", "nama", "kode kecamatan", "status", "murid"],
    ["90000001", "SD Negeri Contoh", "33.02.01", "NEGERI", 100],
    ["1", "SD Negeri Salah", "33.02.01", "NEGERI", ""],
]


@pytest.fixture
def banyumas():
    load_areas(rows=shipped_areas())
    return ensure_office(
        actor=SYSTEM,
        area=Area.objects.get(code="33.02"),
        opened_on=dt.date(2026, 1, 1),
        at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    )


def csv_file():
    text = "\n".join(";".join(map(str, row)) for row in ROWS)
    return SimpleUploadedFile("sekolah.csv", ("\ufeff" + text).encode())


def xlsx_file():
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(ROWS):
            sheet.write_row(number, 0, row)
    return SimpleUploadedFile("sekolah.xlsx", buffer.getvalue())


@pytest.mark.parametrize("file", [csv_file, xlsx_file])
def test_a_list_is_uploaded_looked_at_and_run_once(file, banyumas, client_as):
    client = client_as(banyumas, Role.HEAD)
    upload = reverse("organisations:school-list-upload", args=[banyumas.code])

    uploaded = client.post(upload, {"file": file()})
    check = client.get(uploaded.url).content.decode()
    assert not School.objects.exists()
    run = f"{uploaded.url}jalankan/"
    done = client.post(run)
    again = client.post(run)

    assert "SD Negeri Contoh" in check
    assert "NPSN terdiri atas 8 angka." in check
    assert done.status_code == 302
    assert again.status_code == 409
    assert School.objects.get().pupils == 100


def test_what_is_no_table_is_refused_in_plain_words(banyumas, client_as):
    client = client_as(banyumas, Role.HEAD)
    upload = reverse("organisations:school-list-upload", args=[banyumas.code])

    broken = SimpleUploadedFile("sekolah.xlsx", b"PK\x03\x04 bukan buku kerja")
    response = client.post(upload, {"file": broken})

    assert response.status_code == 422
    assert not SchoolImport.objects.exists()


def test_an_import_is_neither_for_operators_nor_for_other_districts(
    banyumas, client_as
):
    page = reverse("organisations:school-import", args=[banyumas.code])
    upload = reverse("organisations:school-list-upload", args=[banyumas.code])
    operator = client_as(banyumas, Role.OPERATOR)
    stranger = client_as(OrganisationFactory(), Role.HEAD)

    assert operator.get(page).status_code == 403
    assert operator.post(upload, {"file": csv_file()}).status_code == 403
    assert stranger.get(page).status_code == 404
    assert stranger.post(upload, {"file": csv_file()}).status_code == 404
    assert not SchoolImport.objects.exists()
