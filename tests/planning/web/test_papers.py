from __future__ import annotations

import io

import pytest
from django.urls import reverse
from factories.planning import (
    ActivityFactory,
    BudgetLineFactory,
    PlanFactory,
    approved,
    planning_world,
)
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from sakaguru.organisations.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(actor_at):
    here = planning_world(actor_at)
    here.activity.detail = '=HYPERLINK("http://contoh.invalid")'
    here.activity.program = "03"
    here.activity.save()
    BudgetLineFactory(activity=here.activity, month=2, description="@buku cerita")
    return here


def sheet_of(response):
    book = CalamineWorkbook.from_filelike(io.BytesIO(response.content))
    return book.get_sheet_by_index(0).to_python()


def test_the_rkt_sheet_has_the_columns_that_schools_know(world, client_as):
    client = client_as(world.head)

    response = client.get(reverse("planning:plan-sheet", args=[world.plan.pk, "rkt"]))

    head, row = sheet_of(response)
    assert head[1:10] == [
        "Indikator yang diidentifikasi",
        "Capaian",
        "Kode akar masalah",
        "Akar masalah",
        "Kegiatan benahi",
        "Penjelasan implementasi kegiatan",
        "Apakah kegiatan memerlukan biaya? (Ya/Tidak)",
        "Kegiatan ARKAS",
        "Penanggung jawab",
    ]
    assert row[5] == world.activity.title
    assert row[7] == "Ya"
    assert row[8] == "03 Pengembangan standar proses"
    assert row[12] == 500_000


def test_the_arkas_sheet_lists_the_lines(world, client_as):
    client = client_as(world.head)

    response = client.get(reverse("planning:plan-sheet", args=[world.plan.pk, "arkas"]))

    head, row = sheet_of(response)
    assert head == [
        "Kode kegiatan",
        "Kegiatan",
        "Kode rekening",
        "Uraian barang atau jasa",
        "Bulan",
        "Jumlah",
        "Satuan",
        "Harga satuan",
        "Total",
        "Sumber dana",
        "Menjawab celah",
    ]
    assert row[4:9] == ["Februari", 10, "buku", 50_000, 500_000]
    assert row[10] == "1.1.1"


@pytest.mark.function("U2")
def test_the_sheet_of_guests_names_schools_and_people(world, client_as):
    plan = PlanFactory(organisation=world.area, kind="programme")
    activity = ActivityFactory(plan=plan, title="Bimtek literasi", form="bimtek")
    client = client_as(world.area, Role.HEAD)
    client.post(
        reverse("planning:activity-step", args=[activity.pk, "undang"]),
        {"undang-units": world.school.pk, "undang-people": "Sri Wahyuni\nBudi"},
    )

    response = client.get(reverse("planning:plan-sheet", args=[plan.pk, "sasaran"]))

    _head, *rows = sheet_of(response)
    assert [(row[0], row[6], row[7]) for row in rows] == [
        ("Bimtek literasi", world.school.name, "Sri Wahyuni"),
        ("Bimtek literasi", world.school.name, "Budi"),
    ]
    assert (
        "Daftar sasaran seluruh rencana" in client.get(activity.get_absolute_url()).text
    )


def test_no_text_is_taken_for_a_formula(world, client_as):
    client = client_as(world.head)

    rkt = client.get(reverse("planning:plan-sheet", args=[world.plan.pk, "rkt"]))
    arkas = client.get(reverse("planning:plan-sheet", args=[world.plan.pk, "arkas"]))

    assert sheet_of(rkt)[1][6].startswith("'=HYPERLINK")
    assert sheet_of(arkas)[1][3] == "'@buku cerita"


def text_of(response):
    pages = PdfReader(io.BytesIO(response.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_paper_of_a_draft_has_letterhead_and_empty_signatures(world, client_as):
    response = client_as(world.head).get(
        reverse("planning:plan-paper", args=[world.plan.pk])
    )

    assert response["Content-Type"] == "application/pdf"
    text = text_of(response)
    assert world.school.name.upper() in text
    assert world.district.name.upper() in text
    assert "RANCANGAN" in text
    assert world.activity.title in text
    assert "Penetapan oleh kepala sekolah" in text
    assert "Rp500.000" in text


def test_the_paper_of_an_approved_plan_names_who_decided(world, client_as):
    approved(world)

    text = text_of(
        client_as(world.head).get(reverse("planning:plan-paper", args=[world.plan.pk]))
    )

    assert "RANCANGAN" not in text
    assert world.plan.number in text
    names = [s.person.name for s in world.plan.signings.select_related("person")]
    assert all(name in text for name in names)


def test_the_proposal_lists_money_by_quarter_and_source(world, client_as):
    text = text_of(
        client_as(world.head).get(
            reverse("planning:proposal-paper", args=[world.plan.pk])
        )
    )

    assert "Usulan Anggaran" in text
    assert "Februari (triwulan 1)" in text
    assert "BOS" in text
    assert "@buku cerita" in text


def test_papers_can_be_read_in_english(world, client_as):
    client = client_as(world.head)
    client.cookies["django_language"] = "en"

    response = client.get(reverse("planning:plan-paper", args=[world.plan.pk]))

    assert response.status_code == 200


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("plan-sheet", ["rkt"]),
        ("plan-sheet", ["arkas"]),
        ("plan-paper", []),
        ("proposal-paper", []),
        ("plan-calendar", []),
        ("plan-effects", []),
        ("choose", []),
    ],
)
def test_strangers_and_offices_see_no_draft(name, more, world, client_as):
    url = reverse(f"planning:{name}", args=[world.plan.pk, *more])

    assert client_as(world.head).get(url).status_code == 200
    assert client_as(world.district, Role.HEAD).get(url).status_code == 404
    assert client_as(world.cluster, Role.TEACHER).get(url).status_code == 404


def test_an_unknown_sheet_is_not_there(world, client_as):
    url = reverse("planning:plan-sheet", args=[world.plan.pk, "lain"])

    assert client_as(world.head).get(url).status_code == 404
