"""Asking for runs, and what they find."""

from __future__ import annotations

import math

import pytest
from factories.organisations import OrganisationFactory
from factories.scoring import AT, closed_campaign, compute, scored

from sakaguru.core.errors import NotAllowed
from sakaguru.core.models import AuditEvent
from sakaguru.organisations.enums import Role, Tier
from sakaguru.scoring.enums import RunState, SchoolState, Segment
from sakaguru.scoring.models import RegionResult, SchoolResult, ScoreRun
from sakaguru.scoring.services.runs import (
    CampaignStillOpen,
    RunUnderWay,
    compute_run,
    request_run,
)
from sakaguru.survey.models import Campaign

pytestmark = pytest.mark.django_db


def test_request_run_waits_in_the_queue_and_leaves_a_trace(actor_at):
    world = closed_campaign(1)
    head = actor_at(world.district, Role.HEAD)

    run = request_run(actor=head, campaign=world.campaign, at=AT)

    assert run.state == RunState.QUEUED
    trace = AuditEvent.objects.values_list("action", "subject_id", "actor_id")
    assert ("score_run.requested", str(run.pk), head.user_id) in list(trace)


def test_request_run_refuses_while_answers_may_change(actor_at):
    world = closed_campaign(1)
    Campaign.objects.filter(pk=world.campaign.pk).update(closed_at=None)

    with pytest.raises(CampaignStillOpen, match="masih dibuka"):
        request_run(
            actor=actor_at(world.district, Role.HEAD), campaign=world.campaign, at=AT
        )


def test_request_run_refuses_a_second_while_one_waits(actor_at):
    world = closed_campaign(1)
    head = actor_at(world.district, Role.HEAD)
    request_run(actor=head, campaign=world.campaign, at=AT)

    with pytest.raises(RunUnderWay):
        request_run(actor=head, campaign=world.campaign, at=AT)


def test_request_run_refuses_the_head_of_another_district(actor_at):
    world = closed_campaign(1)
    stranger = actor_at(OrganisationFactory(parent=world.province), Role.HEAD)

    with pytest.raises(NotAllowed):
        request_run(actor=stranger, campaign=world.campaign, at=AT)

    assert not ScoreRun.objects.exists()


def test_compute_run_writes_a_row_per_school_and_per_unit_and_segment():
    world = scored(4)

    assert world.run.state == RunState.DONE
    assert world.run.counts["counted"] == 4
    assert SchoolResult.objects.filter(run=world.run).count() == 4
    tiers = RegionResult.objects.filter(run=world.run, segment=Segment.ALL)
    assert set(tiers.values_list("tier", flat=True)) == {
        Tier.DISTRICT,
        Tier.AREA,
        Tier.CLUSTER,
    }
    assert RegionResult.objects.filter(run=world.run).count() == 9


def test_compute_run_keeps_what_the_engine_found():
    world = scored(2)

    result = SchoolResult.objects.filter(run=world.run).first()

    assert world.run.nodes[0] == "*"
    assert len(result.scores) == len(world.run.nodes)
    assert len(result.role_scores) == 6 * len(world.run.leaves)
    standards = [result.scores[world.run.nodes.index(code)] for code in ("1", "2")]
    assert result.scores[0] == pytest.approx(sum(standards) / 2)
    assert result.total == pytest.approx(result.scores[0], abs=0.0051)


def test_compute_run_gives_a_region_the_mean_of_its_counted_schools():
    world = scored(3)

    region = RegionResult.objects.get(
        run=world.run, organisation=world.district, segment=Segment.ALL
    )
    place = world.run.nodes.index("1.1.1")
    scores = [r.scores[place] for r in SchoolResult.objects.filter(run=world.run)]

    assert region.counted[place] == 3
    assert region.mean[place] == pytest.approx(sum(scores) / 3)
    assert len(region.quantiles) == 5 * len(world.run.uppers)


def test_compute_run_tells_insufficient_from_not_sent_and_not_invited():
    world = closed_campaign(3)
    lacking, silent, never = (
        world.campaign.assignments.order_by("pk").get(school=school)
        for school in world.schools
    )
    lacking.submissions.filter(role="SS").delete()
    silent.submissions.all().delete()
    never.submissions.all().delete()
    never.delete()

    run = compute(world.campaign)

    states = dict(
        SchoolResult.objects.filter(run=run).values_list("organisation_id", "state")
    )
    assert states == {
        world.schools[0].pk: SchoolState.INSUFFICIENT,
        world.schools[1].pk: SchoolState.NOT_SENT,
        world.schools[2].pk: SchoolState.NOT_INVITED,
    }


def test_compute_run_marks_an_insufficient_school_without_a_level():
    world = closed_campaign(1)
    world.campaign.submissions.filter(role="SS").delete()

    run = compute(world.campaign)

    result = SchoolResult.objects.get(run=run)
    assert result.level is None
    assert not math.isnan(result.scores[0])


def test_computing_again_gives_the_same_digest_and_the_same_numbers():
    world = scored(3)

    again = compute(world.campaign)

    assert again.pk != world.run.pk
    assert again.digest == world.run.digest
    one, two = (
        list(
            SchoolResult.objects.filter(run=run)
            .order_by("code")
            .values_list("code", "scores", "errors", "role_scores", "n")
        )
        for run in (world.run, again)
    )
    assert repr(one) == repr(two)


def test_one_answer_more_changes_the_digest():
    world = scored(2)
    world.campaign.submissions.filter(role="GS").first().delete()

    assert compute(world.campaign).digest != world.run.digest


def test_compute_run_does_nothing_for_a_finished_run():
    world = scored(1)

    assert compute_run(run_id=world.run.pk, clock=lambda: AT) is None


def test_a_run_that_fails_says_so_and_can_be_asked_for_again(monkeypatch):
    world = closed_campaign(1)
    world.campaign.submissions.filter(role="GS").update(body=b"\x01")

    with pytest.raises(ValueError, match="bytes"):
        compute(world.campaign)

    run = ScoreRun.objects.get()
    assert run.state == RunState.FAILED
    assert "bytes" in run.failure
    assert not SchoolResult.objects.exists()
    world.campaign.submissions.filter(role="GS").delete()
    assert compute(world.campaign).state == RunState.DONE
