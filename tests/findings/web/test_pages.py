from __future__ import annotations

import pytest
from django.urls import reverse
from factories.findings import FindingFactory, derived, national_standards
from factories.organisations import MembershipFactory, OrganisationFactory, line
from factories.scoring import scored
from factories.standards import NodeFactory

from sakaguru.findings.enums import FindingKind, FindingState
from sakaguru.findings.models import Finding
from sakaguru.followup.models import ActionPoint
from sakaguru.organisations.enums import Role, Tier

pytestmark = pytest.mark.django_db
WHY = "Gedung baru selesai tahun depan."


@pytest.fixture
def place():
    return line(*list(Tier)[:6])


def address(name, *args):
    return reverse(f"findings:{name}", args=args)


def step(finding, verb):
    return address("finding-step", finding.pk, verb)


def test_the_menu_leads_schools_to_findings_and_regions_to_the_board(place, client_as):
    school = client_as(place[5], Role.TEACHER).get("/temuan/")
    office = client_as(place[2], Role.HEAD).get("/temuan/")

    assert school["Location"] == address("finding-list", place[5].code)
    assert office["Location"] == address("loose-ends", place[2].code)


def test_findings_of_a_run_are_shown_in_both_orders(client_as):
    world = scored(12)
    derived(world.run)
    school = world.schools[0]
    client = client_as(school, Role.HEAD)
    url = address("finding-list", school.code)

    ours = client.get(url)
    official = client.get(url, {"urutan": "resmi"})
    finding = Finding.objects.filter(organisation=school).first()
    detail = client.get(finding.get_absolute_url())

    assert (ours.status_code, official.status_code) == (200, 200)
    assert detail.status_code == 200
    assert "Yang menunjukkannya" in detail.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_queries(
    count, place, client_as, django_assert_num_queries
):
    client = client_as(place[5], Role.HEAD)
    url = address("finding-list", place[5].code)
    client.get(url)
    version = national_standards()
    nodes = list(version.nodes.filter(kind="subindicator")[:3])
    for node in nodes[:count]:
        FindingFactory(organisation=place[5], node=node)

    with django_assert_num_queries(10):
        response = client.get(url)

    assert response.content.decode().count("/temuan/butir/") == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_board_costs_the_same_queries(
    count, place, client_as, django_assert_num_queries
):
    client = client_as(place[4], Role.HEAD)
    url = address("loose-ends", place[4].code)
    client.get(url)
    for _ in range(count):
        school = OrganisationFactory(tier=Tier.SCHOOL, parent=place[4])
        FindingFactory(organisation=school)

    with django_assert_num_queries(10):
        response = client.get(url)

    assert response.content.decode().count("/belum-beres/") >= count


@pytest.mark.function("H8")
def test_a_district_sees_its_loose_ends_opens_one_and_gives_it_an_owner(
    place, client_as
):
    finding = FindingFactory(organisation=place[5])
    teacher = MembershipFactory(organisation=place[5], role=Role.TEACHER).user
    office = client_as(place[2], Role.HEAD_OF_QA)

    board = office.get(address("loose-ends", place[2].code)).content.decode()
    page = office.get(finding.get_absolute_url()).content.decode()
    office.post(
        step(finding, "penanggung-jawab"),
        {
            "oleh-title": "Isi rak buku",
            "oleh-due_on": "2099-01-31",
            "oleh-priority": "1",
            "oleh-person": teacher.pk,
        },
    )

    assert place[3].name in board
    assert "Beri penanggung jawab" in page
    assert ActionPoint.objects.get().owner_person == teacher
    after = office.get(finding.get_absolute_url()).content.decode()
    assert "Isi rak buku" in after


def test_neighbours_do_not_see_a_finding(place, client_as):
    finding = FindingFactory(organisation=place[5])
    stranger = client_as(line(Tier.NATION)[0], Role.HEAD)

    assert stranger.get(finding.get_absolute_url()).status_code == 404
    assert stranger.get(address("finding-list", place[5].code)).status_code == 404
    assert stranger.post(step(finding, "tutup")).status_code == 404
    manager = client_as(place[5], Role.MANAGER)
    assert manager.get(address("finding-list", place[5].code)).status_code == 404


def test_the_head_explains_orders_decides_and_reopens(place, client_as):
    version = national_standards()
    finding = FindingFactory(
        organisation=place[5], node=version.nodes.get(code="1.1.1")
    )
    head = client_as(place[5], Role.HEAD)
    url = finding.get_absolute_url()

    head.post(step(finding, "sebab"), {"sebab-why_1": "Buku terkunci di lemari."})
    cause = finding.causes.get()
    assert "Buku terkunci" in head.get(url).content.decode()
    head.post(address("cause-remove", finding.pk, cause.pk))
    assert not finding.causes.exists()
    assert head.post(step(finding, "pilih-sebab"), {"sebab": "x"}).status_code == 422
    head.post(step(finding, "urutkan"), {"urutkan-place": "1", "urutkan-reason": WHY})
    assert WHY in head.get(address("finding-list", place[5].code)).content.decode()
    assert head.post(step(finding, "tidak-ditindaklanjuti")).status_code == 422
    head.post(step(finding, "tidak-ditindaklanjuti"), {"tidak-reason": WHY})
    finding.refresh_from_db()
    assert finding.state == FindingState.NOT_ACTED
    assert WHY in head.get(url).content.decode()
    head.post(step(finding, "buka-lagi"), {"buka-reason": WHY})
    head.post(step(finding, "tutup"), {"tutup-reason": WHY})
    finding.refresh_from_db()
    assert finding.state == FindingState.WITHDRAWN
    assert head.post(step(finding, "terbang")).status_code == 404


def test_a_teacher_explains_but_does_not_decide(place, client_as):
    finding = FindingFactory(organisation=place[5])
    teacher = client_as(place[5], Role.TEACHER)

    page = teacher.get(finding.get_absolute_url()).content.decode()
    refused = teacher.post(
        step(finding, "tidak-ditindaklanjuti"), {"tidak-reason": WHY}
    )

    assert "Tulis sebab sendiri" in page
    assert "Putuskan tidak" not in page
    assert refused.status_code == 403


def test_the_quality_team_asks_for_help_though_it_does_not_decide(place, client_as):
    finding = FindingFactory(organisation=place[5])
    team, teacher = (
        client_as(place[5], Role.QUALITY_TEAM),
        client_as(place[5], Role.TEACHER),
    )
    asked = {"bantuan-title": "Dampingi kami", "bantuan-due_on": "2030-01-01"}

    refused = teacher.post(step(finding, "bantuan"), asked)
    answer = team.post(step(finding, "bantuan"), asked)

    assert refused.status_code == 403
    assert answer.status_code == 302
    assert ActionPoint.objects.get().asker == place[5]


def test_a_supervisor_records_what_was_seen(place, client_as):
    version = national_standards()
    node = version.nodes.get(code="2.1.1")
    supervisor = client_as(place[3], Role.SUPERVISOR)
    form = address("finding-form", place[5].code)
    save = address("finding-record", place[5].code)
    data = {
        "node": node.pk,
        "kind": FindingKind.GAP,
        "severity": 3,
        "origin": "visit",
        "text": "Jadwal supervisi belum ditempel.",
    }

    assert supervisor.get(form).status_code == 200
    assert supervisor.post(save, {**data, "text": ""}).status_code == 422
    response = supervisor.post(save, data)

    finding = Finding.objects.get()
    assert response["Location"] == finding.get_absolute_url()
    teacher = client_as(place[5], Role.TEACHER)
    assert teacher.get(form).status_code == 403
    assert "Jadwal supervisi" in teacher.get(response["Location"]).content.decode()


def test_strengths_and_closed_findings_are_listed(place, client_as):
    FindingFactory(organisation=place[5], kind=FindingKind.STRENGTH, score=6.5)
    FindingFactory(
        organisation=place[5],
        node=NodeFactory(),
        state=FindingState.RESOLVED,
        closed_at="2026-11-01T00:00Z",
        closed_why="Pengukuran 2026/2027: sasaran tercapai.",
    )

    url = address("finding-list", place[5].code)
    body = client_as(place[5], Role.TEACHER).get(url).content.decode()

    assert "6,50" in body
    assert "sasaran tercapai" in body
