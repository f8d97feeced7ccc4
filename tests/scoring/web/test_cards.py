"""The report card: who sees it, when, and what it says."""

from __future__ import annotations

import io
import json

import pytest
from django.urls import reverse
from factories.organisations import OrganisationFactory
from factories.scoring import compute, publish, scored
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from sakaguru.organisations.enums import Role
from sakaguru.scoring.enums import Audience, EditionKind
from sakaguru.scoring.models import SchoolResult
from sakaguru.scoring.queries.cards import school_card
from sakaguru.scoring.web import papers

pytestmark = pytest.mark.django_db


def address(name, school, *more):
    return reverse(f"scoring:{name}", args=[school.code, *more])


@pytest.mark.function("S2")
@pytest.mark.parametrize("role", [Role.HEAD, Role.HEAD_OF_QA, Role.QUALITY_TEAM])
def test_the_school_reads_its_own_card_before_anybody_else(role, client_as):
    world = scored(2, audience=Audience.SCHOOL)
    school = world.schools[0]

    own = client_as(school, role).get(address("card-detail", school))
    above = client_as(world.district, Role.HEAD).get(address("card-detail", school))

    assert own.status_code == 200
    assert "Seberapa lengkap" in own.content.decode()
    assert "Belum ada rapor yang diterbitkan" in above.content.decode()


@pytest.mark.parametrize("role", [Role.TEACHER, Role.OPERATOR])
def test_others_of_the_school_read_it_when_it_is_published(role, client_as):
    world = scored(1, audience=Audience.SCHOOL)
    client = client_as(world.schools[0], role)
    url = address("card-detail", world.schools[0])

    assert "Belum ada rapor" in client.get(url).content.decode()
    publish(world.run, Audience.TREE)
    assert "Seberapa lengkap" in client.get(url).content.decode()


@pytest.mark.parametrize("name", ["card-detail", "card-summary", "card-sheet"])
def test_the_card_is_not_there_for_another_district(name, client_as):
    world = scored(1, audience=Audience.PUBLIC)
    other = OrganisationFactory(parent=world.province)

    response = client_as(other, Role.HEAD).get(address(name, world.schools[0]))

    assert response.status_code == 404


def test_the_card_is_not_there_for_another_school(client_as):
    world = scored(2, audience=Audience.PUBLIC)
    client = client_as(world.schools[1], Role.HEAD)

    assert client.get(address("card-detail", world.schools[0])).status_code == 404


@pytest.mark.parametrize("role", [Role.COMMITTEE, Role.MANAGER])
def test_the_full_card_is_not_for_committee_or_manager(role, client_as):
    world = scored(1, audience=Audience.PUBLIC)
    client = client_as(world.schools[0], role)

    assert client.get(address("card-detail", world.schools[0])).status_code == 404


def test_a_stranger_is_asked_to_sign_in(client):
    world = scored(1, audience=Audience.PUBLIC)

    assert client.get(address("card-detail", world.schools[0])).status_code == 302


def test_nobody_sees_a_run_that_is_not_published(client_as):
    world = scored(1, audience=0)
    school = world.schools[0]

    for client in (client_as(school, Role.HEAD), client_as(world.nation, Role.HEAD)):
        page = client.get(address("card-detail", school)).content.decode()
        assert "Belum ada rapor yang diterbitkan" in page


def test_the_committee_reads_plain_words_when_opened_to_parents(client_as):
    world = scored(1, audience=Audience.TREE)
    client = client_as(world.schools[0], Role.COMMITTEE)
    url = address("card-summary", world.schools[0])

    assert "Belum ada rapor yang diterbitkan" in client.get(url).content.decode()
    publish(world.run, Audience.PUBLIC)
    page = client.get(url).content.decode()
    assert "Delapan hal yang dilihat" in page
    assert "Sidik data" not in page


def test_a_newer_run_is_not_shown_before_it_is_published(client_as):
    world = scored(1, audience=Audience.TREE)
    newer = compute(world.campaign)
    client = client_as(world.district, Role.HEAD)
    url = address("card-detail", world.schools[0])

    assert client.get(url).context["run"] == world.run
    assert client.get(f"{url}?siklus={newer.pk}").status_code == 404


@pytest.mark.parametrize("schools", [1, 3])
def test_the_card_costs_the_same_whatever_the_number_of_schools(
    schools, client_as, django_assert_max_num_queries
):
    world = scored(schools)
    client = client_as(world.district, Role.HEAD)
    url = address("card-detail", world.schools[0])
    client.get(url)

    with django_assert_max_num_queries(12):
        client.get(url)


@pytest.mark.function("H4")
def test_a_standard_shows_what_each_figure_is_made_of(client_as):
    world = scored(1)
    client = client_as(world.district, Role.HEAD)

    page = client.get(address("card-standard", world.schools[0], "1")).content.decode()

    assert "Dihitung dari" in page
    assert "Pertanyaan yang dipakai" in page
    assert "Sidik data" in page
    assert "GS001" in page


def test_a_standard_that_does_not_exist_is_not_there(client_as):
    world = scored(1)
    client = client_as(world.district, Role.HEAD)

    response = client.get(address("card-standard", world.schools[0], "9"))

    assert response.status_code == 404


def test_role_figures_of_few_teachers_are_hidden_everywhere(client_as):
    world = scored(1, answers={"KS": 1, "GS": 3, "SS": 30, "MT": 6})
    client = client_as(world.schools[0], Role.HEAD)
    school = world.schools[0]

    page = client.get(address("card-standard", school, "1")).content.decode()
    rows = sheet_of(client.get(address("card-sheet", school)))

    assert "Angka tiap kelompok ditutup" in page
    leaf = next(row for row in rows if row["Kode"] == "1.1.1")
    assert not leaf["GS"]
    assert not leaf["KS"]
    assert leaf["Nilai"]


@pytest.mark.function("H4")
def test_page_sheet_and_paper_show_the_same_numbers(client_as):
    world = scored(2)
    school = world.schools[0]
    client = client_as(world.district, Role.HEAD)
    card = school_card(school, world.run.pk)

    page = client.get(address("card-detail", school)).content.decode()
    rows = {r["Kode"]: r for r in sheet_of(client.get(address("card-sheet", school)))}
    printed = client.post(address("edition-issue", school), follow=True)
    paper = text_of(printed.content)

    assert printed.headers["Content-Type"] == "application/pdf"
    for node in card.nodes.values():
        assert rows[node.code.strip("*")]["Nilai"] == node.score
        written = f"{node.score:.2f}".replace(".", ",")
        assert written in paper
        if node.kind in {"school", "standard"}:
            assert written in page
    for code in ("1.1.1", "2.1.2"):
        for figure in card.nodes[code].roles:
            assert rows[code][figure.role] == figure.score


def test_the_stored_total_is_the_one_that_is_shown():
    world = scored(2)

    for result in SchoolResult.objects.filter(run=world.run):
        card = school_card(result.organisation, world.run.pk)
        assert card.total.score == result.total
        assert (card.total.level and card.total.level.number) == result.level


def test_the_content_of_a_paper_is_plain_data():
    world = scored(1)
    card = school_card(world.schools[0], world.run.pk)

    for kind in EditionKind:
        content = papers.content_of(card, kind)
        assert json.loads(json.dumps(content)) == content


def test_an_office_finds_its_schools_by_name(client_as):
    world = scored(2)
    client = client_as(world.district, Role.HEAD)

    page = client.get(reverse("scoring:card-home"), {"cari": world.schools[0].name})

    assert [s.pk for s in page.context["schools"]] == [world.schools[0].pk]


def test_a_school_is_led_to_its_own_card(client_as):
    world = scored(2)

    response = client_as(world.schools[1], Role.HEAD).get(reverse("scoring:card-home"))

    assert response.url == address("card-detail", world.schools[1])


def test_the_committee_is_led_to_the_plain_page(client_as):
    world = scored(1)
    client = client_as(world.schools[0], Role.COMMITTEE)

    response = client.get(reverse("scoring:card-home"))

    assert response.url == address("card-summary", world.schools[0])


def sheet_of(response):
    book = CalamineWorkbook.from_filelike(io.BytesIO(response.content))
    head, *rows = book.get_sheet_by_index(0).to_python()
    return [dict(zip(head, row, strict=True)) for row in rows]


def text_of(pdf):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.function("H4")
def test_the_cycle_before_stands_beside_this_one_and_can_be_chosen(client_as):
    before = scored(1, cycle="2025/2026", seed=5)
    world = scored(
        1,
        cycle="2026/2027",
        seed=6,
        units=units_of(before),
        instrument=before.campaign.instrument_version,
    )
    client = client_as(world.district, Role.HEAD)
    url = address("card-detail", world.schools[0])

    now = client.get(url)
    then = client.get(f"{url}?siklus={before.run.pk}")

    assert now.context["card"].total.before == then.context["card"].total.score
    assert f"?siklus={before.run.pk}" in now.content.decode()
    assert f"?siklus={before.run.pk}" in then.content.decode()
    card = school_card(world.schools[0], world.run.pk, before.run.pk)
    words = {papers.change_words(node) for node in card.nodes.values()}
    assert words - {""}
    trend = client.get(reverse("scoring:map-detail", args=[world.district.code]))
    assert "Rata-rata dari siklus ke siklus" in trend.content.decode()


def units_of(world):
    names = ("nation", "province", "district", "area", "cluster", "schools")
    return type(world)(**{name: getattr(world, name) for name in names})
