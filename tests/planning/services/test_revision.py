from __future__ import annotations

import datetime as dt

import pytest
from factories.planning import (
    OPENED_AT,
    BudgetLineFactory,
    approved,
    planning_world,
    sketch,
)

from sakaguru.core.errors import NotAllowed
from sakaguru.followup.enums import PointState
from sakaguru.followup.models import ActionPoint
from sakaguru.planning.enums import ActivityState, PlanState
from sakaguru.planning.models import Activity, Invitee, Plan
from sakaguru.planning.queries.revisions import comparison
from sakaguru.planning.services import revision
from sakaguru.planning.services.activities import (
    StepSketch,
    add_activity,
    add_steps,
    change_activity,
    remove_activity,
)
from sakaguru.planning.services.doing import Report, finish_step, report_progress
from sakaguru.planning.services.plans import drop_plan, set_target
from sakaguru.planning.services.points import open_points
from sakaguru.planning.services.proposals import sketch_of
from sakaguru.planning.services.trace import PlanReasonMissing

pytestmark = pytest.mark.django_db
AT = OPENED_AT
WHY = "Harga buku naik sesudah rencana disahkan."


@pytest.fixture
def world(actor_at):
    found = planning_world(actor_at)
    BudgetLineFactory(activity=found.activity)
    Invitee.objects.create(activity=found.activity, organisation=found.school)
    step = StepSketch("Tes awal", dt.date(2027, 1, 11), dt.date(2027, 1, 15))
    add_steps(actor=found.head, activity=found.activity, steps=[step], at=AT)
    set_target(actor=found.head, plan=found.plan, node=found.node, expected=6.0, at=AT)
    found.other = add_activity(
        actor=found.head, plan=found.plan, sketch=sketch(title="Lokakarya"), at=AT
    )
    approved(found)
    open_points(plan_id=found.plan.pk, at=AT)
    return found


def revise(world):
    return revision.revise_plan(actor=world.head, plan=world.plan, reason=WHY, at=AT)


def test_a_revision_starts_with_the_same_content_and_the_plan_stays_in_force(world):
    revised = revise(world)

    assert (revised.state, revised.revision) == (PlanState.DRAFT, 1)
    assert revised.number == world.plan.number
    twin = revised.activities.get(thread=world.activity.thread)
    assert twin.finding == world.gap
    assert twin.budget_lines.get().total_rupiah == 500_000
    assert twin.steps.count() == twin.invitees.count() == 1
    assert revised.targets.get().expected == 6.0
    world.plan.refresh_from_db()
    assert world.plan.state == PlanState.APPROVED
    assert comparison(revised).is_empty
    assert comparison(world.plan) is None


def test_only_a_plan_in_force_is_revised_once_at_a_time_with_a_reason(world):
    with pytest.raises(NotAllowed):
        revision.revise_plan(actor=world.office, plan=world.plan, reason=WHY, at=AT)
    with pytest.raises(PlanReasonMissing):
        revision.revise_plan(actor=world.head, plan=world.plan, reason="", at=AT)
    revised = revise(world)
    with pytest.raises(revision.RevisionIsOpen):
        revise(world)
    with pytest.raises(revision.OnlyPlansInForceAreRevised):
        revision.revise_plan(actor=world.head, plan=revised, reason=WHY, at=AT)
    drop_plan(actor=world.head, plan=revised, reason=WHY, at=AT)
    world.gap.refresh_from_db()
    assert world.gap.has_action
    assert revise(world).revision == 1


def test_what_was_done_follows_into_the_approved_revision(world):
    report_progress(
        actor=world.head, activity=world.activity, report=Report(40, 100_000), at=AT
    )
    finish_step(actor=world.head, step=world.activity.steps.get(), at=AT)
    revised = revise(world)
    twin = revised.activities.get(thread=world.activity.thread)
    change_activity(
        actor=world.head,
        activity=twin,
        sketch=sketch(title="Kelompok baca siang", finding=world.gap),
        at=AT,
    )
    gone = revised.activities.get(thread=world.other.thread)
    remove_activity(actor=world.head, activity=gone, at=AT)
    new = add_activity(
        actor=world.head, plan=revised, sketch=sketch(title="Kunjungan rumah"), at=AT
    )
    found = comparison(revised)
    kinds = {(c.kind, c.title) for c in found.activities}
    world.plan, before = revised, world.plan
    world.supervisor = world.office
    approved(world)

    assert kinds == {
        ("added", "Kunjungan rumah"),
        ("changed", "Kelompok baca siang"),
        ("removed", "Lokakarya"),
    }
    before.refresh_from_db()
    twin.refresh_from_db()
    assert (before.state, revised.state) == (PlanState.SUPERSEDED, PlanState.APPROVED)
    assert twin.state == ActivityState.RUNNING
    assert twin.reports.get().percent == 40
    assert twin.steps.get().done_on is not None
    assert open_points(plan_id=revised.pk, at=AT) == 1
    assert ActionPoint.objects.filter(source_key=new.key).exists()
    dropped = ActionPoint.objects.get(source_key=world.other.key)
    assert dropped.state == PointState.DROPPED
    world.gap.refresh_from_db()
    assert world.gap.has_action
    assert Plan.objects.in_force().get() == revised
    assert Activity.objects.in_force().count() == 2


def test_a_sketch_of_an_activity_writes_the_same_again(world):
    revised = revise(world)
    twin = revised.activities.get(thread=world.activity.thread)

    change_activity(actor=world.head, activity=twin, sketch=sketch_of(twin), at=AT)

    assert comparison(revised).is_empty
