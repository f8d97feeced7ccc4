import datetime as dt

import pytest
from factories.scoring import AT, closed_campaign, compute, publish, scored

from sakaguru.core.waiting import Bucket
from sakaguru.organisations.enums import Role
from sakaguru.scoring.enums import Audience, RunState
from sakaguru.scoring.models import Publication, ScoreRun
from sakaguru.scoring.queries.tasks import DAYS_TO_READ, DAYS_TO_RELEASE, waiting

pytestmark = pytest.mark.django_db
DAY = AT.date()


def said(actor, day=DAY):
    return [f"{task.verb} {task.object}" for task in waiting(actor, day)]


def test_a_finished_run_is_released_step_by_step(actor_at):
    world = scored(audience=0)
    head = actor_at(world.district, Role.HEAD)

    assert said(head) == ["Terbitkan rapor mutu 2026/2027 kepada sekolah"]
    assert waiting(head, DAY)[0].due == DAY + dt.timedelta(DAYS_TO_RELEASE)
    publish(world.run, Audience.SCHOOL)
    Publication.objects.update(until=DAY + dt.timedelta(3))
    step = waiting(head, DAY)[0]
    assert (step.due, step.bucket) == (DAY + dt.timedelta(3), Bucket.THIS_WEEK)
    publish(world.run, Audience.TREE)
    assert said(head) == ["Terbitkan ringkasan 2026/2027 kepada komite dan orang tua"]
    publish(world.run, Audience.PUBLIC)
    assert said(head) == []


def test_runs_under_way_are_waited_for_and_failed_ones_looked_at(actor_at):
    world = scored(audience=0)
    head = actor_at(world.district, Role.HEAD)

    ScoreRun.objects.update(state=RunState.RUNNING)
    assert waiting(head, DAY)[0].bucket is Bucket.WITH_OTHERS
    ScoreRun.objects.update(state=RunState.FAILED)
    assert said(head) == ["Periksa perhitungan skor 2026/2027"]


def test_a_closed_campaign_without_a_run_is_computed(actor_at):
    world = closed_campaign(1)

    assert said(actor_at(world.district, Role.HEAD))[0].startswith("Hitung skor")
    compute(world.campaign)
    assert not said(actor_at(world.district, Role.HEAD))[0].startswith("Hitung skor")


def test_a_school_reads_its_new_card_for_a_while(actor_at):
    world = scored(1, audience=Audience.SCHOOL)
    school = world.schools[0]
    head = actor_at(school, Role.HEAD)

    assert said(head) == ["Baca rapor mutu 2026/2027"]
    assert waiting(head, DAY)[0].url.endswith(f"/rapor/{school.code}/")
    assert said(head, DAY + dt.timedelta(DAYS_TO_READ + 1)) == []


@pytest.mark.parametrize("role", [Role.VIEWER, Role.OPERATOR, Role.AUDITOR])
def test_only_those_who_may_release_are_asked_to(actor_at, role):
    world = scored(audience=0)

    assert said(actor_at(world.district, role)) == []
    assert said(actor_at(world.province, Role.HEAD)) == []
