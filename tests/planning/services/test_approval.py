from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from factories.planning import (
    OPENED_AT,
    ActivityFactory,
    BudgetLineFactory,
    LessonFactory,
    approved,
    outline,
    sketch,
)
from procrastinate.contrib.django.models import ProcrastinateJob

from sakaguru.core.errors import NotAllowed
from sakaguru.organisations.enums import Role
from sakaguru.planning.enums import PlanKind, PlanState
from sakaguru.planning.models import Plan, Signing
from sakaguru.planning.services import approval, plans
from sakaguru.planning.services.activities import add_activity
from sakaguru.planning.services.lessons import decide_lesson
from sakaguru.planning.services.trace import PlanIsFrozen, PlanReasonMissing

pytestmark = pytest.mark.django_db
AT = OPENED_AT
WHY = "Dana pemeliharaan perlu diperiksa lagi."


def submitted(world):
    return approval.submit_plan(actor=world.head, plan=world.plan, at=AT)


def decide(world, actor, *, is_agreed=True, **more):
    return approval.decide_step(
        actor=actor, plan=world.plan, is_agreed=is_agreed, at=AT, **more
    )


@pytest.mark.function("S3")
def test_the_committee_agrees_then_the_head_determines_then_the_office_approves(world):
    submitted(world)
    with pytest.raises(NotAllowed):
        decide(world, world.supervisor)

    decide(world, world.committee, remark="Sepakat dalam rapat pleno.")
    with pytest.raises(NotAllowed):
        decide(world, world.committee)
    decide(world, world.head)
    plan = decide(world, world.supervisor)

    assert plan.state == PlanState.APPROVED
    assert plan.number == f"RKT/{world.school.code}/2026-2027/1"
    people = [s.person_id for s in plan.signings.order_by("position")]
    assert people == [
        world.committee.user_id,
        world.head.user_id,
        world.supervisor.user_id,
    ]
    jobs = ProcrastinateJob.objects.filter(task_name="planning.tasks.open_points")
    assert jobs.get().args == {"plan_id": plan.pk}


def test_an_office_of_the_district_may_approve_but_a_neighbour_may_not(world, actor_at):
    submitted(world)
    decide(world, world.committee)
    decide(world, world.head)

    with pytest.raises(NotAllowed):
        decide(world, actor_at(world.cluster, Role.HEAD))
    with pytest.raises(NotAllowed):
        decide(world, world.head)
    assert decide(world, world.office).state == PlanState.APPROVED


def test_the_head_records_what_the_committee_decided_in_its_meeting(world):
    submitted(world)

    with pytest.raises(approval.CommitteeUnnamed):
        decide(world, world.head)
    decide(world, world.head, on_behalf_of="Ibu Sari", remark="BA 3/KS/2026, 18 Nov")

    step = Signing.objects.get(step="committee")
    assert step.on_behalf_of == "Ibu Sari"
    assert step.person_id == world.head.user_id


def test_a_returned_plan_is_a_draft_again_with_the_reason_and_all_decide_anew(world):
    submitted(world)
    decide(world, world.committee)
    with pytest.raises(PlanReasonMissing):
        decide(world, world.head, is_agreed=False)
    plan = decide(world, world.head, is_agreed=False, remark=WHY)
    assert plan.state == PlanState.DRAFT

    submitted(world)

    assert list(Signing.objects.values_list("round", "step", "decision")) == [
        (1, "committee", "agreed"),
        (1, "head", "returned"),
        (1, "office", ""),
        (2, "committee", ""),
        (2, "head", ""),
        (2, "office", ""),
    ]
    assert decide(world, world.committee).state == PlanState.SUBMITTED


def test_nothing_is_submitted_empty_ownerless_or_with_unanswered_lessons(world):
    lesson = LessonFactory(organisation=world.school)
    with pytest.raises(approval.LessonsUndecided):
        submitted(world)
    decide_lesson(
        actor=world.head,
        lesson=lesson,
        plan=world.plan,
        is_taken=True,
        reason="",
        at=AT,
    )
    nobody = add_activity(
        actor=world.head, plan=world.plan, sketch=sketch(owner_role=""), at=AT
    )
    with pytest.raises(approval.OwnersMissing, match=nobody.title):
        submitted(world)
    world.plan.activities.all().delete()
    with pytest.raises(approval.PlanIsEmpty):
        submitted(world)


def test_only_leaders_of_the_very_unit_submit_and_recall(world):
    for actor in (world.teacher, world.office, world.committee):
        with pytest.raises(NotAllowed):
            approval.submit_plan(actor=actor, plan=world.plan, at=AT)
    submitted(world)
    with pytest.raises(PlanIsFrozen):
        submitted(world)
    with pytest.raises(NotAllowed):
        approval.recall_plan(actor=world.teacher, plan=world.plan, reason=WHY, at=AT)
    plan = approval.recall_plan(actor=world.head, plan=world.plan, reason=WHY, at=AT)
    assert plan.state == PlanState.DRAFT
    with pytest.raises(approval.NothingToDecide):
        decide(world, world.committee)
    with pytest.raises(approval.NothingToDecide):
        approval.recall_plan(actor=world.head, plan=world.plan, reason=WHY, at=AT)


def test_what_was_submitted_is_frozen_by_services_and_by_the_database(world):
    line = BudgetLineFactory(activity=world.activity)
    submitted(world)

    with pytest.raises(PlanIsFrozen):
        plans.change_plan(actor=world.head, plan=world.plan, outline=outline(), at=AT)
    writes = [
        lambda: Plan.objects.filter(pk=world.plan.pk).update(title="Lain"),
        lambda: world.plan.activities.update(title="Lain"),
        lambda: type(line).objects.filter(pk=line.pk).update(unit_price_rupiah=1),
        lambda: type(line).objects.filter(pk=line.pk).delete(),
        lambda: ActivityFactory(plan=world.plan),
        lambda: Plan.objects.filter(pk=world.plan.pk).delete(),
        lambda: Plan.objects.filter(pk=world.plan.pk).update(
            state="superseded", approved_at=AT
        ),
    ]
    for write in writes:
        with pytest.raises(IntegrityError), transaction.atomic():
            write()
    world.plan.activities.update(state="running")


def test_a_decision_never_changes(world):
    submitted(world)
    decide(world, world.committee)

    with pytest.raises(IntegrityError), transaction.atomic():
        Signing.objects.filter(step="committee").update(decision="returned")


@pytest.mark.function("H2")
@pytest.mark.function("P5")
@pytest.mark.function("K5")
@pytest.mark.function("U2")
@pytest.mark.parametrize(
    ("tier", "deciders"),
    [
        ("province", [Role.HEAD_OF_QA, Role.HEAD]),
        ("district", [Role.HEAD_OF_QA, Role.HEAD]),
        ("area", [Role.HEAD, "office"]),
        ("cluster", [Role.HEAD, "supervisor"]),
    ],
)
def test_offices_draw_up_work_programmes_with_their_own_order_of_approval(
    tier, deciders, world, actor_at
):
    unit = getattr(world, tier)
    head = actor_at(unit, Role.HEAD)
    plan = plans.open_plan(
        actor=head,
        organisation=unit,
        outline=outline(PlanKind.WORK_PROGRAMME),
        at=AT,
    )
    add_activity(actor=head, plan=plan, sketch=sketch(form="bimtek"), at=AT)
    plan = approval.submit_plan(actor=head, plan=plan, at=AT)
    for role in deciders:
        actor = getattr(world, role) if hasattr(world, role) else actor_at(unit, role)
        if role == Role.HEAD:
            actor = head
        plan = approval.decide_step(actor=actor, plan=plan, is_agreed=True, at=AT)

    assert plan.state == PlanState.APPROVED
    assert plan.number.startswith("PROGRAMME/")


def test_a_second_plan_of_the_year_gets_the_next_number(world):
    approved(world)
    second = plans.open_plan(
        actor=world.head, organisation=world.school, outline=outline(), at=AT
    )
    add_activity(actor=world.head, plan=second, sketch=sketch(), at=AT)

    second = approval.submit_plan(actor=world.head, plan=second, at=AT)

    assert second.number.endswith("/2")
    assert second.submitted_at == AT
