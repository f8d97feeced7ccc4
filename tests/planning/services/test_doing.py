from __future__ import annotations

import datetime as dt

import pytest
from factories.evidence import pdf
from factories.organisations import MembershipFactory
from factories.planning import OPENED_AT, approved, planning_world
from procrastinate.contrib.django.models import ProcrastinateJob

from sakaguru.core.access import Actor
from sakaguru.core.errors import NotAllowed
from sakaguru.evidence.services.evidence import Particulars, Proven, add_evidence
from sakaguru.findings.models import FindingAction
from sakaguru.followup.enums import PointState
from sakaguru.followup.models import ActionPoint
from sakaguru.followup.services import points as register
from sakaguru.followup.services import work
from sakaguru.organisations.enums import Role
from sakaguru.planning import tasks
from sakaguru.planning.enums import SOURCE, ActivityState
from sakaguru.planning.models import Activity
from sakaguru.planning.services import doing
from sakaguru.planning.services.activities import StepSketch, add_steps
from sakaguru.planning.services.points import open_points

pytestmark = pytest.mark.django_db
AT = OPENED_AT
LATER = dt.datetime(2027, 3, 1, 3, 0, tzinfo=dt.UTC)


@pytest.fixture
def world(actor_at):
    found = planning_world(actor_at)
    found.doer = MembershipFactory(organisation=found.school, role=Role.TEACHER).user
    Activity.objects.update(owner=found.doer)
    add_steps(
        actor=found.head,
        activity=found.activity,
        steps=[StepSketch("Tes awal", dt.date(2027, 1, 11), dt.date(2027, 1, 15))],
        at=AT,
    )
    approved(found)
    open_points(plan_id=found.plan.pk, at=AT)
    found.own = Actor(found.doer.pk, found.school.path, frozenset({Role.TEACHER}))
    return found


def now(world):
    world.activity.refresh_from_db()
    return world.activity


def prove(world):
    activity = world.activity
    return add_evidence(
        actor=world.head,
        organisation=world.school,
        file=pdf(),
        particulars=Particulars("Foto kegiatan", AT.date()),
        proves=[Proven(SOURCE, activity.key, activity.title)],
        at=AT,
    )


@pytest.mark.function("H8")
def test_an_approved_activity_stands_on_the_register_once(world):
    assert open_points(plan_id=world.plan.pk, at=AT) == 0

    point = ActionPoint.objects.get()
    assert (point.source, point.source_key) == (SOURCE, world.activity.key)
    assert point.owner_person == world.doer
    assert point.verifier_id == world.head.user_id
    assert point.due_on == world.activity.ends_on
    world.gap.refresh_from_db()
    assert (world.gap.has_action, world.gap.has_owner) == (True, True)
    told = FindingAction.objects.get()
    assert told.address.endswith(f"/utas/{world.activity.thread}/")


def test_the_owner_starts_reports_ticks_and_finishes_and_another_verifies(world):
    doing.start_activity(actor=world.own, activity=world.activity, at=LATER)
    assert now(world).state == ActivityState.RUNNING
    report = doing.Report(60, 250_000, note="Jalan")
    done = doing.report_progress(
        actor=world.own, activity=world.activity, report=report, at=LATER
    )
    assert (done.percent, done.spent_rupiah) == (60, 250_000)
    step = world.activity.steps.get()
    doing.finish_step(actor=world.own, step=step, at=LATER)
    assert step.done_on == LATER.date()
    doing.finish_step(actor=world.own, step=step, at=LATER, is_done=False)
    assert step.done_on is None
    Activity.objects.update(evidence_asked=[])

    doing.finish_activity(actor=world.own, activity=world.activity, at=LATER)

    assert now(world).state == ActivityState.DONE
    assert world.activity.done_on == LATER.date()
    with pytest.raises(NotAllowed):
        doing.verify_activity(
            actor=world.own, activity=world.activity, is_accepted=True, at=LATER
        )
    with pytest.raises(register.PointReasonMissing):
        doing.verify_activity(
            actor=world.head, activity=world.activity, is_accepted=False, at=LATER
        )
    doing.verify_activity(
        actor=world.head,
        activity=world.activity,
        is_accepted=False,
        text="Foto belum jelas terlihat.",
        at=LATER,
    )
    assert now(world).state == ActivityState.RUNNING
    assert world.activity.done_on is None
    doing.finish_activity(actor=world.own, activity=world.activity, at=LATER)
    doing.verify_activity(
        actor=world.head, activity=world.activity, is_accepted=True, at=LATER
    )
    assert now(world).state == ActivityState.VERIFIED
    assert ActionPoint.objects.get().state == PointState.DONE


def test_done_asks_for_evidence_where_it_was_asked(actor_at):
    world = planning_world(actor_at)
    Activity.objects.update(evidence_asked=["foto kegiatan"])
    approved(world)

    with pytest.raises(doing.EvidenceIsMissing, match="foto kegiatan"):
        doing.finish_activity(actor=world.head, activity=world.activity, at=LATER)
    prove(world)
    with pytest.raises(work.NobodyNamed):
        doing.finish_activity(actor=world.head, activity=world.activity, at=LATER)


def test_others_and_drafts_are_refused(world, actor_at):
    stranger = actor_at(world.cluster, Role.HEAD)
    for actor in (world.teacher, world.committee, stranger):
        with pytest.raises(NotAllowed):
            doing.start_activity(actor=actor, activity=world.activity, at=AT)
    with pytest.raises(doing.NotCarriedOutNow):
        doing.verify_activity(
            actor=world.head, activity=world.activity, is_accepted=True, at=AT
        )
    for report in (doing.Report(101), doing.Report(10, -1)):
        with pytest.raises(doing.ReportDoesNotFit):
            doing.report_progress(
                actor=world.head, activity=world.activity, report=report, at=AT
            )
    Activity.objects.update(state=ActivityState.CANCELLED)
    with pytest.raises(doing.NotCarriedOutNow):
        doing.start_activity(actor=world.head, activity=world.activity, at=AT)


def test_nothing_is_carried_out_from_a_draft(actor_at):
    world = planning_world(actor_at)

    with pytest.raises(doing.NotCarriedOutNow):
        doing.start_activity(actor=world.head, activity=world.activity, at=AT)


def test_what_happens_to_the_point_happens_to_the_activity(world):
    point = ActionPoint.objects.get()
    work.start_point(actor=world.own, point=point, at=AT)
    jobs = ProcrastinateJob.objects.filter(task_name="planning.tasks.follow_point")
    assert jobs.last().args == {"point_id": point.pk}

    tasks.follow_point(point_id=point.pk)
    assert now(world).state == ActivityState.RUNNING
    other = MembershipFactory(organisation=world.school, role=Role.TEACHER).user
    register.assign_point(
        actor=world.head, point=point, person=other, verifier=None, at=AT
    )
    tasks.follow_point(point_id=point.pk)
    assert now(world).owner == other
    register.drop_point(
        actor=world.head, point=point, reason="Gurunya pindah sekolah.", at=AT
    )
    tasks.follow_point(point_id=point.pk)
    assert now(world).state == ActivityState.CANCELLED


def test_a_point_of_something_else_changes_nothing(world):
    doing.follow_point(point_id=0, at=AT)
    ActionPoint.objects.update(source_key="0" * 32)
    doing.follow_point(point_id=ActionPoint.objects.get().pk, at=AT)

    assert now(world).state == ActivityState.PLANNED


def test_the_task_opens_points_only_of_plans_in_force(actor_at):
    world = planning_world(actor_at)

    tasks.open_points(plan_id=world.plan.pk)

    assert not ActionPoint.objects.exists()
