from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from factories.evidence import pdf
from factories.followup import DUE, ActionPointFactory
from factories.organisations import line

from sakaguru.accounts.models import User
from sakaguru.followup.enums import PointState
from sakaguru.followup.models import ActionPoint
from sakaguru.followup.services.climbing import let_points_climb
from sakaguru.organisations.enums import Role, Tier

pytestmark = pytest.mark.django_db
LIST = "/tindak-lanjut/"
WHY = "Karena banjir sekolah diliburkan."


@pytest.fixture
def place():
    return line(*list(Tier)[:6])


def step(point, verb):
    return reverse("followup:point-step", args=[point.pk, verb])


@pytest.mark.parametrize("count", [1, 3])
def test_the_register_costs_the_same_queries(
    count, place, client_as, django_assert_num_queries
):
    client = client_as(place[2], Role.HEAD)
    client.get(LIST)
    for _ in range(count):
        ActionPointFactory(owner=place[5])

    with django_assert_num_queries(7):
        response = client.get(LIST)

    assert response.content.decode().count("Periksa hal") == count


def test_a_unit_sees_its_own_points_and_not_its_neighbours(place, client_as):
    other = line(Tier.NATION, Tier.PROVINCE)[1]
    point = ActionPointFactory(owner=place[5])

    assert (
        client_as(place[5], Role.TEACHER).get(point.get_absolute_url()).status_code
        == 200
    )
    stranger = client_as(other, Role.HEAD)
    assert stranger.get(point.get_absolute_url()).status_code == 404
    assert stranger.post(step(point, "sepakati")).status_code == 404
    assert point.title not in stranger.get(LIST).content.decode()
    assert stranger.get(LIST, {"unit": place[5].code}).status_code == 404


def test_who_is_named_sees_a_point_wherever_they_stand(place, client_as, actor_at):
    committee = actor_at(place[5], Role.COMMITTEE)
    person = User.objects.get(pk=committee.user_id)
    point = ActionPointFactory(owner=place[5], owner_person=person)
    unseen = ActionPointFactory(owner=place[5])
    client = client_as(committee)

    assert client.get(point.get_absolute_url()).status_code == 200
    assert client.get(unseen.get_absolute_url()).status_code == 404
    assert client.post(step(point, "sepakati")).status_code == 302


def test_filters_narrow_the_register(place, client_as):
    late = ActionPointFactory(owner=place[5], due_on=dt.date(2020, 1, 1), priority=1)
    done = ActionPointFactory(owner=place[5], state=PointState.DONE)
    client = client_as(place[2], Role.HEAD)

    def shown(**wanted):
        body = client.get(LIST, wanted).content.decode()
        return [point.number for point in (late, done) if f"{point.number} " in body]

    assert shown() == [late.number]
    assert shown(keadaan="all") == [late.number, done.number]
    assert shown(keadaan="done") == [done.number]
    assert shown(terlambat="on") == [late.number]
    assert shown(keadaan="all", prioritas="1") == [late.number]
    assert shown(saya="on") == []
    assert shown(keadaan="all", cari=done.number) == [done.number]
    assert shown(unit=place[4].code) == [late.number]


def test_the_register_goes_out_as_a_sheet(place, client_as):
    ActionPointFactory(owner=place[5])

    response = client_as(place[2], Role.HEAD).get(reverse("followup:point-export"))

    assert (
        response["Content-Disposition"] == 'attachment; filename="tindak-lanjut.xlsx"'
    )
    assert b"".join(response)[:2] == b"PK"


def test_a_district_opens_a_point_for_a_school(place, client_as):
    client = client_as(place[2], Role.HEAD_OF_QA)
    form = f"{reverse('followup:point-form')}?unit={place[5].code}"
    address = f"{reverse('followup:point-open')}?unit={place[5].code}"
    data = {"title": "Pasang alat pemadam", "due_on": "2099-01-31", "priority": "1"}

    assert client.get(form).status_code == 200
    assert client.post(address, {**data, "title": ""}).status_code == 422
    response = client.post(address, data)

    point = ActionPoint.objects.get()
    assert response["Location"] == point.get_absolute_url()
    assert (point.owner, point.priority) == (place[5], 1)
    teacher = client_as(place[5], Role.TEACHER)
    assert teacher.get(form).status_code == 403
    assert teacher.post(address, data).status_code == 403


def test_a_unit_out_of_reach_cannot_be_given_points(place, client_as):
    other = line(Tier.NATION, Tier.PROVINCE)[1]
    address = reverse("followup:point-form")

    response = client_as(other, Role.HEAD).get(address, {"unit": place[5].code})

    assert response.status_code == 404


@pytest.mark.function("H8")
def test_the_steps_are_taken_by_their_buttons(place, client_as, actor_at):
    teacher, checker = (
        actor_at(place[5], Role.TEACHER),
        actor_at(place[3], Role.SUPERVISOR),
    )
    head = client_as(place[5], Role.HEAD)
    point = ActionPointFactory(owner=place[5])
    people = {"tugaskan-person": teacher.user_id, "tugaskan-verifier": checker.user_id}

    head.post(step(point, "tugaskan"), {**people, "tugaskan-priority": 2})
    works, checks = client_as(teacher), client_as(checker)
    works.post(step(point, "mulai"))
    late = {"tunda-due_on": "2099-02-01", "tunda-reason": WHY}
    works.post(step(point, "tunda"), late)
    works.post(step(point, "ajukan"), {"ajukan-text": "Sudah terpasang"})
    page = checks.get(point.get_absolute_url()).content.decode()
    checks.post(step(point, "kembalikan"), {"kembalikan-reason": WHY})
    works.post(step(point, "ajukan"))
    checks.post(step(point, "komentar"), {"komentar-text": "Rapi"})
    checks.post(step(point, "verifikasi"))
    checks.post(step(point, "belum-efektif"), {"belum-reason": WHY})
    checks.post(step(point, "efektif"), {"efektif-reason": WHY})

    point.refresh_from_db()
    assert (point.state, point.postponements) == (PointState.EFFECTIVE, 1)
    assert "Kembalikan" in page
    body = works.get(point.get_absolute_url()).content.decode()
    assert "menunda tenggat dari 20 November 2026 ke 1 Februari 2099" in body
    assert "Sudah terpasang" in body


def test_a_step_without_its_reason_is_explained(place, client_as):
    point = ActionPointFactory(owner=place[5])
    head = client_as(place[5], Role.HEAD)

    assert head.post(step(point, "hentikan"), {}).status_code == 422
    short = {"hentikan-reason": "ya"}
    assert head.post(step(point, "hentikan"), short).status_code == 422
    assert head.post(step(point, "terbang")).status_code == 404
    assert head.post(step(point, "verifikasi")).status_code == 403
    assert (
        head.post(step(point, "hentikan"), {"hentikan-reason": WHY}).status_code == 302
    )
    assert point.due_on == DUE


def test_a_point_gets_its_proof_from_its_own_unit(place, client_as):
    point = ActionPointFactory(owner=place[5])
    address = reverse("followup:point-proof", args=[point.pk])
    teacher = client_as(place[5], Role.TEACHER)

    assert teacher.post(address, {"title": "Foto"}).status_code == 422
    teacher.post(address, {"title": "Foto alat", "file": pdf()})
    refused = client_as(place[2], Role.HEAD).post(
        address, {"title": "Foto", "file": pdf()}
    )

    assert "Foto alat" in teacher.get(point.get_absolute_url()).content.decode()
    assert refused.status_code == 403


def test_what_climbed_to_a_head_stands_on_top_of_the_register(place, client_as):
    day = timezone.localdate()
    late = ActionPointFactory(owner=place[5], due_on=day - dt.timedelta(days=20))
    head = client_as(place[5], Role.HEAD)
    teacher = client_as(place[5], Role.TEACHER)

    let_points_climb(day=day)

    assert "sudah sampai kepada Anda" in head.get(LIST).content.decode()
    assert "sudah sampai kepada Anda" not in teacher.get(LIST).content.decode()
    ActionPoint.objects.filter(pk=late.pk).update(state=PointState.DONE)
    assert "sudah sampai kepada Anda" not in head.get(LIST).content.decode()
