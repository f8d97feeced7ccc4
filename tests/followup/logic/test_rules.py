from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakaguru.followup.enums import Priority, Rung
from sakaguru.followup.logic.climbing import is_day_to_remind, rung_of
from sakaguru.followup.logic.numbers import area_code


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("ID/", "ID"),
        ("ID/33/", "33"),
        ("ID/33/33.02/", "33.02"),
        ("ID/33/33.02/33.02.01/33.02.01-G1/20302235/", "33.02"),
        ("MITRA-1/", "MITRA-1"),
    ],
)
def test_points_are_counted_in_their_district(path, code):
    assert area_code(path) == code


@given(st.integers(-60, 400), st.sampled_from(Priority))
def test_a_point_never_climbs_down(days, priority):
    now, tomorrow = rung_of(days, priority), rung_of(days + 1, priority)

    assert (tomorrow or 0) >= (now or 0)
    assert (now is None) == (days <= 0)


def test_reminders_come_before_on_and_after_the_day_then_at_intervals():
    days = [day for day in range(-10, 16) if is_day_to_remind(day, Priority.MEDIUM)]

    assert days == [-3, 0, 1, 7, 14]
    assert rung_of(1, Priority.LOW) == Rung.OWNER
