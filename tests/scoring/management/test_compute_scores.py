"""Computing without a worker."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command
from factories.scoring import closed_campaign

from sakaguru.scoring.models import ScoreRun

pytestmark = pytest.mark.django_db


def run(*arguments):
    out = io.StringIO()
    call_command("compute_scores", *arguments, stdout=out)
    return out.getvalue()


def test_compute_scores_computes_what_is_not_computed_yet():
    world = closed_campaign(1)

    assert run() == f"computed {world.campaign}\n"
    assert ScoreRun.objects.get().is_done
    assert run() == ""


def test_compute_scores_computes_a_chosen_campaign_again():
    world = closed_campaign(1)
    run()

    run(str(world.campaign.pk))

    assert ScoreRun.objects.count() == 2


def test_compute_scores_only_lists_in_a_rehearsal():
    closed_campaign(1)

    assert run("--dry-run").startswith("would compute")
    assert not ScoreRun.objects.exists()
