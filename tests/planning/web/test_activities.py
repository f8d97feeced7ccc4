"""Activities on their pages: written, carried out, proven."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from factories.evidence import pdf
from factories.organisations import MembershipFactory
from factories.planning import OPENED_AT, BudgetLineFactory, approved
from planning.web.forms import WHY, act, activity_data, address, step

from sakaguru.evidence.models import Evidence, Proof
from sakaguru.followup.models import ActionPoint
from sakaguru.organisations.enums import Role
from sakaguru.planning.enums import ActivityState
from sakaguru.planning.models import Activity
from sakaguru.planning.services.points import open_points

pytestmark = pytest.mark.django_db


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


def test_activities_late_say_so(world, client_as):
    approved(world)
    Activity.objects.filter(pk=world.activity.pk)
    assert ActivityState(world.activity.state) == ActivityState.PLANNED
    assert world.activity.days_late(dt.date(2027, 3, 20)) == 8
    assert not ActionPoint.objects.exists()


def test_a_page_opened_again_after_a_fault_in_its_form_leads_back(world, client_as):
    head = client_as(world.school)
    fault = address("activity-step", world.activity.pk, "lapor")

    response = head.get(fault)

    page = world.activity.get_absolute_url()
    assert response.status_code == 405
    assert response["Refresh"] == f"0; url={page}"
    assert f'href="{page}"' in response.content.decode()
