from __future__ import annotations

import pytest
from django.urls import reverse
from factories.findings import FindingFactory, national_standards
from factories.followup import ActionPointFactory
from factories.organisations import line

from sakaguru.findings.models import Finding
from sakaguru.followup.enums import PointState
from sakaguru.followup.models import ActionPoint
from sakaguru.organisations.enums import Role, Tier

pytestmark = pytest.mark.django_db
FORM, ASK = "/tindak-lanjut/bantuan/", "/tindak-lanjut/bantuan/minta/"
WISH = {"title": "Dampingi guru kelas 4", "detail": "Sudah dicoba.", "due_on": ""}
WHY = "Dua kali pendampingan di sekolah bulan ini."


@pytest.fixture
def place():
    return line(*list(Tier)[:6])


def wish(**changed):
    return {**WISH, "due_on": "2030-01-01", **changed}


def step(client, point, verb, **data):
    at = reverse("followup:point-step", args=[point.pk, verb])
    return client.post(at, {f"{verb}-{name}": text for name, text in data.items()})


@pytest.mark.function("G2")
def test_the_whole_way_from_the_asking_to_the_board(place, client_as):
    cluster, school = place[4], place[5]
    head, guide = client_as(school, Role.HEAD), client_as(cluster, Role.FACILITATOR)
    board = reverse("planning:plan-list", args=[cluster.code])
    assert "tidak diminta" in guide.get(board).content.decode()

    assert ASK in head.get(FORM).content.decode()
    assert head.post(ASK, wish()).status_code == 302
    point = ActionPoint.objects.get()
    shown = guide.get(board).content.decode()
    assert "1 diminta, 0 diberikan" in shown
    assert "1 belum dijawab" in shown
    listed = f"/tindak-lanjut/?unit={school.code}&bantuan=1&keadaan=all"
    assert listed.replace("&", "&amp;") in shown
    assert point.title in guide.get(listed).content.decode()
    assert "Jawab permintaan bantuan" in guide.get("/").content.decode()

    assert step(guide, point, "sanggupi").status_code == 302
    assert step(guide, point, "berikan", text=WHY).status_code == 302
    assert "Periksa bantuan yang diterima" in head.get("/").content.decode()
    assert WHY in head.get(point.get_absolute_url()).content.decode()
    assert step(head, point, "terima").status_code == 302

    point.refresh_from_db()
    assert point.state == PointState.DONE
    shown = guide.get(board).content.decode()
    assert "1 diminta, 1 diberikan" in shown
    assert "belum dijawab" not in shown


def test_help_is_asked_from_the_page_of_a_gap(place, client_as):
    node = national_standards().nodes.get(code="1.1.1")
    gap = FindingFactory(organisation=place[5], node=node)
    head, other = client_as(place[5], Role.HEAD), client_as(place[2], Role.HEAD)
    at = reverse("findings:finding-step", args=[gap.pk, "bantuan"])
    data = {f"bantuan-{name}": text for name, text in wish().items()}

    assert "Minta bantuan" in head.get(gap.get_absolute_url()).content.decode()
    assert "Minta bantuan" not in other.get(gap.get_absolute_url()).content.decode()
    assert other.post(at, data).status_code == 403
    assert head.post(at, {}).status_code == 422
    assert head.post(at, data).status_code == 302

    point = ActionPoint.objects.get()
    assert (point.asker, point.owner) == (place[5], place[4])
    assert point.source_address == gap.get_absolute_url()
    shown = head.get(gap.get_absolute_url()).content.decode()
    assert f"bantuan diminta kepada {place[4].name}" in shown
    told = Finding.objects.values("has_owner", "has_action").get()
    assert told == {"has_owner": False, "has_action": False}


def test_a_strength_needs_no_help(place, client_as):
    node = national_standards().nodes.get(code="1.1.1")
    gap = FindingFactory(organisation=place[5], node=node, kind="practice")
    at = reverse("findings:finding-step", args=[gap.pk, "bantuan"])
    data = {f"bantuan-{name}": text for name, text in wish().items()}

    assert client_as(place[5], Role.HEAD).post(at, data).status_code == 409
    assert not ActionPoint.objects.exists()


def test_who_may_not_ask_is_told_so(place, client_as):
    teacher = client_as(place[5], Role.TEACHER)

    assert teacher.get(FORM).status_code == 403
    assert teacher.post(ASK, {}).status_code == 403
    assert "Minta bantuan" not in teacher.get("/tindak-lanjut/").content.decode()
    assert client_as(place[5], Role.QUALITY_TEAM).post(ASK, {}).status_code == 422


def test_steps_of_promises_and_of_requests_are_not_mixed(place, client_as):
    asked = ActionPointFactory(owner=place[4], asker=place[5])
    promised = ActionPointFactory(owner=place[4])
    client = client_as(place[4], Role.HEAD)

    assert step(client, asked, "sepakati").status_code == 404
    assert step(client, asked, "hentikan", reason=WHY).status_code == 404
    assert step(client, promised, "sanggupi").status_code == 404
    assert step(client, asked, "komentar", text="Baik.").status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_a_school_lists_its_requests_at_the_same_cost(
    count, place, client_as, django_assert_max_num_queries
):
    for _ in range(count):
        ActionPointFactory(owner=place[4], asker=place[5])
    client = client_as(place[5], Role.HEAD)
    client.get("/tindak-lanjut/")

    with django_assert_max_num_queries(7):
        shown = client.get("/tindak-lanjut/?bantuan=1").content.decode()

    assert shown.count(f"diminta {place[5].name}") == count
