"""Pages of classes and slips, and the poster's door with a slip."""

import re

import pytest
from django.urls import reverse
from factories.survey import (
    pin_of,
    poster_of,
)

from sakaguru.organisations.enums import Role
from sakaguru.survey.adapters.vault import class_pin, slip_codes
from sakaguru.survey.models import SchoolClass, Submission

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def head(client_as, school):
    return client_as(school.school, Role.HEAD)


def url(name, *args):
    return reverse(f"survey:{name}", args=args)


def made(school, **fields):
    number = school.classes.count() + 1
    row = {"number": number, "label": f"5{number}", "families": 2, **fields}
    return SchoolClass.objects.create(assignment=school, **row)


def test_a_head_makes_a_class_prints_its_board_and_its_slips(head, school):
    given = {"label": "5A", "families": "3"}
    page = head.post(url("class-add", school.pk), given, follow=True)
    room = SchoolClass.objects.get()
    pin = class_pin(school.campaign, school, room)

    assert pin in page.content.decode()
    assert pin in head.get(url("class-board", room.pk)).content.decode()
    slips = head.get(url("class-slips", room.pk)).content.decode()
    found = re.findall(r"<strong>([A-Z2-9]{4}-[A-Z2-9]{4})</strong>", slips)
    assert [code.replace("-", "") for code in found] == list(slip_codes(school, room))


def test_a_class_is_changed_shut_opened_and_renewed(head, school):
    room = made(school)
    head.post(url("class-change", room.pk), {"label": "6B", "families": "5"})
    head.post(url("class-shut", room.pk))
    room.refresh_from_db()
    assert (room.label, room.families, room.is_shut) == ("6B", 5, True)
    assert "sedang ditutup" in head.get(url("class-board", room.pk)).content.decode()
    head.post(url("class-reopen", room.pk))
    head.post(url("class-renew", room.pk))
    room.refresh_from_db()
    assert (room.is_shut, room.edition) == (False, 2)


def test_a_class_without_a_name_is_refused(head, school):
    room = made(school)
    for name, pk in (("class-add", school.pk), ("class-change", room.pk)):
        assert head.post(url(name, pk), {"label": "", "families": "1"}).status_code in {
            400,
            422,
        }


@pytest.mark.parametrize("role", [Role.VIEWER, Role.TEACHER, Role.SUPERVISOR])
def test_others_at_the_school_see_no_pin_of_a_class(client_as, school, role):
    room, client = made(school), client_as(school.school, role)

    for name in ("class-board", "class-slips"):
        assert client.get(url(name, room.pk)).status_code in {403, 404}
    assert client.get(url("class-list", school.pk)).status_code in {403, 404}
    for name in ("class-change", "class-renew", "class-shut", "class-reopen"):
        assert client.post(url(name, room.pk)).status_code in {403, 404}
    assert client.post(url("class-add", school.pk)).status_code in {403, 404}


def test_more_classes_ask_no_more_queries(head, school, django_assert_max_num_queries):
    made(school)
    head.get(url("class-list", school.pk))
    with django_assert_max_num_queries(100) as one:
        head.get(url("class-list", school.pk))
    made(school)
    made(school)
    with django_assert_max_num_queries(len(one)):
        head.get(url("class-list", school.pk))


def test_a_parent_comes_in_with_pin_and_slip_and_the_next_needs_another(client, school):
    code = slip_codes(school, made(school))[0]
    poster = poster_of(school)
    assert "Kode lembar keluarga" in client.get(f"/p/{poster}/").content.decode()
    entry = {"peran": "MT", "pin": pin_of(school, "MT")}

    refused = client.post(f"/p/{poster}/masuk/", entry)
    assert "Tulis kode dari lembar keluarga" in refused.content.decode()
    inside = client.post(f"/p/{poster}/masuk/", entry | {"kode": code})
    start = inside["Location"]
    client.post(f"{start}mulai/")
    client.post(f"{start}1/simpan/", {"MT001": "2", "ke": "lanjut"})
    sent = client.post(f"{start}kirim/", follow=True).content.decode()

    assert "Terkirim" in sent
    assert "berikutnya/" not in sent
    assert Submission.objects.filter(role="MT").count() == 1
    again = client.post(f"/p/{poster}/masuk/", entry | {"kode": code})["Location"]
    client.post(f"{again}mulai/")
    client.post(f"{again}1/simpan/", {"MT001": "2", "ke": "lanjut"})
    assert "sudah dipakai" in client.post(f"{again}kirim/").content.decode()


def test_a_device_learns_that_parents_need_slips(client, school):
    poster = poster_of(school)
    given = {"peran": "MT", "pin": pin_of(school, "MT")}
    assert not client.post(f"/p/{poster}/kelas.json", given).json()["slips"]
    made(school)
    assert client.post(f"/p/{poster}/kelas.json", given).json()["slips"]


def test_the_head_is_told_of_sets_long_after_the_lesson(school, head, client_as):
    page = url("assignment-detail", school.pk)
    words = "kiriman murid datang lebih dari 7 hari"
    assert words not in head.get(page).content.decode()

    school.late = 4
    school.save()

    assert f"4 {words}" in head.get(page).content.decode()
    office = client_as(school.campaign.owner, Role.HEAD_OF_QA)
    assert words not in office.get(page).content.decode()
