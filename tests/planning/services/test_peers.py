from __future__ import annotations

import datetime as dt
import random

import pytest
from factories.findings import FindingFactory
from factories.peers import AT, DAYS, KIND, NODE, did, measure, plan_of, world

from sakaguru.organisations.enums import Role
from sakaguru.planning.adapters.pools import packed, unpacked
from sakaguru.planning.enums import Idea, Likelihood, PlanState, Strength
from sakaguru.planning.models import PeerComparison, PeerPool
from sakaguru.planning.queries.alike import alike, schools_alike
from sakaguru.planning.queries.pools import reading_of, self_of
from sakaguru.planning.services.peers import refresh_peers, refresh_stale_peers
from sakaguru.planning.services.proposals import take_remedy
from sakaguru.scoring.enums import Audience

pytestmark = pytest.mark.django_db


def told(gain, schools=40, cycles=DAYS, takers=18):
    """A district where some schools followed a remedy that brought ``gain`` points."""
    here, chance = world(schools), random.Random(5)
    level = {school: chance.uniform(2.6, 3.4) for school in here.schools}
    takers = set(chance.sample(here.schools[1:], takers))
    for day in cycles:
        scores = {
            school: level[school]
            + chance.gauss(0, 0.1)
            + (gain if school in takers and day == cycles[-1] else 0)
            for school in here.schools
        }
        here.run = measure(here, day, scores)
    for school in takers:
        did(here, school)
    here.finding = FindingFactory(organisation=here.schools[0], node=here.nodes[NODE])
    return here


def test_a_kind_that_helped_schools_alike_is_proposed_first():
    here = told(0.8)

    assert refresh_peers(at=AT) == 1

    found = alike(here.finding)
    assert [one.key for one in found] == [KIND]
    said = found[0].said
    assert said.found == Likelihood.MORE
    assert found[0].is_measured
    assert said.low > 0.4
    assert said.high < 1.2
    assert said.n_done == 18
    assert said.n_not >= 21
    assert said.placebo_low < 0 < said.placebo_high


def test_a_kind_that_changed_nothing_is_not_said_to_help():
    here = told(0.0)

    refresh_peers(at=AT)

    assert alike(here.finding)[0].said.found == Likelihood.UNPROVEN


def test_fewer_than_ten_that_did_it_make_no_pool():
    here = told(0.8, takers=9)

    assert refresh_peers(at=AT) == 0
    assert alike(here.finding) == []


def test_too_few_of_the_others_are_told_as_too_few():
    here = told(0.8, schools=22, takers=15)

    refresh_peers(at=AT)

    said = alike(here.finding)[0].said
    assert said.found == Likelihood.TOO_FEW
    assert said.n_not < 10
    assert said.points is None


def test_two_cycles_are_enough_but_leave_no_check_on_the_period_before():
    here = told(0.8, cycles=DAYS[1:])

    refresh_peers(at=AT)

    said = alike(here.finding)[0].said
    assert said.found == Likelihood.MORE
    assert said.placebo_points is None
    assert not said.fails_placebo


def test_runs_that_offices_may_not_see_are_left_out():
    here = told(0.8)
    type(here.run).objects.filter(pk=here.run.pk).update(audience=Audience.SCHOOL)

    refresh_peers(at=AT)

    assert PeerPool.objects.get().done == 0


def test_only_schools_with_an_open_gap_are_compared():
    here = told(0.8)
    FindingFactory(organisation=here.schools[1], node=here.nodes["2.1.1"])

    refresh_peers(at=AT)

    rows = PeerComparison.objects.values_list("organisation", flat=True)
    assert list(rows) == [here.schools[0].pk]


def test_refreshing_again_replaces_what_was_said():
    here = told(0.8)
    refresh_peers(at=AT)
    first = PeerComparison.objects.get().points

    refresh_peers(at=AT)

    assert PeerComparison.objects.get().points == pytest.approx(first)
    assert PeerPool.objects.count() == 1
    assert alike(here.finding)


def test_pools_are_made_anew_only_after_scores_were_shown():
    here = told(0.8)
    later = AT + dt.timedelta(days=1)
    assert refresh_stale_peers(at=later) == 1
    pool = PeerPool.objects.get()

    assert refresh_stale_peers(at=later + dt.timedelta(days=1)) == 1
    pool.refresh_from_db()
    assert pool.made_at == later

    shown = here.run.publications.filter(audience=Audience.TREE)
    shown.update(published_at=later + dt.timedelta(hours=1))
    assert refresh_stale_peers(at=later + dt.timedelta(days=2)) == 1
    pool.refresh_from_db()
    assert pool.made_at == later + dt.timedelta(days=2)


def test_schools_alike_are_named_with_their_distance_and_without_scores():
    here = told(0.8)
    refresh_peers(at=AT)

    found = schools_alike(alike(here.finding)[0].said)

    assert len(found) == 12
    assert {row.took_part for row in found} == {True, False}
    assert here.schools[0] not in {row.school for row in found}
    distances = [row.likeness.distance for row in found]
    assert distances == sorted(distances)


def test_what_helped_schools_alike_enters_a_draft_as_measured(actor_at):
    here = told(0.8)
    refresh_peers(at=AT)
    head = actor_at(here.schools[0], Role.HEAD)
    plan = plan_of(here.schools[0], state=PlanState.DRAFT)

    activity = take_remedy(actor=head, plan=plan, finding=here.finding, key=KIND, at=AT)

    assert activity.strength == Strength.MEASURED
    assert activity.idea == Idea.PEERS
    assert 0.5 < activity.expected_points < 1.1


def test_a_stored_pool_reads_back_as_it_was():
    here = told(0.3)
    refresh_peers(at=AT)

    body = bytes(PeerPool.objects.get().body)

    pool = unpacked(body)
    assert len(pool.school) == 2 * len(here.schools) - 18
    assert packed(pool) == body


def test_steps_of_distance_are_the_same_on_a_scale_of_a_hundred():
    here = told(0.3, schools=12, takers=10)
    run = here.run
    run.framework_version.scale_max = 100.0
    school = here.schools[0]

    seven = self_of(reading_of(school.pk, type(run).objects.get(pk=run.pk), NODE), 0.5)
    hundred = self_of(reading_of(school.pk, run, NODE), 0.5)

    assert hundred.score == pytest.approx(seven.score * 7 / 100)
