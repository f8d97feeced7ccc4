from __future__ import annotations

import random

import pytest
from factories.findings import FindingFactory
from factories.peers import AT, DAYS, NODE, did, measure, world
from procrastinate.contrib.django.models import ProcrastinateJob

from sakaguru.core.errors import NotAllowed
from sakaguru.core.models import AuditEvent
from sakaguru.findings.models import FindingAction
from sakaguru.organisations.enums import Role
from sakaguru.planning import tasks
from sakaguru.planning.enums import LessonSource, StandardState, Verdict
from sakaguru.planning.models import Effect, Lesson, OwnStandard, Target
from sakaguru.planning.queries.standards import own_standards
from sakaguru.planning.services.effects import measure_effects
from sakaguru.planning.services.standards import (
    StandardIsDecided,
    StandardNotAboveFloor,
    decide_standard,
)
from sakaguru.planning.services.trace import PlanReasonMissing
from sakaguru.scoring.enums import Audience, Segment
from sakaguru.scoring.models import RegionResult, ScoreRun
from sakaguru.scoring.signals import scores_published

pytestmark = pytest.mark.django_db


def rescored(gain, *, start=3.0, schools=26, spread=0.1, audience=Audience.TREE):
    """One school did something; in the next cycle it has ``gain`` points more."""
    here, chance = world(schools), random.Random(3)
    one = here.schools[0]
    first = {school: start + chance.uniform(-0.4, 0.4) for school in here.schools}
    first[one] = start
    measure(here, DAYS[1], first)
    here.finding = FindingFactory(organisation=one, node=here.nodes[NODE])
    here.activity = did(here, one, finding=here.finding)
    FindingAction.objects.create(
        finding=here.finding,
        source="planning",
        source_key=here.activity.key,
        label="Pojok baca",
        has_owner=True,
        noted_at=AT,
    )
    then = {
        school: score + chance.gauss(0.1, spread) for school, score in first.items()
    }
    then[one] = start + gain
    here.run = measure(here, DAYS[2], then, audience=audience)
    return here


def test_a_rise_beyond_that_of_schools_alike_is_better():
    here = rescored(1.2)

    assert measure_effects(run_id=here.run.pk, at=AT) == 1

    effect = Effect.objects.get()
    assert effect.verdict == Verdict.BETTER
    assert (effect.before, effect.after) == (3.0, 4.2)
    assert effect.before_se == effect.after_se == 0.1
    assert effect.peers_change == pytest.approx(0.1, abs=0.1)
    assert 0 < effect.low < effect.difference < effect.high
    assert effect.n_without == 25


def test_a_rise_that_all_have_is_no_effect():
    here = rescored(0.1, spread=0.05)

    measure_effects(run_id=here.run.pk, at=AT)

    assert Effect.objects.get().verdict == Verdict.NO_CHANGE


def test_a_fall_against_the_others_is_worse():
    here = rescored(-0.9)

    measure_effects(run_id=here.run.pk, at=AT)

    assert Effect.objects.get().verdict == Verdict.WORSE


def test_what_could_be_chance_is_not_decided():
    here = rescored(0.5, spread=0.5)

    measure_effects(run_id=here.run.pk, at=AT)

    assert Effect.objects.get().verdict == Verdict.UNDECIDED


def test_without_schools_alike_nothing_is_claimed():
    here = rescored(1.5, schools=6)

    measure_effects(run_id=here.run.pk, at=AT)

    effect = Effect.objects.get()
    assert effect.verdict == Verdict.UNDECIDED
    assert effect.difference is None
    assert effect.n_without == 5


def test_measuring_again_changes_nothing():
    here = rescored(1.2)
    measure_effects(run_id=here.run.pk, at=AT)

    assert measure_effects(run_id=here.run.pk, at=AT) == 0
    assert Effect.objects.count() == 1
    assert AuditEvent.objects.filter(action="effects.measured").count() == 1


def test_a_run_that_offices_may_not_see_measures_nothing():
    here = rescored(1.2, audience=Audience.SCHOOL)

    assert measure_effects(run_id=here.run.pk, at=AT) == 0


def test_done_before_the_earlier_measurement_is_not_measured_by_the_later():
    here = rescored(1.2)
    did(here, here.schools[1], on=DAYS[0])

    assert measure_effects(run_id=here.run.pk, at=AT) == 1


def test_a_gap_that_is_not_met_lies_open_again_and_asks_for_another_way():
    here = rescored(0.1, spread=0.05)

    measure_effects(run_id=here.run.pk, at=AT)

    here.finding.refresh_from_db()
    assert not here.finding.has_action
    lesson = Lesson.objects.get(organisation=here.schools[0])
    assert lesson.source == LessonSource.EFFECT
    assert "pilih cara lain" in lesson.text
    assert not OwnStandard.objects.exists()


def test_what_helped_without_meeting_the_target_asks_to_go_on():
    here = rescored(1.2)

    measure_effects(run_id=here.run.pk, at=AT)

    assert "teruskan atau tambah" in Lesson.objects.get().text


def met():
    here = rescored(0.5, start=6.3)
    measure_effects(run_id=here.run.pk, at=AT)
    return here


def test_where_the_national_standard_is_met_an_own_one_is_proposed():
    here = met()

    standard = OwnStandard.objects.get()

    assert (standard.floor, standard.measured) == (6.67, 6.8)
    assert standard.expected == 6.9
    assert standard.state == StandardState.PROPOSED
    assert own_standards(here.schools[0]) == {}
    assert not Lesson.objects.exists()


@pytest.mark.function("H9")
def test_the_head_accepts_a_higher_standard(actor_at):
    here = met()
    head = actor_at(here.schools[0], Role.HEAD)

    decide_standard(
        actor=head, standard=OwnStandard.objects.get(), is_accepted=True, at=AT
    )

    assert own_standards(here.schools[0])[NODE].expected == 6.9
    with pytest.raises(StandardIsDecided):
        decide_standard(
            actor=head, standard=OwnStandard.objects.get(), is_accepted=True, at=AT
        )


def test_a_standard_below_the_national_one_is_refused(actor_at):
    here = met()

    with pytest.raises(StandardNotAboveFloor):
        decide_standard(
            actor=actor_at(here.schools[0], Role.HEAD),
            standard=OwnStandard.objects.get(),
            is_accepted=True,
            expected=6.5,
            at=AT,
        )


def test_declining_a_standard_needs_a_reason(actor_at):
    here = met()
    head = actor_at(here.schools[0], Role.HEAD)

    with pytest.raises(PlanReasonMissing):
        decide_standard(
            actor=head, standard=OwnStandard.objects.get(), is_accepted=False, at=AT
        )


def test_a_teacher_decides_no_standard(actor_at):
    here = met()

    with pytest.raises(NotAllowed):
        decide_standard(
            actor=actor_at(here.schools[0], Role.TEACHER),
            standard=OwnStandard.objects.get(),
            is_accepted=True,
            at=AT,
        )


def test_a_run_of_the_nation_is_compared_all_over_it():
    here = rescored(1.2)
    ScoreRun.objects.filter(pk=here.run.pk).update(owner=here.nation)

    measure_effects(run_id=here.run.pk, at=AT)

    assert Effect.objects.get().n_without == 25


def test_an_office_sees_before_and_after_without_a_verdict():
    here = rescored(0.1)
    for run, mean in zip(ScoreRun.objects.order_by("data_on"), (3.1, 3.6), strict=True):
        region(here.district, run, mean)
    did(here, here.district)

    assert measure_effects(run_id=here.run.pk, at=AT) == 2

    effect = Effect.objects.get(activity__plan__organisation=here.district)
    assert (effect.before, effect.after) == (3.1, 3.6)
    assert effect.verdict == Verdict.UNDECIDED
    assert effect.difference is None
    assert measure_effects(run_id=here.run.pk, at=AT) == 0


def region(unit, run, mean):
    count = len(run.nodes)
    return RegionResult.objects.create(
        run=run,
        organisation=unit,
        parent=unit.parent,
        code=unit.code,
        name=unit.name,
        path=unit.path,
        tier=unit.tier,
        segment=Segment.ALL,
        schools=26,
        not_invited=0,
        not_sent=0,
        insufficient=[0] * count,
        counted=[26] * count,
        mean=[mean] * count,
        errors=[0.05] * count,
        mean_by_pupils=[mean] * count,
        quantiles=[],
        levels=[],
    )


def test_publishing_scores_only_queues_the_measuring():
    here = rescored(1.2)

    scores_published.send(
        sender=ScoreRun, run_id=here.run.pk, audience=int(Audience.TREE)
    )

    waiting = dict(ProcrastinateJob.objects.values_list("task_name", "args"))
    assert waiting["planning.tasks.measure_effects"] == {"run_id": here.run.pk}
    assert not Effect.objects.exists()


def test_the_tasks_do_what_was_queued():
    here = rescored(1.2)

    tasks.measure_effects(run_id=here.run.pk)
    tasks.refresh_peers(0)

    assert Effect.objects.count() == 1


def test_a_target_of_the_plan_above_what_was_reached_is_not_met():
    here = rescored(0.5, start=6.3)
    plan = here.activity.plan
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
    Target.objects.create(plan=plan, node=here.nodes[NODE], expected=6.95)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = DEFAULT")

    measure_effects(run_id=here.run.pk, at=AT)

    assert not OwnStandard.objects.exists()
    assert Lesson.objects.exists()
