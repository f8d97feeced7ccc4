"""A run can be repeated to the last bit."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from factories.scoring import closed_campaign, scored
from hypothesis import given
from hypothesis import strategies as st

from sakaguru.scoring.models import SchoolResult
from sakaguru.scoring.services.recomputing import _bits, recompute_run
from sakaguru.scoring.services.runs import request_run

from factories.scoring import AT  # isort: skip
from sakaguru.core.access import SYSTEM  # isort: skip

pytestmark = pytest.mark.django_db


def test_a_run_comes_out_the_same_to_the_last_bit(capsys):
    world = scored(3)

    call_command("recompute_run", world.run.pk)

    assert world.run.digest in capsys.readouterr().out


def test_an_altered_figure_is_found():
    world = scored(2)
    result = SchoolResult.objects.filter(run=world.run).first()
    result.scores[0] += 1e-12
    result.save()

    found = recompute_run(run_id=world.run.pk)

    assert found.differences == [f"{result.code}: scores differs"]


def test_an_answer_that_went_is_found():
    world = scored(2)
    world.campaign.submissions.filter(role="SS").first().delete()

    with pytest.raises(CommandError, match="differences"):
        call_command("recompute_run", world.run.pk)

    assert "digest" in recompute_run(run_id=world.run.pk).differences[0]


def test_a_run_that_is_not_done_cannot_be_repeated():
    world = closed_campaign(1)
    run = request_run(actor=SYSTEM, campaign=world.campaign, at=AT)

    with pytest.raises(ValueError, match="finished"):
        recompute_run(run_id=run.pk)


@given(st.lists(st.floats()), st.lists(st.floats()))
def test_bits_are_equal_where_figures_are(one, other):
    assert (_bits(one) == _bits(other)) == (
        [str(each) for each in one] == [str(each) for each in other]
    )
