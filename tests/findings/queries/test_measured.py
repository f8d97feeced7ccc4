"""What is measured for many schools at once is what a report card shows of each."""

from __future__ import annotations

import datetime as dt
from math import isnan
from types import SimpleNamespace

import pytest
from factories.scoring import AT, closed_campaign, compute, publish, scored

from sakaguru.findings.queries.measured import rank_edges, schools_measured
from sakaguru.scoring.enums import Audience
from sakaguru.scoring.logic.cards import shown_nodes
from sakaguru.scoring.logic.changes import Direction
from sakaguru.scoring.models import SchoolResult, ScoreRun
from sakaguru.scoring.queries.cards import compared_nodes, raw_of
from sakaguru.scoring.queries.frames import frame_of

pytestmark = pytest.mark.django_db
FEW = {"KS": 1, "GS": 2, "SS": 4, "MT": 1}


@pytest.mark.parametrize("answers", [None, FEW], ids=["enough", "few"])
def test_a_block_says_what_the_cards_of_its_schools_say(answers):
    more = {"answers": answers} if answers else {}
    first = scored(4, cycle="2025/2026", seed=4, **more)
    ScoreRun.objects.filter(pk=first.run.pk).update(
        data_on=first.run.data_on - dt.timedelta(days=364)
    )
    units = vars(first).copy()
    del units["campaign"], units["run"]
    second = closed_campaign(
        4,
        units=SimpleNamespace(**units),
        instrument=first.campaign.instrument_version,
        cycle="2026/2027",
        seed=9,
        **more,
    )
    run = compute(second.campaign, AT)
    publish(run, Audience.TREE)

    blocks = list(schools_measured(run, rank_edges(run, 2), 2))

    assert [len(block.schools) for block in blocks] == [2, 2]
    for block in blocks:
        for row, school in enumerate(block.schools):
            assert told(block, row) == cards(run, first.run, school)


def told(block, row):
    """Counted nodes of a row: score, before, level, proven fall, claim."""
    return {
        code: (
            float(block.scores[row, place]),
            nothing(block.before[row, place]),
            int(block.levels[row, place]),
            float(block.fallen[row, place]),
            float(block.claimed[row, place]),
        )
        for place, code in enumerate(block.codes)
        if nothing(block.scores[row, place]) is not None
    }


def cards(run, earlier, school):
    then = SchoolResult.objects.select_related("run").get(
        run=earlier, organisation=school
    )
    now = SchoolResult.objects.select_related("run").get(run=run, organisation=school)
    before = shown_nodes(raw_of(then), frame_of(earlier))
    return {
        node.code: (
            node.score,
            node.before,
            node.level.number,
            -node.change.points
            if node.change and node.change.direction is Direction.DOWN
            else 0.0,
            node.exceeds_data or 0.0,
        )
        for node in compared_nodes(raw_of(now), frame_of(run), before).values()
        if node.is_counted
    }


def nothing(value):
    return None if isnan(value) else float(value)
