"""The server's clock is ten years ahead or behind: order and receipts do not mind."""

import datetime as dt
import itertools

import pytest
from django.utils import timezone
from factories.parcels import content, parcel
from factories.survey import asked_school, opened_campaign, token_for

from sakaguru.survey.adapters.signing import is_genuine
from sakaguru.survey.models import Submission

pytestmark = pytest.mark.django_db

TODAY = dt.datetime(2026, 11, 21, 3, tzinfo=dt.UTC)
TEN_YEARS = dt.timedelta(days=3652)
CLOCKS = (TODAY + TEN_YEARS, TODAY - TEN_YEARS, TODAY)


@pytest.fixture
def turn(monkeypatch):
    return lambda moment: monkeypatch.setattr(timezone, "now", lambda: moment)


def campaign(first, last):
    return asked_school(opened_campaign(opens_on=first, closes_on=last))


@pytest.mark.parametrize("clocks", list(itertools.permutations(CLOCKS)))
@pytest.mark.parametrize("order", list(itertools.permutations((1, 2, 3))))
def test_edits_merge_by_their_numbers_whatever_the_clock_says(
    clocks, order, post, turn
):
    school = campaign(dt.date(2000, 1, 1), dt.date(2050, 1, 1))
    first = parcel(token_for(school, "KS"), content("KS", (0, 0, 0, 0)))
    sets = {
        1: first,
        2: first | {"sequence": 2, "content": content("KS", (1, 1))},
        3: first | {"sequence": 3, "content": content("KS", (2,))},
    }
    receipts = {}
    for clock, number in zip(clocks, order, strict=True):
        turn(clock)
        receipts[number] = post(sets[number]).json()["receipt"]

    assert bytes(Submission.objects.get().body) == bytes([2, 1, 0, 0])
    assert all(map(is_genuine, receipts.values()))
    turn(TODAY + 2 * TEN_YEARS)
    again = {number: post(sets[number]).json()["receipt"] for number in order}
    assert again == receipts


@pytest.mark.parametrize("clock", CLOCKS[:2])
def test_what_was_refused_by_a_wrong_clock_is_taken_by_the_right_one(clock, post, turn):
    school = campaign(dt.date(2026, 11, 1), dt.date(2026, 12, 1))
    given = parcel(token_for(school, "GS"), content("GS"))

    turn(clock)
    assert post(given).json()["code"].startswith("campaign_no")
    assert not Submission.objects.exists()

    turn(TODAY)
    assert post(given).status_code == 201
