from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from sakaguru.planning.adapters.shipped import shipped_calendar
from sakaguru.planning.logic.delays import (
    Planned,
    end_of_work,
    foreseen,
    next_working,
    working_days,
)

CALENDAR = shipped_calendar()


def day(text):
    return dt.date.fromisoformat(f"2026-{text}")


def ahead(steps, today):
    return foreseen([Planned(*step) for step in steps], day(today), CALENDAR)


def test_a_late_step_moves_what_comes_after_it_by_working_days():
    # Monday 2 to Friday 6 November, then Monday 9 to Wednesday 11
    steps = [(day("11-02"), day("11-06")), (day("11-09"), day("11-11"))]

    first, second = ahead(steps, "11-14")  # a Saturday

    assert (first.days_late, first.ends_on) == (8, day("11-14"))
    assert (second.waits_for, second.is_shifted) == (0, True)
    assert (second.starts_on, second.ends_on) == (day("11-16"), day("11-18"))


def test_slack_between_steps_takes_up_a_delay():
    steps = [(day("11-02"), day("11-06")), (day("11-23"), day("11-25"))]

    _first, second = ahead(steps, "11-14")

    assert (second.starts_on, second.ends_on) == (day("11-23"), day("11-25"))
    assert not second.is_moved


def test_steps_planned_side_by_side_do_not_wait_for_each_other():
    steps = [(day("11-02"), day("11-06")), (day("11-05"), day("11-30"))]

    assert not ahead(steps, "11-14")[1].is_moved


def test_a_step_that_begins_on_the_day_another_ends_waits_for_it():
    steps = [(day("11-02"), day("11-06")), (day("11-06"), day("11-09"))]

    _first, second = ahead(steps, "11-11")

    assert (second.days_late, second.waits_for) == (2, 0)
    assert (second.starts_on, second.ends_on) == (day("11-11"), day("11-13"))


def test_the_break_of_the_schools_is_no_time_for_work():
    # three working days from Friday 18 December on: the break lies between
    steps = [(day("12-07"), day("12-09")), (day("12-10"), day("12-12"))]

    _first, second = ahead(steps, "12-18")

    assert second.starts_on == day("12-19")
    assert second.ends_on > dt.date(2027, 1, 1)


def test_a_step_done_late_moves_the_next_from_the_day_it_was_done():
    steps = [
        (day("11-02"), day("11-06"), day("11-10")),
        (day("11-09"), day("11-11")),
        (day("11-12"), day("11-13")),
    ]

    first, second, third = ahead(steps, "11-10")

    assert (first.days_late, first.is_shifted) == (4, False)
    assert (second.starts_on, second.ends_on) == (day("11-11"), day("11-13"))
    assert (third.starts_on, third.ends_on) == (day("11-14"), day("11-16"))


def test_nothing_late_leaves_the_plan_as_it_is():
    steps = [(day("11-02"), day("11-06"), day("11-05")), (day("11-09"), day("11-20"))]

    for one, (first, last, *_) in zip(ahead(steps, "11-10"), steps, strict=True):
        assert one.days_late == 0
        assert not one.is_shifted
        assert one.ends_on == (one.planned.done_on or last)
        assert one.starts_on == first


DAYS = st.dates(dt.date(2026, 7, 1), dt.date(2027, 6, 30))
SPANS = st.tuples(DAYS, st.integers(0, 40)).map(
    lambda two: (two[0], two[0] + dt.timedelta(days=two[1]))
)


@given(st.lists(SPANS, max_size=6), DAYS)
def test_no_open_step_is_foreseen_before_its_plan_nor_in_the_past(spans, today):
    for one in foreseen([Planned(*span) for span in spans], today, CALENDAR):
        assert one.starts_on >= one.planned.starts_on
        assert one.ends_on >= max(one.planned.ends_on, min(today, one.ends_on))
        assert one.ends_on >= today or one.ends_on == one.planned.ends_on >= today
        if one.waits_for is not None:
            assert CALENDAR.day_off(one.starts_on) is None


@given(SPANS)
def test_as_much_work_as_planned_ends_where_it_was_planned(span):
    first, last = next_working(span[0], CALENDAR), span[1]
    if last < first or CALENDAR.day_off(last):
        return

    work = working_days(first, last, CALENDAR)

    assert end_of_work(first, work, CALENDAR) == last
