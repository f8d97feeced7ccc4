"""A plan on its pages: drafted, discussed, agreed to, revised."""

from __future__ import annotations

import pytest
from factories.organisations import OrganisationFactory
from factories.planning import (
    ActivityFactory,
    LessonFactory,
    PlanFactory,
    approved,
)
from planning.web.forms import WHY, activity_data, address, outline_data, step

from sakaguru.findings.models import Finding
from sakaguru.organisations.enums import Tier
from sakaguru.planning.enums import PlanState
from sakaguru.planning.models import Activity, Lesson, Plan

pytestmark = pytest.mark.django_db


def test_drafts_are_seen_by_the_own_unit_only(world, client_as):
    url = world.plan.get_absolute_url()

    assert client_as(world.teacher).get(url).status_code == 200
    assert client_as(world.committee).get(url).status_code == 200
    assert client_as(world.office).get(url).status_code == 404
    approved(world)
    assert client_as(world.office).get(url).status_code == 200


@pytest.mark.function("S3")
def test_the_committee_reads_comments_and_agrees_on_the_page(world, client_as):
    head, committee = client_as(world.head), client_as(world.committee)
    head.post(step(world.plan, "ajukan"))
    url = world.plan.get_absolute_url()

    page = committee.get(url).content.decode()
    committee.post(
        step(world.plan, "komentar"), {"komentar-text": "Mohon ada buku cerita."}
    )
    committee.post(
        step(world.plan, "setujui"), {"setujui-remark": "Sepakat, rapat 18 November."}
    )

    assert "Menunggu:" in page
    assert "Setujui rencana ini" in page
    after = head.get(url).content.decode()
    assert "Mohon ada buku cerita." in after
    assert "Sepakat, rapat 18 November." in after
    assert "Penetapan oleh kepala sekolah" in after


def test_the_whole_way_from_draft_to_revision_on_the_pages(world, client_as):
    head, office = client_as(world.head), client_as(world.office)
    plan, url = world.plan, world.plan.get_absolute_url()
    assert head.post(step(plan, "terbang")).status_code == 404
    assert head.post(step(plan, "sasaran"), {}).status_code == 422
    sent = {"sasaran-node": world.node.pk, "sasaran-expected": "6.5"}
    Finding.objects.update(score=3.0, target=5.07)
    assert 'value="5.07"' in head.get(url).content.decode()
    head.post(step(plan, "sasaran"), sent)
    target = plan.targets.get()
    assert "6,50" in head.get(url).content.decode()
    head.post(address("target-remove", plan.pk, target.pk))
    assert not plan.targets.exists()

    head.post(step(plan, "ajukan"))
    head.post(
        step(plan, "catat-setuju"),
        {
            "catat-setuju-on_behalf_of": "Ibu Sari",
            "catat-setuju-remark": "BA 3/KS/2026",
        },
    )
    head.post(step(plan, "setujui"))
    assert "Menunggu:" in office.get(url).content.decode()
    office.post(step(plan, "kembalikan"), {"kembalikan-remark": WHY})
    plan.refresh_from_db()
    assert plan.state == PlanState.DRAFT

    approved(world)
    assert "Ibu Sari" in head.get(url).content.decode()
    response = head.post(step(plan, "revisi"), {"revisi-reason": WHY})
    revised = Plan.objects.get(revises=plan)
    assert response["Location"] == revised.get_absolute_url()
    twin = revised.activities.get()
    form = head.get(address("activity-edit", twin.pk))
    assert "foto" not in form.content.decode()
    head.post(
        address("activity-change", twin.pk), activity_data(title="Kelompok baca siang")
    )
    changes = head.get(address("plan-changes", revised.pk)).content.decode()
    assert "Kelompok baca siang" in changes
    assert WHY in changes
    assert head.get(address("plan-changes", plan.pk)).status_code == 404


@pytest.mark.function("S5")
def test_each_lesson_is_taken_up_or_declined_on_the_first_screen(world, client_as):
    lesson = LessonFactory(organisation=world.school)
    head = client_as(world.head)
    plan = world.plan
    assert "Putuskan" in head.get(plan.get_absolute_url()).content.decode()
    assert head.post(step(plan, "ajukan")).status_code == 422

    refuse = address("lesson-decide", plan.pk, lesson.pk, "tolak")
    assert head.post(refuse, {"reason": ""}).status_code == 422
    head.post(refuse, {"reason": "Bukti sudah diunggah tiap bulan."})
    lesson.refresh_from_db()
    assert lesson.choice == "declined"
    head.post(address("lesson-decide", plan.pk, lesson.pk, "pakai"), {"reason": ""})
    lesson.refresh_from_db()
    assert (lesson.choice, lesson.plan) == ("taken", plan)
    other = address("lesson-decide", plan.pk, lesson.pk, "entah")
    assert head.post(other).status_code == 404
    head.post(
        step(plan, "pelajaran"), {"pelajaran-text": "Undang orang tua lebih awal."}
    )
    assert Lesson.objects.filter(text__startswith="Undang").exists()
    committee = client_as(world.committee)
    assert committee.post(step(plan, "pelajaran"), {}).status_code == 403


def test_an_outline_is_changed_and_a_draft_given_up(world, client_as):
    head, plan = client_as(world.head), world.plan

    assert head.get(address("plan-form", world.school.code)).status_code == 200
    assert head.get(address("outline-form", plan.pk)).status_code == 200
    bad = head.post(address("outline-save", plan.pk), outline_data(title=""))
    assert bad.status_code == 422
    head.post(address("outline-save", plan.pk), outline_data(title="RKT baru"))
    head.post(step(plan, "batalkan"), {"batalkan-reason": WHY})

    plan.refresh_from_db()
    assert (plan.title, plan.state) == ("RKT baru", PlanState.DROPPED)
    world.gap.refresh_from_db()
    assert not world.gap.has_action


@pytest.mark.parametrize("count", [3, 300])
def test_a_plan_with_3_and_300_activities_costs_the_same_queries(
    count, world, client_as, django_assert_num_queries
):
    client = client_as(world.head)
    Activity.objects.bulk_create(
        ActivityFactory.build(plan=world.plan, title=f"Kegiatan {n}")
        for n in range(count)
    )
    url = world.plan.get_absolute_url()
    client.get(url)

    with django_assert_num_queries(20):
        response = client.get(url)

    assert response.content.decode().count("/rencana/kegiatan/") > count


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_plans_costs_the_same_queries(
    count, world, client_as, django_assert_num_queries
):
    client = client_as(world.office)
    url = address("plan-list", world.district.code)
    client.get(url)
    for _ in range(count):
        PlanFactory(organisation=world.district, kind="programme")
        below = OrganisationFactory(tier=Tier.SCHOOL, parent=world.cluster)
        PlanFactory(organisation=below, state=PlanState.SUBMITTED)

    with django_assert_num_queries(14):
        response = client.get(url)

    assert response.content.decode().count("/rencana/naskah/") == 2 * count
