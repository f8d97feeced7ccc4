"""Opening results step by step."""

from __future__ import annotations

import datetime as dt

import pytest
from factories.organisations import OrganisationFactory
from factories.scoring import AT, closed_campaign, compute, scored

from sakaguru.core.errors import NotAllowed
from sakaguru.core.models import AuditEvent
from sakaguru.organisations.enums import Role
from sakaguru.scoring.enums import Audience, RunState
from sakaguru.scoring.models import Publication, ScoreRun
from sakaguru.scoring.services.publications import (
    NotItsTurn,
    ReasonMissing,
    RunNotFinished,
    SchoolsStillReading,
    TooCloseToEarlier,
    publish_run,
)
from sakaguru.scoring.signals import scores_published

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 14)
DAY = dt.timedelta(1)


def publish(actor, run, audience, **options):
    options = {"at": AT, "today": TODAY, **options}
    return publish_run(actor=actor, run=run, audience=audience, **options)


@pytest.mark.function("S2")
def test_publish_run_opens_first_to_schools_then_to_the_tree_then_to_parents(actor_at):
    world = scored(1, audience=0)
    head = actor_at(world.district, Role.HEAD)

    for audience in Audience:
        publish(head, world.run, audience, today=TODAY + 7 * audience * DAY)

    world.run.refresh_from_db()
    assert world.run.audience == Audience.PUBLIC
    acts = AuditEvent.objects.values_list("action", flat=True)
    assert {
        "scores.released_to_schools",
        "scores.published",
        "scores.opened_to_parents",
    } <= set(acts)


def test_publish_run_tells_those_above(actor_at):
    world = scored(1, audience=0)
    heard = []

    def hear(**announced):
        heard.append((announced["run_id"], announced["audience"]))

    scores_published.connect(hear)
    publish(actor_at(world.district, Role.HEAD), world.run, Audience.SCHOOL)
    scores_published.disconnect(hear)

    assert heard == [(world.run.pk, 1)]


@pytest.mark.parametrize("audience", [Audience.TREE, Audience.PUBLIC])
def test_publish_run_refuses_to_skip_the_schools(audience, actor_at):
    world = scored(1, audience=0)

    with pytest.raises(NotItsTurn):
        publish(actor_at(world.district, Role.HEAD), world.run, audience)


def test_publish_run_refuses_what_is_not_computed(actor_at):
    world = scored(1, audience=0)
    ScoreRun.objects.filter(pk=world.run.pk).update(state=RunState.FAILED)

    with pytest.raises(RunNotFinished):
        publish(actor_at(world.district, Role.HEAD), world.run, Audience.SCHOOL)


def test_publish_run_keeps_the_promise_to_the_schools(actor_at):
    world = scored(1, audience=0)
    head = actor_at(world.district, Role.HEAD)
    promised = TODAY + dt.timedelta(7)
    publish(head, world.run, Audience.SCHOOL, until=promised)

    with pytest.raises(SchoolsStillReading, match="21-11-2026"):
        publish(head, world.run, Audience.TREE)

    assert publish(head, world.run, Audience.TREE, today=promised)


def test_schools_read_first_for_a_week_unless_a_reason_says_otherwise(actor_at):
    world = scored(1, audience=0)
    head = actor_at(world.district, Role.HEAD)

    with pytest.raises(ReasonMissing):
        publish(head, world.run, Audience.SCHOOL, until=TODAY + 6 * DAY)
    short = publish(
        head, world.run, Audience.SCHOOL, until=TODAY + 2 * DAY, reason=" Rapat. "
    )

    assert (short.until, short.reason) == (TODAY + 2 * DAY, "Rapat.")
    event = AuditEvent.objects.get(action="scores.released_to_schools")
    assert event.detail == {"reason": "Rapat."}


def test_a_week_is_promised_where_no_day_is_named(actor_at):
    world = scored(1, audience=0)
    head = actor_at(world.district, Role.HEAD)

    assert publish(head, world.run, Audience.SCHOOL).until == TODAY + 7 * DAY
    with pytest.raises(SchoolsStillReading):
        publish(head, world.run, Audience.TREE, today=TODAY + 6 * DAY, reason=" ")
    early = publish(head, world.run, Audience.TREE, reason="Diminta bupati.")

    assert (early.until, early.reason) == (None, "Diminta bupati.")


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.OPERATOR, Role.VIEWER])
def test_publish_run_is_for_the_leaders_of_the_owner(role, actor_at):
    world = scored(1, audience=0)

    with pytest.raises(NotAllowed):
        publish(actor_at(world.district, role), world.run, Audience.SCHOOL)


def test_publish_run_refuses_the_head_of_another_district_and_of_the_province(actor_at):
    world = scored(1, audience=0)
    other = OrganisationFactory(parent=world.province)

    for place in (other, world.province):
        with pytest.raises(NotAllowed):
            publish(actor_at(place, Role.HEAD), world.run, Audience.SCHOOL)
    assert not Publication.objects.exists()


def test_publish_run_refuses_a_second_run_that_differs_by_one_teacher(actor_at):
    world = scored(1, audience=Audience.SCHOOL)
    world.campaign.submissions.filter(role="GS").first().delete()
    again = compute(world.campaign)

    with pytest.raises(TooCloseToEarlier, match="1 sekolah"):
        publish(actor_at(world.district, Role.HEAD), again, Audience.SCHOOL)


def test_publish_run_accepts_the_same_answers_again(actor_at):
    world = scored(1, audience=Audience.SCHOOL)
    again = compute(world.campaign)

    assert publish(actor_at(world.district, Role.HEAD), again, Audience.SCHOOL)


def test_publish_run_accepts_another_campaign(actor_at):
    world = scored(1, audience=Audience.SCHOOL)
    other = closed_campaign(1, cycle="2027/2028", seed=2, units=_units(world))

    run = compute(other.campaign)

    assert publish(actor_at(world.district, Role.HEAD), run, Audience.SCHOOL)


def _units(world):
    names = ("nation", "province", "district", "area", "cluster", "schools")
    return type(world)(**{name: getattr(world, name) for name in names})
