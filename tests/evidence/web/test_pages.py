from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from factories.evidence import EvidenceFactory, pdf, photo
from factories.organisations import line

from sakaguru.evidence.enums import CheckState
from sakaguru.evidence.models import Evidence
from sakaguru.organisations.enums import Role, Tier

pytestmark = pytest.mark.django_db
LIST = "/bukti/"
WHY = "Fotonya bukan dari sekolah ini."


@pytest.fixture
def place():
    return line(*list(Tier)[:6])


def step(evidence, verb):
    return reverse("evidence:evidence-step", args=[evidence.pk, verb])


def added(client, file):
    data = {"title": "Foto kelas", "valid_from": "2026-11-14", "file": file}
    return client.post(reverse("evidence:evidence-add"), data)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_queries(
    count, place, client_as, django_assert_num_queries
):
    client = client_as(place[2], Role.HEAD)
    client.get(LIST)
    for _ in range(count):
        EvidenceFactory(organisation=place[5])

    with django_assert_num_queries(7):
        response = client.get(LIST)

    assert response.content.decode().count("/bukti/") >= count


@pytest.mark.function("H8")
def test_a_teacher_adds_a_photo_and_the_supervisor_accepts_it(place, client_as):
    teacher = client_as(place[5], Role.TEACHER)

    assert teacher.get(reverse("evidence:evidence-form")).status_code == 200
    response = added(teacher, photo("../../kelas <b>.jpg"))
    evidence = Evidence.objects.get()
    page = teacher.get(response["Location"]).content.decode()
    supervisor = client_as(place[3], Role.SUPERVISOR)
    supervisor.post(step(evidence, "kembalikan"), {"kembalikan-reason": WHY})
    returned = teacher.get(evidence.get_absolute_url()).content.decode()
    supervisor.post(step(evidence, "terima"))

    evidence.refresh_from_db()
    assert "/foto/" in page
    assert WHY in returned
    assert evidence.check_state == CheckState.ACCEPTED
    assert evidence.file_name == "kelas b.jpg"


def test_a_refused_file_is_explained_at_its_field(place, client_as):
    response = added(client_as(place[5], Role.TEACHER), photo("a.gif", form="GIF"))

    assert response.status_code == 422
    assert "Yang diterima" in response.content.decode()
    assert not Evidence.objects.exists()


def test_who_may_not_add_gets_no_form(place, client_as):
    viewer = client_as(place[5], Role.AUDITOR)

    assert viewer.get(reverse("evidence:evidence-form")).status_code == 403
    assert added(viewer, pdf()).status_code == 403


def test_files_go_out_as_attachments_only_to_those_who_may(place, client_as):
    evidence = EvidenceFactory(organisation=place[5])
    address = reverse("evidence:evidence-download", args=[evidence.pk])
    stranger = client_as(line(Tier.NATION)[0], Role.HEAD)

    response = client_as(place[2], Role.AUDITOR).get(address)

    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].endswith("; sandbox")
    assert response.content.startswith(b"%PDF")
    assert stranger.get(address).status_code == 404
    assert stranger.get(evidence.get_absolute_url()).status_code == 404
    assert stranger.post(step(evidence, "terima")).status_code == 404


def test_only_photos_are_shown_on_a_page(place, client_as):
    teacher = client_as(place[5], Role.TEACHER)
    added(teacher, photo())
    shown, document = Evidence.objects.get(), EvidenceFactory(organisation=place[5])

    picture = teacher.get(reverse("evidence:evidence-picture", args=[shown.pk]))
    refused = teacher.get(reverse("evidence:evidence-picture", args=[document.pk]))

    assert picture["Content-Type"] == "image/jpeg"
    assert picture["Content-Security-Policy"].endswith("; sandbox")
    assert refused.status_code == 404


def test_evidence_is_renewed_and_withdrawn_by_its_unit(place, client_as):
    evidence = EvidenceFactory(organisation=place[5], valid_until=dt.date(2026, 8, 1))
    head = client_as(place[5], Role.HEAD)
    data = {"perbarui-title": "Baru", "perbarui-valid_from": "2026-11-14"}

    assert "habis" in head.get(evidence.get_absolute_url()).content.decode()
    assert head.post(step(evidence, "perbarui"), data).status_code == 422
    head.post(step(evidence, "perbarui"), {**data, "perbarui-file": pdf()})
    renewed = Evidence.objects.get(renews=evidence)
    old = head.get(evidence.get_absolute_url()).content.decode()
    assert renewed.get_absolute_url() in old
    assert head.post(step(renewed, "tarik"), {"tarik-reason": WHY}).status_code == 302
    assert WHY in head.get(renewed.get_absolute_url()).content.decode()
    assert head.post(step(renewed, "terbang")).status_code == 404


def test_filters_narrow_the_list(place, client_as):
    ended = EvidenceFactory(organisation=place[5], valid_until=dt.date(2026, 8, 1))
    fresh = EvidenceFactory(organisation=place[5], title="Denah kebun")
    client = client_as(place[5], Role.HEAD)

    def shown(**wanted):
        body = client.get(LIST, wanted).content.decode()
        return [row for row in (ended, fresh) if row.get_absolute_url() in body]

    assert shown() == [ended, fresh]
    assert shown(keadaan="ended") == [ended]
    assert shown(keadaan="accepted") == []
    assert shown(cari=fresh.title, keadaan="waiting") == [fresh]
