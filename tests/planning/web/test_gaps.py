"""From gaps of the report card to activities that answer them."""

from __future__ import annotations

import pytest
from factories.findings import FindingFactory, derived
from factories.organisations import OrganisationFactory
from factories.planning import BudgetLineFactory, PlanFactory
from factories.scoring import scored
from planning.web.forms import NEXT_YEAR, act, activity_data, address, outline_data

from sakaguru.findings.models import Finding
from sakaguru.organisations.enums import Role, Tier
from sakaguru.planning.models import Activity, Plan

pytestmark = pytest.mark.django_db

KEY = "SNP_2016:1.1.1:r1"


def test_the_menu_leads_schools_to_their_gaps_and_offices_to_plans(world, client_as):
    school = client_as(world.head).get("/rencana/")
    office = client_as(world.office).get("/rencana/")
    nobody = client_as(world.school, Role.MANAGER).get("/rencana/")
    parents = client_as(world.committee)

    assert school["Location"] == address("report-to-plan", world.school.code)
    assert office["Location"] == address("plan-list", world.district.code)
    assert nobody.status_code == 404
    listed = address("plan-list", world.school.code)
    rows = address("report-to-plan", world.school.code)
    assert parents.get("/rencana/")["Location"] == listed
    assert parents.get(rows)["Location"] == listed
    assert "Dari rapor" not in parents.get(listed).content.decode()


@pytest.mark.function("H8")
@pytest.mark.function("S2")
def test_a_gap_of_the_report_card_becomes_a_costed_activity(client_as):
    world = scored(12)
    derived(world.run)
    school = world.schools[0]
    gap = Finding.objects.filter(organisation=school, kind="gap").first()
    head = client_as(school, Role.HEAD)

    empty = head.get(address("report-to-plan", school.code)).content.decode()
    head.post(address("plan-open", school.code), outline_data())
    plan = Plan.objects.get()
    form = head.get(address("activity-form", plan.pk) + f"?celah={gap.pk}")
    head.post(
        address("activity-add", plan.pk),
        activity_data(
            celah=gap.pk, starts_on=f"{NEXT_YEAR}-02-01", ends_on=f"{NEXT_YEAR}-03-12"
        ),
    )
    activity = Activity.objects.get()
    head.post(
        act(activity, "anggaran"),
        {
            "anggaran-description": "Buku bacaan",
            "anggaran-volume": "20",
            "anggaran-unit": "buku",
            "anggaran-unit_price_rupiah": "50000",
            "anggaran-source": "bos",
            "anggaran-use": "books",
        },
    )
    full = head.get(address("report-to-plan", school.code)).content.decode()

    assert "belum ada kegiatan" in empty
    assert gap.node.code in form.content.decode()
    assert plan.run == world.run
    assert "Gerakan membaca pagi" in full
    assert "Rp1.000.000" in full
    gap.refresh_from_db()
    assert gap.has_action
    page = head.get(activity.get_absolute_url())
    assert "Rp1.000.000" in page.content.decode()


def test_remedies_are_offered_and_taken_with_one_press(world, client_as):
    head = client_as(world.head)
    url = address("gap-detail", world.gap.pk)

    page = head.get(url).content.decode()
    response = head.post(
        address("remedy-take", world.gap.pk), {"benahi": KEY, "plan": world.plan.pk}
    )

    taken = Activity.objects.get(kind_key=KEY)
    assert response["Location"] == taken.get_absolute_url()
    assert taken.finding == world.gap
    assert taken.evidence_asked
    assert "Dari daftar benahi" in page
    assert "Sebabnya belum ditetapkan" in page
    assert "sudah ada di rencana" in head.get(url).content.decode()
    unknown = {"benahi": "x", "plan": world.plan.pk}
    refused = head.post(address("remedy-take", world.gap.pk), unknown)
    assert refused.status_code == 422
    nowhere = head.post(address("remedy-take", world.gap.pk), {"benahi": KEY})
    assert nowhere["Location"] == url
    office = client_as(world.office)
    assert office.get(url).status_code == 200
    assert office.post(address("remedy-take", world.gap.pk)).status_code == 403


@pytest.mark.function("K5")
def test_an_activity_may_name_the_gap_that_it_answers(world, client_as):
    head = client_as(world.head)
    other = FindingFactory(
        organisation=world.school, node=world.node.version.nodes.get(code="2.1.1")
    )
    url = address("activity-form", world.plan.pk)
    assert "Celah yang dijawab" in head.get(url).text
    given = {
        "title": "Bimtek penilaian",
        "form": "bimtek",
        "starts_on": "2027-02-01",
        "ends_on": "2027-02-05",
        "finding": other.pk,
    }

    head.post(address("activity-add", world.plan.pk), given)

    activity = world.plan.activities.get(title="Bimtek penilaian")
    assert (activity.finding, activity.node) == (other, other.node)
    given["finding"] = world.gap.pk
    head.post(address("activity-change", activity.pk), given)
    activity.refresh_from_db()
    assert (activity.finding, activity.node) == (world.gap, world.node)


def test_a_gap_of_another_unit_is_no_answer(world, client_as):
    far = FindingFactory(node=world.node)

    answer = client_as(world.head).post(
        address("activity-add", world.plan.pk),
        {
            "title": "Bimtek",
            "form": "bimtek",
            "starts_on": "2027-02-01",
            "ends_on": "2027-02-05",
            "finding": far.pk,
        },
    )

    assert answer.status_code == 422


@pytest.mark.parametrize("count", [1, 3])
def test_the_rows_of_gaps_cost_the_same_queries(
    count, world, client_as, django_assert_num_queries
):
    client = client_as(world.head)
    url = address("report-to-plan", world.school.code)
    client.get(url)
    nodes = world.node.version.nodes.exclude(pk=world.node.pk)[: count - 1]
    for node in nodes:
        gap = FindingFactory(organisation=world.school, node=node)
        BudgetLineFactory(activity__plan=world.plan, activity__finding=gap)

    with django_assert_num_queries(16):
        response = client.get(url)

    assert response.content.decode().count("gap-row") >= count


def test_pages_without_anything_say_what_to_do(world, client_as):
    other = OrganisationFactory(tier=Tier.SCHOOL, parent=world.cluster)
    head = client_as(other, Role.HEAD)

    rows = head.get(address("report-to-plan", other.code)).content.decode()
    plans = head.get(address("plan-list", other.code)).content.decode()
    plan = PlanFactory(organisation=other)
    page = head.get(plan.get_absolute_url()).content.decode()

    assert "Tidak ada celah yang terbuka" in rows
    assert "Belum ada rencana" in plans
    assert "Belum ada kegiatan" in page
