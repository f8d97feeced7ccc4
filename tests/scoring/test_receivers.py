"""A closed campaign is scored by itself."""

from __future__ import annotations

import pytest
from factories.scoring import closed_campaign
from procrastinate.contrib.django.models import ProcrastinateJob

from sakaguru.scoring import tasks
from sakaguru.scoring.enums import RunState
from sakaguru.scoring.models import ScoreRun
from sakaguru.survey.models import Campaign
from sakaguru.survey.signals import campaign_closed

pytestmark = pytest.mark.django_db


def waiting():
    return list(ProcrastinateJob.objects.values_list("task_name", "args"))


def test_closing_a_campaign_queues_its_scores():
    world = closed_campaign(1)

    campaign_closed.send(sender=Campaign, campaign_id=world.campaign.pk)

    job = ("scoring.tasks.score_campaign", {"campaign_id": world.campaign.pk})
    assert job in waiting()
    assert not ScoreRun.objects.exists()


def test_the_tasks_lead_from_a_closed_campaign_to_scores():
    world = closed_campaign(1)

    tasks.score_campaign(campaign_id=world.campaign.pk)
    run = ScoreRun.objects.get()
    assert ("scoring.tasks.compute_run", {"run_id": run.pk}) in waiting()
    tasks.compute_run(run_id=run.pk)
    tasks.gather_cycle(cycle_label=run.cycle_label)

    run.refresh_from_db()
    assert run.state == RunState.DONE
