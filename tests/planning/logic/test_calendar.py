from __future__ import annotations

import datetime as dt

import pytest

from sakaguru.planning.adapters.shipped import shipped_calendar
from sakaguru.planning.logic.calendar import dates_of_school_year, school_year


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (dt.date(2026, 8, 17), "Hari Kemerdekaan"),
        (dt.date(2026, 12, 28), "Libur semester 1"),
        (dt.date(2026, 11, 22), "hari Minggu"),
    ],
)
def test_some_days_are_ill_chosen(day, why):
    off = shipped_calendar().day_off(day)

    assert off.name["id"] == why
    assert set(off.name) == {"id", "en"}


def test_a_day_of_work_is_fine_and_each_day_is_told_once():
    sunday = dt.date(2026, 11, 22)
    monday = dt.date(2026, 11, 23)
    calendar = shipped_calendar()

    assert calendar.day_off(monday) is None
    assert [off.day for off in calendar.touched(sunday, sunday, monday)] == [sunday]


def test_a_school_year_runs_from_july_to_june():
    assert school_year(dt.date(2026, 6, 30)) == "2025/2026"
    assert school_year(dt.date(2026, 7, 1)) == "2026/2027"
    assert dates_of_school_year("2026/2027") == (
        dt.date(2026, 7, 1),
        dt.date(2027, 6, 30),
    )
