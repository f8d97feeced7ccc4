"""A thousand pupils behind one address come in, while one of them guesses PINs."""

from __future__ import annotations

import os

import pytest
from factories.survey import AT, DAY, asked_school, opened_campaign, pin_of

from sakaguru.core.errors import DomainError
from sakaguru.survey.models import Draft
from sakaguru.survey.services.posters import Shown, enter_by_poster

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "prove"
PUPILS = 1_000 if LONG else 60
WRONG = 59

pytestmark = pytest.mark.django_db


def test_a_school_comes_in_from_one_network_while_somebody_guesses():
    school = asked_school(opened_campaign())
    door = {"assignment": school, "address": "203.0.113.7", "day": DAY, "at": AT}
    right = Shown("SS", pin_of(school, "SS"))
    wrong = Shown("SS", str(int(right.pin) ^ 1).zfill(6))
    for number in range(PUPILS):
        if number < WRONG:
            with pytest.raises(DomainError):
                enter_by_poster(shown=wrong, device="penebak", **door)
        assert enter_by_poster(shown=right, device=f"murid {number}", **door)

    assert Draft.objects.filter(role="SS").count() == PUPILS
