"""Scores of open campaigns follow the answers, and nobody sees them."""

from __future__ import annotations

import random
from dataclasses import fields

import numpy as np
import pytest
from django.conf import settings
from factories.scoring import AT, closed_campaign, compute, submit

from sakaguru.scoring.adapters import provisional
from sakaguru.scoring.models import Arrival, SchoolResult, ScoreRun
from sakaguru.scoring.queries.snapshots import open_snapshot
from sakaguru.scoring.services.provisional import count_arrivals
from sakaguru.survey.models import Campaign, Submission

pytestmark = pytest.mark.django_db
DAY = AT.date()


@pytest.fixture(autouse=True)
def warehouse(tmp_path):
    before = settings.WAREHOUSE
    settings.WAREHOUSE = tmp_path
    yield tmp_path
    settings.WAREHOUSE = before


def opened(schools=4):
    world = closed_campaign(schools)
    Campaign.objects.filter(pk=world.campaign.pk).update(closed_at=None)
    world.campaign = Campaign.objects.select_related("scope", "instrument_version").get(
        pk=world.campaign.pk
    )
    return world


def arrays(campaign):
    held = provisional.read(campaign.pk, open_snapshot(campaign, DAY))
    return {
        (place, one.name): np.array(value).tobytes()
        for place, part in enumerate((held.scores, *held.regions))
        for one in fields(part)
        if isinstance(value := getattr(part, one.name), np.ndarray)
    }


def from_scratch(campaign):
    provisional.start(campaign.pk, open_snapshot(campaign, DAY))
    return arrays(campaign)


def arrive(campaign, chance):
    """One thing that happens to answers: new ones, others, or gone ones."""
    assignment = chance.choice(list(campaign.assignments.order_by("pk")))
    role = chance.choice(["GS", "SS", "MT", "KS"])
    rows = assignment.submissions.filter(role=role).order_by("id")
    body = bytes(chance.choice([0, 1, 2, 3, 255]) for _ in range(len(rows[0].body)))
    what = chance.choice(["new", "new", "edit", "gone"])
    if what == "new" or rows.count() < 3:
        submit(assignment, role, body, chance)
    elif what == "edit":
        Submission.objects.filter(pk=chance.choice(list(rows)).pk).update(body=body)
    else:
        chance.choice(list(rows)).delete()


@pytest.mark.parametrize("seed", range(4))
def test_any_sequence_of_arrivals_ends_in_the_bytes_of_a_full_computation(seed):
    world, chance = opened(), random.Random(seed)
    count_arrivals(day=DAY)
    for _ in range(chance.randint(1, 4)):
        for _ in range(chance.randint(1, 5)):
            arrive(world.campaign, chance)
        assert count_arrivals(day=DAY) > 0
    assert not Arrival.objects.exists()

    followed = arrays(world.campaign)

    assert followed == from_scratch(world.campaign)


def test_the_run_after_closing_finds_the_same_scores():
    world = opened()
    count_arrivals(day=DAY)
    arrive(world.campaign, random.Random(5))
    count_arrivals(day=DAY)
    snapshot = open_snapshot(world.campaign, DAY)
    held = provisional.read(world.campaign.pk, snapshot)

    Campaign.objects.filter(pk=world.campaign.pk).update(closed_at=AT)
    world.campaign.refresh_from_db()
    run = compute(world.campaign)

    for place, school in enumerate(snapshot.schools):
        kept = SchoolResult.objects.get(run=run, organisation_id=school.stand.pk)
        assert kept.scores[0] == held.scores.score[place, 0]
        assert kept.errors[0] == held.scores.se[place, 0]


def test_arriving_answers_only_mark_their_school(django_assert_num_queries):
    world = opened(2)
    Arrival.objects.all().delete()
    row = world.campaign.submissions.filter(role="GS").first()

    with django_assert_num_queries(1):
        Submission.objects.filter(pk=row.pk).update(body=row.body)

    assert list(Arrival.objects.values_list("assignment", flat=True)) == [
        row.assignment_id
    ]
    assert {field.name for field in Arrival._meta.fields} == {
        "id",
        "campaign",
        "assignment",
    }


def test_another_tree_or_instrument_begins_anew():
    world = opened(3)
    count_arrivals(day=DAY)
    world.campaign.assignments.filter(school=world.schools[0]).update(
        people=[1, 30, 99, 120, 1, 1]
    )
    arrive(world.campaign, random.Random(2))

    count_arrivals(day=DAY)

    followed = arrays(world.campaign)
    assert followed == from_scratch(world.campaign)


def test_nothing_of_it_is_a_run_and_closing_forgets_it(warehouse):
    world = opened(2)
    count_arrivals(day=DAY)
    assert not ScoreRun.objects.exists()
    Campaign.objects.filter(pk=world.campaign.pk).update(closed_at=AT)
    arrive(world.campaign, random.Random(3))

    assert count_arrivals(day=DAY) == 0

    assert not list((warehouse / "provisional").iterdir())
    assert not Arrival.objects.exists()
