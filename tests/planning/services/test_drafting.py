from __future__ import annotations

import datetime as dt

import pytest
from factories.findings import FindingFactory
from factories.organisations import OrganisationFactory
from factories.planning import (
    OPENED_AT,
    LessonFactory,
    PlanFactory,
    outline,
    sketch,
)
from factories.scoring import scored

from sakaguru.accounts.models import User
from sakaguru.core.access import SYSTEM
from sakaguru.core.errors import NotAllowed
from sakaguru.organisations.enums import Role
from sakaguru.planning.enums import LessonSource, PlanKind
from sakaguru.planning.models import Activity, Lesson
from sakaguru.planning.services import activities, lessons, money, plans
from sakaguru.planning.services.proposals import ProposalUnknown, take_remedy
from sakaguru.planning.services.trace import PlanReasonMissing

pytestmark = pytest.mark.django_db
AT = OPENED_AT
DAY = dt.date(2027, 1, 11)


def add(world, actor=None, **changed):
    return activities.add_activity(
        actor=actor or world.head, plan=world.plan, sketch=sketch(**changed), at=AT
    )


def test_only_leaders_of_the_very_unit_open_its_plans(world):
    for actor in (world.teacher, world.office, world.committee):
        with pytest.raises(NotAllowed):
            plans.open_plan(
                actor=actor, organisation=world.school, outline=outline(), at=AT
            )


@pytest.mark.parametrize(
    "changed",
    [
        {"ends_on": dt.date(2026, 12, 31)},
        {"ends_on": dt.date(2029, 12, 31)},
        {"kind": PlanKind.RKJM, "ends_on": dt.date(2032, 1, 1)},
    ],
)
def test_dates_of_plans_must_fit(world, changed):
    with pytest.raises(plans.PlanDatesDoNotFit):
        plans.open_plan(
            actor=world.head,
            organisation=world.school,
            outline=outline(**changed),
            at=AT,
        )


@pytest.mark.function("S2")
def test_a_yearly_plan_lies_within_its_plan_of_four_years(world):
    whole = plans.open_plan(
        actor=world.head,
        organisation=world.school,
        outline=outline(PlanKind.RKJM, ends_on=dt.date(2030, 12, 31)),
        at=AT,
    )
    plans.set_target(
        actor=world.head, plan=whole, node=world.node, expected=6.0, year=2029, at=AT
    )
    year = outline(parent=whole)

    plan = plans.open_plan(
        actor=world.head, organisation=world.school, outline=year, at=AT
    )

    assert plan.parent == whole
    early = outline(parent=whole, starts_on=dt.date(2026, 12, 1))
    with pytest.raises(plans.PlanDatesDoNotFit):
        plans.open_plan(
            actor=world.head, organisation=world.school, outline=early, at=AT
        )


def test_schools_make_no_work_programmes_and_offices_no_school_plans(world):
    with pytest.raises(plans.PlanKindNotHere):
        plans.open_plan(
            actor=world.head,
            organisation=world.school,
            outline=outline(PlanKind.WORK_PROGRAMME),
            at=AT,
        )
    with pytest.raises(plans.PlanKindNotHere):
        plans.open_plan(
            actor=world.office, organisation=world.district, outline=outline(), at=AT
        )


def test_targets_know_where_the_unit_stands_and_stay_on_the_scale(actor_at):
    found = scored(12)
    school = found.schools[0]
    head = actor_at(school, Role.HEAD)
    plan = plans.open_plan(actor=head, organisation=school, outline=outline(), at=AT)
    place, code = next(
        (n, c) for n, c in enumerate(found.run.nodes) if c.count(".") == 2
    )
    node = found.run.framework_version.nodes.get(code=code)
    result = found.run.schools.get(organisation=school)

    target = plans.set_target(actor=head, plan=plan, node=node, expected=6.5, at=AT)

    assert plan.run == found.run
    assert target.baseline == pytest.approx(result.scores[place], abs=0.006)
    assert target.baseline_se is not None
    assert target.is_own_standard == (target.baseline > 6.66)
    with pytest.raises(plans.TargetOutOfScale):
        plans.set_target(actor=head, plan=plan, node=node, expected=7.5, at=AT)
    programme = plans.open_plan(
        actor=actor_at(found.district, Role.HEAD),
        organisation=found.district,
        outline=outline(PlanKind.WORK_PROGRAMME),
        at=AT,
    )
    assert programme.run == found.run


def test_an_activity_closes_the_loose_end_of_its_gap_until_it_goes(world):
    world.gap.refresh_from_db()
    assert (world.gap.has_action, world.gap.has_owner) == (True, True)

    activities.remove_activity(actor=world.head, activity=world.activity, at=AT)

    world.gap.refresh_from_db()
    assert (world.gap.has_action, world.gap.has_owner) == (False, False)


def test_an_activity_that_answers_another_gap_leaves_the_first(world):
    node = world.node.version.nodes.get(code="2.1.1")
    other = FindingFactory(organisation=world.school, node=node)

    activities.change_activity(
        actor=world.head, activity=world.activity, sketch=sketch(finding=other), at=AT
    )

    world.gap.refresh_from_db()
    other.refresh_from_db()
    assert (world.gap.has_action, other.has_action) == (False, True)


def test_activities_refuse_what_does_not_fit(world, actor_at):
    outside = User.objects.get(pk=world.office.user_id)
    teacher = User.objects.get(pk=world.teacher.user_id)
    with pytest.raises(activities.ActivityDatesDoNotFit):
        add(world, ends_on=dt.date(2027, 1, 1))
    with pytest.raises(activities.ActivityDatesDoNotFit):
        add(world, ends_on=dt.date(2028, 1, 1))
    with pytest.raises(activities.PeopleDoNotFit):
        add(world, owner=outside)
    with pytest.raises(activities.PeopleDoNotFit):
        add(world, owner=teacher, verifier=teacher)
    with pytest.raises(activities.PeopleDoNotFit):
        add(
            world,
            verifier=User.objects.get(
                pk=actor_at(PlanFactory().organisation, Role.HEAD).user_id
            ),
        )
    with pytest.raises(activities.FindingOfAnotherUnit):
        add(world, finding=FindingFactory())
    with pytest.raises(NotAllowed):
        add(world, actor=world.committee)
    assert add(world, owner=teacher, verifier=outside).owner == teacher
    assert Activity.objects.count() == 2


def test_steps_lie_within_their_activity(world):
    late = activities.StepSketch("Tes", DAY, dt.date(2027, 12, 1))
    with pytest.raises(activities.ActivityDatesDoNotFit):
        activities.add_steps(
            actor=world.head, activity=world.activity, steps=[late], at=AT
        )
    with pytest.raises(NotAllowed):
        activities.add_steps(
            actor=world.committee, activity=world.activity, steps=[], at=AT
        )


def test_an_office_invites_only_units_below(world, actor_at):
    plan = PlanFactory(organisation=world.cluster, kind=PlanKind.WORK_PROGRAMME)
    head = actor_at(world.cluster, Role.HEAD)
    activity = activities.add_activity(
        actor=head, plan=plan, sketch=sketch(form="bimtek"), at=AT
    )
    named = {"actor": head, "activity": activity, "at": AT}

    activities.invite(units=[world.school], people="Bu Rina\n\nPak Tono", **named)
    activities.invite(units=[world.school], people="Bu Rina", **named)

    assert activity.invitees.count() == 2
    with pytest.raises(activities.UnitNotBelow):
        activities.invite(units=[OrganisationFactory()], **named)


def test_money_is_summed_by_the_database_and_refuses_what_is_absurd(world):
    line = money.LineSketch("Buku", 3, "paket", 33_333)
    (made,) = money.add_lines(
        actor=world.teacher, activity=world.activity, lines=[line], at=AT
    )
    made.refresh_from_db()
    assert made.total_rupiah == 99_999
    for wrong in (line._replace(volume=0), line._replace(unit_price_rupiah=-1)):
        with pytest.raises(money.MoneyDoesNotFit):
            money.add_lines(
                actor=world.head, activity=world.activity, lines=[wrong], at=AT
            )
    with pytest.raises(NotAllowed):
        money.remove_line(actor=world.office, line=made, at=AT)


def test_a_remedy_begins_on_a_day_of_work(world):
    activity = take_remedy(
        actor=world.head,
        plan=world.plan,
        finding=world.gap,
        key="SNP_2016:1.1.1:r1",
        at=AT,
    )

    assert activity.starts_on == dt.date(2027, 1, 4)
    assert activity.kind_key == "SNP_2016:1.1.1:r1"
    assert activity.owner_role
    with pytest.raises(ProposalUnknown):
        take_remedy(
            actor=world.head, plan=world.plan, finding=world.gap, key="x", at=AT
        )


def test_lessons_are_offered_once_and_answered_by_one_plan(world, actor_at):
    told = {"source": LessonSource.REPORT, "key": "laporan:1", "label": "Laporan"}
    words = "Mulai lebih awal tahun depan."
    first = lessons.offer_lesson(
        actor=SYSTEM, organisation=world.school, text=words, at=AT, **told
    )
    again = lessons.offer_lesson(
        actor=SYSTEM, organisation=world.school, text=words, at=AT, **told
    )
    assert first == again
    by_hand = lessons.offer_lesson(
        actor=world.supervisor, organisation=world.school, text=words, at=AT
    )
    assert Lesson.objects.count() == 2
    with pytest.raises(PlanReasonMissing):
        lessons.offer_lesson(
            actor=world.head, organisation=world.school, text="x", at=AT
        )
    with pytest.raises(NotAllowed):
        lessons.offer_lesson(
            actor=world.committee, organisation=world.school, text=words, at=AT
        )
    second = PlanFactory(organisation=world.school)
    common = {"lesson": by_hand, "is_taken": True, "reason": "", "at": AT}
    lessons.decide_lesson(actor=world.head, plan=world.plan, **common)
    with pytest.raises(lessons.LessonIsDecided):
        lessons.decide_lesson(actor=world.head, plan=second, **common)
    common["lesson"] = LessonFactory()
    with pytest.raises(lessons.LessonOfAnotherUnit):
        lessons.decide_lesson(actor=world.head, plan=world.plan, **common)
    common["lesson"] = first
    with pytest.raises(NotAllowed):
        lessons.decide_lesson(actor=world.committee, plan=world.plan, **common)


def test_comments_need_words_and_a_reader(world):
    with pytest.raises(plans.CommentIsEmpty):
        plans.comment_plan(actor=world.head, plan=world.plan, text=" ", at=AT)
    with pytest.raises(NotAllowed):
        plans.comment_plan(actor=SYSTEM, plan=world.plan, text="Baik", at=AT)
    comment = plans.comment_plan(
        actor=world.committee,
        plan=world.plan,
        text="Baik",
        activity=world.activity,
        at=AT,
    )
    assert comment.thread == world.activity.thread


def test_giving_up_a_draft_frees_its_lessons(world):
    lesson = LessonFactory(organisation=world.school)
    lessons.decide_lesson(
        actor=world.head,
        lesson=lesson,
        plan=world.plan,
        is_taken=True,
        reason="",
        at=AT,
    )
    with pytest.raises(NotAllowed):
        plans.drop_plan(actor=world.teacher, plan=world.plan, reason="x" * 12, at=AT)

    plans.drop_plan(actor=world.head, plan=world.plan, reason="Dibuat dua kali.", at=AT)

    lesson.refresh_from_db()
    assert (lesson.choice, lesson.plan) == ("", None)
