from __future__ import annotations

import datetime as dt
import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories.organisations import OrganisationFactory
from procrastinate.contrib.django.models import ProcrastinateJob

from sakaguru.core.access import SYSTEM
from sakaguru.core.alone import SCHOOL_LISTS
from sakaguru.organisations import tasks
from sakaguru.organisations.adapters import school_list
from sakaguru.organisations.adapters.shipped import shipped_areas
from sakaguru.organisations.enums import ListState, Role
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


@pytest.fixture
def large(monkeypatch):
    """Lists of two rows are long by now."""
    monkeypatch.setattr(school_list, "AT_ONCE_ROWS", 1)


def uploaded(client, unit):
    """The address of the page of an uploaded list."""
    upload = reverse("organisations:school-list-upload", args=[unit.code])
    return client.post(upload, {"file": csv_file()}).url


@pytest.mark.usefixtures("large")
def test_a_long_list_is_read_and_run_by_the_worker_while_its_page_tells(
    banyumas, client_as
):
    client = client_as(banyumas, Role.HEAD)
    page = uploaded(client, banyumas)
    found = SchoolImport.objects.get()

    waits = client.get(page).text
    tasks.check_list(import_id=found.pk, language="id")
    told = client.get(page).text
    asked = client.post(f"{page}jalankan/")
    queued = client.get(page).text
    again = client.post(f"{page}jalankan/")
    tasks.run_list(import_id=found.pk, language="id")
    done = client.get(page).text

    assert "Menunggu diperiksa" in waits
    assert "Jalankan" not in waits
    assert "SD Negeri Contoh" in told
    assert "NPSN terdiri atas 8 angka." in told
    assert "Jalankan" in told
    assert (asked.url, again.status_code) == (page, 409)
    assert "Menunggu dijalankan" in queued
    assert "Daftar ini sudah dijalankan." in done
    for words, moves in ((waits, 1), (told, 0), (queued, 1), (done, 0)):
        assert ('http-equiv="refresh"' in words, "every 2s" in words) == (moves, moves)
    assert School.objects.get().pupils == 100


@pytest.mark.usefixtures("large")
def test_faults_of_a_long_list_are_told_in_the_language_of_who_asked(
    banyumas, client_as
):
    client = client_as(banyumas, Role.HEAD)
    client.cookies["django_language"] = "en"
    page = uploaded(client, banyumas)
    (job,) = ProcrastinateJob.objects.filter(task_name="organisations.tasks.check_list")

    tasks.check_list(**job.args)

    assert job.args["language"] == "en"
    assert "NPSN terdiri" not in client.get(page).text


@pytest.mark.usefixtures("large")
def test_work_that_was_cut_off_is_told_and_begun_again_by_a_button(banyumas, client_as):
    client = client_as(banyumas, Role.HEAD)
    page = uploaded(client, banyumas)
    SchoolImport.objects.update(state=ListState.RUNNING, rows_done=1, row_count=2)

    stopped = client.get(page).text
    again = client.post(f"{page}ulangi/")

    assert "Pekerjaan terhenti" in stopped
    assert "every 2s" not in stopped
    assert again.url == page
    assert SchoolImport.objects.get().state == ListState.QUEUED
    assert client.post(f"{page}ulangi/").status_code == 409


@pytest.mark.usefixtures("large")
def test_the_page_shows_how_far_a_run_is_and_why_one_was_refused(banyumas, client_as):
    client = client_as(banyumas, Role.HEAD)
    page = uploaded(client, banyumas)
    found = SchoolImport.objects.get()
    SchoolImport.objects.update(state=ListState.RUNNING, rows_done=1500, row_count=3000)
    worker = connection.copy()
    try:
        with worker.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [SCHOOL_LISTS, found.pk])
        running = client.get(page).text
    finally:
        worker.close()
    report = {"created_count": 1, "changed_count": 0, "unchanged": 0}
    report |= {"created": [[2, "1", "SD Uji", {}]], "changed": [], "refused_count": 0}
    SchoolImport.objects.update(
        state=ListState.REFUSED, failure="Karena begini.", report=report
    )
    refused = client.get(page).text

    assert "1.500 dari 3.000" in running
    assert "every 2s" in running
    assert "Karena begini." in refused
    assert "SD Uji" not in refused, "what it would have done is not what it did"
    assert "Jalankan" not in refused


@pytest.mark.usefixtures("large")
def test_a_long_list_is_neither_for_operators_nor_for_other_districts(
    banyumas, client_as
):
    page = uploaded(client_as(banyumas, Role.HEAD), banyumas)
    operator = client_as(banyumas, Role.OPERATOR)
    stranger = client_as(OrganisationFactory(), Role.HEAD)

    for address in ("jalankan/", "ulangi/"):
        assert operator.post(page + address).status_code == 403
        assert stranger.post(page + address).status_code == 404
    assert operator.get(page).status_code == 403
    assert stranger.get(page).status_code == 404


def checked_list(unit, number):
    """A long list, rehearsed, with so many of everything."""
    report = {"created_count": number, "changed_count": number, "unchanged": 0}
    report["created"] = [[2, "1", "SD", {}]] * number
    report["changed"] = [[2, "1", "SD", {"village": ["A", "B"]}]] * number
    return SchoolImport.objects.create(
        owner=unit,
        filename="a.csv",
        header=[],
        rows=[],
        uploaded_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        state=ListState.CHECKED,
        faults=[[n, "npsn", "Salah."] for n in range(number)],
        report=report | {"refused_count": number},
    )


def test_pages_of_lists_cost_the_same_for_one_and_for_three(banyumas, client_as):
    client = client_as(banyumas, Role.HEAD)
    upload = reverse("organisations:school-import", args=[banyumas.code])
    client.get(upload)
    costs = []
    for number in (1, 3):
        for _ in range(number):
            found = checked_list(banyumas, number)
        with CaptureQueriesContext(connection) as listed:
            assert "a.csv" in client.get(upload).text
        with CaptureQueriesContext(connection) as shown:
            assert client.get(found.get_absolute_url()).text.count("Salah.") == number
        costs.append((len(listed), len(shown)))

    assert costs[0] == costs[1]


def test_all_faults_of_a_short_list_are_shown_a_page_at_a_time(banyumas, client_as):
    client = client_as(banyumas, Role.HEAD)
    rows = [[n, {"npsn": "1", "nama": "SD"}] for n in range(2, 303)]
    found = SchoolImport.objects.create(
        owner=banyumas,
        filename="a.csv",
        header=ROWS[0],
        rows=rows,
        uploaded_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    )

    last = client.get(found.get_absolute_url(), {"page": 99}).text

    assert '<th scope="row">Baris 302</th>' in last
    assert '<th scope="row">Baris 2</th>' not in last
