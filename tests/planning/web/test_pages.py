from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from factories.evidence import pdf
from factories.findings import FindingFactory, derived
from factories.organisations import MembershipFactory, OrganisationFactory, line
from factories.planning import (
    OPENED_AT,
    ActivityFactory,
    BudgetLineFactory,
    LessonFactory,
    PlanFactory,
    approved,
    planning_world,
)
from factories.scoring import scored

from sakaguru.evidence.models import Evidence, Proof
from sakaguru.findings.models import Finding
from sakaguru.followup.models import ActionPoint
from sakaguru.organisations.enums import Role, Tier
from sakaguru.planning.enums import ActivityState, PlanState
from sakaguru.planning.models import Activity, Lesson, Plan
from sakaguru.planning.services.points import open_points

pytestmark = pytest.mark.django_db
WHY = "Harga buku naik sesudah rencana disahkan."
NEXT_YEAR = timezone.localdate().year + 1
KEY = "SNP_2016:1.1.1:r1"


@pytest.fixture
def world(actor_at):
    return planning_world(actor_at)


def address(name, *args):
    return reverse(f"planning:{name}", args=args)


def step(plan, verb):
    return address("plan-step", plan.pk, verb)


def act(activity, verb):
    return address("activity-step", activity.pk, verb)


def outline_data(**changed):
    return {
        "kind": "rkt",
        "title": f"RKT {NEXT_YEAR}",
        "starts_on": f"{NEXT_YEAR}-01-01",
        "ends_on": f"{NEXT_YEAR}-12-31",
        "school_year": "2026/2027",
        "budget_year": NEXT_YEAR,
        "ceiling_rupiah": 10_000_000,
        **changed,
    }


def activity_data(**changed):
    return {
        "title": "Gerakan membaca pagi",
        "form": "improvement",
        "starts_on": "2027-01-11",
        "ends_on": "2027-03-12",
        "owner_role": "guru kelas",
        "evidence_asked": "foto kegiatan\njadwal",
        **changed,
    }


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
            celah=gap.pk,
            starts_on=f"{NEXT_YEAR}-02-01",
            ends_on=f"{NEXT_YEAR}-03-12",
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


def test_strangers_see_neither_gaps_nor_plans_nor_activities(world, client_as):
    approved(world)
    stranger = client_as(line(Tier.NATION)[0], Role.HEAD)
    addresses = [
        address("report-to-plan", world.school.code),
        address("plan-list", world.school.code),
        address("plan-form", world.school.code),
        address("gap-detail", world.gap.pk),
        world.plan.get_absolute_url(),
        address("plan-changes", world.plan.pk),
        address("outline-form", world.plan.pk),
        address("activity-form", world.plan.pk),
        world.activity.get_absolute_url(),
        address("activity-edit", world.activity.pk),
        address("activity-thread", world.activity.thread),
    ]

    assert [stranger.get(url).status_code for url in addresses] == [404] * 11
    assert stranger.post(step(world.plan, "komentar")).status_code == 404
    assert stranger.post(act(world.activity, "mulai")).status_code == 404


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


def test_a_teacher_drafts_activities_but_does_not_submit(world, client_as):
    teacher = client_as(world.teacher)
    plan = world.plan

    assert teacher.get(address("activity-form", plan.pk)).status_code == 200
    made = teacher.post(address("activity-add", plan.pk), activity_data())
    late = teacher.post(
        address("activity-add", plan.pk), activity_data(ends_on="2026-01-01")
    )
    wrong = teacher.post(address("activity-add", plan.pk), activity_data(title=""))

    assert made.status_code == 302
    assert (late.status_code, wrong.status_code) == (422, 422)
    assert teacher.post(step(plan, "ajukan")).status_code == 403
    assert teacher.get(address("plan-form", world.school.code)).status_code == 403
    assert teacher.post(address("plan-open", world.school.code), {}).status_code == 403
    assert teacher.get(address("outline-form", plan.pk)).status_code == 403
    committee = client_as(world.committee)
    assert committee.get(address("activity-form", plan.pk)).status_code == 403
    assert committee.post(address("activity-add", plan.pk), {}).status_code == 403
    assert committee.post(act(world.activity, "langkah"), {}).status_code == 403


def test_steps_lines_and_activities_are_added_and_taken_out(world, client_as):
    head, activity = client_as(world.head), world.activity
    line = BudgetLineFactory(activity=activity)
    head.post(
        act(activity, "langkah"),
        {
            "langkah-title": "Tes baca awal",
            "langkah-starts_on": "2027-01-11",
            "langkah-ends_on": "2027-01-15",
        },
    )
    found = activity.steps.get()
    assert "Tes baca awal" in head.get(activity.get_absolute_url()).content.decode()

    head.post(address("part-step", activity.pk, "langkah", found.pk, "hapus"))
    head.post(address("part-step", activity.pk, "anggaran", line.pk, "hapus"))
    assert not activity.steps.exists()
    assert not activity.budget_lines.exists()
    odd = address("part-step", activity.pk, "langkah", 1, "terbang")
    assert head.post(odd).status_code == 404
    assert head.post(act(activity, "terbang")).status_code == 404
    committee = client_as(world.committee)
    assert committee.post(act(activity, "hapus")).status_code == 403
    response = head.post(act(activity, "hapus"))
    assert response["Location"] == world.plan.get_absolute_url()
    world.gap.refresh_from_db()
    assert not world.gap.has_action


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


@pytest.mark.function("S2")
def test_an_activity_is_carried_out_proven_and_verified_by_somebody_else(
    world, client_as
):
    teacher = MembershipFactory(organisation=world.school, role=Role.TEACHER).user
    Activity.objects.update(owner=teacher, evidence_asked=["foto kegiatan"])
    approved(world)
    open_points(plan_id=world.plan.pk, at=OPENED_AT)
    activity = world.activity
    head = client_as(world.head)
    own = client_as(world.teacher)
    url = activity.get_absolute_url()

    assert own.post(act(activity, "mulai")).status_code == 403
    head.post(act(activity, "mulai"))
    head.post(
        act(activity, "lapor"),
        {"lapor-percent": "60", "lapor-spent_rupiah": "250000", "lapor-note": "Jalan"},
    )
    refused = head.post(act(activity, "selesai"))
    assert refused.status_code == 422
    assert "foto kegiatan" in refused.content.decode()
    bad = {
        "bukti-title": "Foto",
        "bukti-file": SimpleUploadedFile("a.exe", b"MZ", "application/octet-stream"),
    }
    assert head.post(act(activity, "bukti"), bad).status_code == 422
    head.post(act(activity, "bukti"), {"bukti-title": "Foto A", "bukti-file": pdf()})
    assert "Foto A" in head.get(url).content.decode()
    assert head.post(act(activity, "kaitkan"), {}).status_code == 422
    Proof.objects.all().delete()
    file = {"kaitkan-evidence": Evidence.objects.get().pk}
    head.post(act(activity, "kaitkan"), file)
    assert Proof.objects.get().source_key == activity.key
    committee = client_as(world.committee)
    assert committee.get(url).status_code == 200
    assert committee.post(act(activity, "kaitkan"), file).status_code == 403


def test_the_page_of_a_thread_leads_to_the_activity_in_force(world, client_as):
    approved(world)
    head = client_as(world.head)
    head.post(step(world.plan, "revisi"), {"revisi-reason": WHY})

    response = head.get(address("activity-thread", world.activity.thread))

    assert response["Location"] == world.activity.get_absolute_url()


@pytest.mark.function("G2")
@pytest.mark.function("K5")
def test_an_office_sees_the_plans_below_and_invites_those_with_the_gap(
    world, client_as, actor_at
):
    approved(world)
    plan = PlanFactory(organisation=world.district, kind="programme")
    activity = ActivityFactory(plan=plan, node=world.node, form="bimtek")
    head = client_as(world.office)
    chair = client_as(world.cluster, Role.HEAD)

    listed = head.get(address("plan-list", world.district.code)).content.decode()
    board = chair.get(address("plan-list", world.cluster.code)).content.decode()
    page = head.get(activity.get_absolute_url()).content.decode()
    sent = {"undang-units": [world.school.pk], "undang-people": "Bu Rina\nPak Tono"}
    head.post(act(activity, "undang"), sent)

    assert world.school.name in listed
    assert world.school.name in board
    assert "punya celah ini" in page
    assert activity.invitees.count() == 2
    one = activity.invitees.first()
    head.post(address("part-step", activity.pk, "undang", one.pk, "hapus"))
    assert activity.invitees.count() == 1
    found = head.get(activity.get_absolute_url(), {"cari": "tidak ada"})
    assert found.status_code == 200
    state = {"keadaan": "submitted"}
    assert head.get(address("plan-list", world.district.code), state).status_code == 200


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


def test_activities_late_say_so(world, client_as):
    approved(world)
    Activity.objects.filter(pk=world.activity.pk)
    assert ActivityState(world.activity.state) == ActivityState.PLANNED
    assert world.activity.days_late(dt.date(2027, 3, 20)) == 8
    assert not ActionPoint.objects.exists()


@pytest.mark.function("K5")
def test_everybody_with_the_gap_is_invited_after_a_rehearsal(world, client_as):
    plan = PlanFactory(organisation=world.district, kind="programme")
    FindingFactory(organisation=world.cluster, node=world.node)  # not for itself
    above = world.node.parent
    activity = ActivityFactory(plan=plan, node=above, form="bimtek")
    head = client_as(world.office)
    rehearsal = address("invite-rehearsal", activity.pk)

    page = head.get(rehearsal).content.decode()
    head.post(address("invite-all", activity.pk))

    assert world.school.name in page
    assert [one.organisation for one in activity.invitees.all()] == [world.school]
    assert activity.invitees.get().reason == "celah 1.1"
    assert world.school.name not in head.get(rehearsal).content.decode()
    emptying = head.get(f"{rehearsal}?kosongkan=1").content.decode()
    assert world.school.name in emptying
    assert 'name="kosongkan" value="1"' in emptying
    assert activity.invitees.exists()
    head.post(address("invite-all", activity.pk), {"kosongkan": "1"})
    assert not activity.invitees.exists()
    teacher = client_as(world.district, Role.SUPERVISOR)
    assert teacher.get(rehearsal).status_code == 404
    auditor = client_as(world.district, Role.COMMITTEE)
    assert auditor.get(rehearsal).status_code == 403
    assert auditor.post(address("invite-all", activity.pk)).status_code == 403


def test_those_who_only_read_a_plan_change_no_part_of_it(world, client_as):
    lesson = LessonFactory(organisation=world.school)
    line = BudgetLineFactory(activity=world.activity)
    target = world.plan.targets.create(node=world.node, expected=6.0)
    committee = client_as(world.committee)
    addresses = [
        address("lesson-decide", world.plan.pk, lesson.pk, "pakai"),
        address("target-remove", world.plan.pk, target.pk),
        address("part-step", world.activity.pk, "anggaran", line.pk, "hapus"),
        address("activity-change", world.activity.pk),
        address("outline-save", world.plan.pk),
        step(world.plan, "ajukan"),
        step(world.plan, "batalkan"),
        step(world.plan, "revisi"),
        step(world.plan, "sasaran"),
        act(world.activity, "mulai"),
        act(world.activity, "bukti"),
    ]

    assert [committee.post(url).status_code for url in addresses] == [403] * 11
    assert committee.post(step(world.plan, "setujui")).status_code == 409


@pytest.mark.function("K5")
def test_an_activity_may_name_the_gap_that_it_answers(world, client_as):
    head = client_as(world.head)
    other = FindingFactory(
        organisation=world.school,
        node=world.node.version.nodes.get(code="2.1.1"),
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


def test_a_page_opened_again_after_a_fault_in_its_form_leads_back(world, client_as):
    head = client_as(world.school)
    fault = address("activity-step", world.activity.pk, "lapor")

    response = head.get(fault)

    page = world.activity.get_absolute_url()
    assert response.status_code == 405
    assert response["Refresh"] == f"0; url={page}"
    assert f'href="{page}"' in response.content.decode()
