import datetime as dt
import re
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakaguru.survey.enums import AssignmentState
from sakaguru.survey.logic.answers import Asked, answer_faults, is_too_fast, read_answer
from sakaguru.survey.logic.figures import NotAFigure, plain_day, plain_figure
from sakaguru.survey.logic.knocking import LONGEST_WAIT_SECONDS, wait_after
from sakaguru.survey.logic.paging import MOST_PER_PAGE, Block, even_parts, pages
from sakaguru.survey.logic.progress import Standing, Tally, tallies
from sakaguru.survey.logic.receipts import receipt_number
from sakaguru.survey.logic.reminders import Missing, reminder_text
from sakaguru.survey.logic.slots import (
    Headcount,
    is_complete,
    links_of,
    needed_of,
    people_of,
)
from sakaguru.survey.logic.tokens import derived_pin, derived_token, digest_of

ALL = ("KS", "GS", "SS", "MT", "PS", "DATA")
MINIMUM = {"KS": 1, "GS": 6, "SS": 30, "MT": 6, "PS": 0}
SIZES = st.lists(st.integers(0, 40), max_size=9)


@given(st.lists(st.integers()), st.integers(1, 12))
def test_parts_keep_order_and_differ_by_one_at_most(items, most):
    parts = even_parts(items, most)

    assert [item for part in parts for item in part] == items
    sizes = {len(part) for part in parts}
    assert not sizes or (max(sizes) <= most and max(sizes) - min(sizes) <= 1)


@given(SIZES)
def test_pages_hold_every_question_once_in_order_and_none_too_many(sizes):
    sections = [Block(str(n), list(range(size))) for n, size in enumerate(sizes)]

    found = pages(sections)

    flat = [
        (block.title, item) for page in found for block in page for item in block.items
    ]
    assert flat == [(block.title, item) for block in sections for item in block.items]
    assert all(
        0 < sum(len(block.items) for block in page) <= MOST_PER_PAGE for page in found
    )


def test_short_sections_share_a_page():
    sections = [Block("5", [1]), Block("6", [2]), Block("7", [3, 4])]

    assert len(pages(sections)) == 1


def test_a_minimum_is_never_more_than_a_school_has():
    people = people_of(Headcount(teachers=4, upper_pupils=None))

    assert people == [1, 4, None, None, None, 1]
    assert needed_of(people, MINIMUM, ALL) == [1, 4, 30, 6, 0, 0]
    assert needed_of(people, MINIMUM, ("KS",)) == [1, 0, 0, 0, 0, 0]


def test_every_teacher_gets_a_link_and_pupils_none():
    people = people_of(Headcount(teachers=9, upper_pupils=60))

    links = links_of(people, needed_of(people, MINIMUM, ALL), ALL)

    assert links == {"KS": 1, "GS": 9, "MT": 10, "PS": 1}


def test_a_school_is_complete_role_by_role():
    assert is_complete([1, 6, 0], [1, 6, 0])
    assert not is_complete([1, 6, 0], [9, 5, 9])


ITEM = Asked(
    "GS001", frozenset({0, 1, 2, 3}), allows_unknown=True, allows_not_applicable=False
)


@given(st.one_of(st.integers(), st.text(), st.none(), st.booleans(), st.floats()))
def test_only_what_is_offered_is_an_answer(value):
    faults = answer_faults([ITEM], {"GS001": value})

    offered = value == "TT" or (type(value) is int and 0 <= value <= 3)
    assert bool(faults) is not offered


@given(st.text())
def test_reading_a_form_never_fails(text):
    assert read_answer(text) in {
        text,
        *([int(text)] if text.isascii() and text.isdigit() else []),
    }


@pytest.mark.parametrize(
    ("role", "seconds", "answered", "flag"),
    [
        ("GS", 19, 10, True),
        ("GS", 20, 10, False),
        ("SS", 14, 10, True),
        ("SS", 16, 10, False),
        ("GS", None, 10, False),
        ("GS", 0, 0, False),
    ],
)
def test_too_fast_is_two_seconds_an_item_and_less_for_pupils(
    role, seconds, answered, flag
):
    assert is_too_fast(role, seconds, answered) is flag


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("12", "12"),
        ("1.234", "1234"),
        ("1.234,5", "1234.5"),
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        (12.0, "12"),
        (7, "7"),
        (True, "1"),
        ("", ""),
        (None, ""),
        (" 3 ", "3"),
    ],
)
def test_figures_are_read_as_indonesians_and_spreadsheets_write_them(written, plain):
    assert plain_figure(written) == plain


@pytest.mark.parametrize("written", ["dua", "1,2,3", "1e5", "--1", "NaN", float("nan")])
def test_what_is_no_figure_is_refused(written):
    with pytest.raises(NotAFigure):
        plain_figure(written)


@pytest.mark.parametrize(("word", "plain"), [("ya", "1"), ("Tidak", "0"), ("1", "1")])
def test_yes_and_no_are_read_in_words(word, plain):
    assert plain_figure(word, yes_no=True) == plain


@given(st.floats(-1e9, 1e9).map(lambda n: round(n, 3)))
def test_a_figure_survives_being_written_with_a_comma(number):
    written = plain_figure(number).replace(".", ",")

    assert float(plain_figure(written)) == number


@pytest.mark.parametrize(
    "written",
    [
        "2026-10-31",
        "31-10-2026",
        "31/10/2026",
        dt.date(2026, 10, 31),
        dt.datetime(2026, 10, 31),  # noqa: DTZ001 -- a cell of a sheet
    ],
)
def test_days_are_read_as_they_are_written(written):
    assert plain_day(written) == dt.date(2026, 10, 31)


def test_an_odd_day_is_refused_and_an_empty_one_is_none():
    assert plain_day("") is None
    with pytest.raises(NotAFigure):
        plain_day("kemarin")


def test_the_wait_doubles_after_five_wrong_pins_and_has_an_end():
    waits = [wait_after(failures).total_seconds() for failures in range(40)]

    assert waits[:5] == [0] * 5
    assert waits[5:8] == [15, 30, 60]
    assert max(waits) == LONGEST_WAIT_SECONDS
    assert waits == sorted(waits)


def test_tokens_depend_on_every_part_and_on_the_secret():
    token = derived_token(b"s", "link", 1, "GS", length=16)

    assert token == derived_token(b"s", "link", 1, "GS", length=16)
    assert token not in {
        derived_token(b"t", "link", 1, "GS", length=16),
        derived_token(b"s", "link", 2, "GS", length=16),
        derived_token(b"s", "link1", "GS", length=16),
    }
    assert re.fullmatch("[a-z2-7]{16}", token)
    assert re.fullmatch("[0-9]{6}", derived_pin(b"s", 1))
    assert len(digest_of(token)) == 64


def test_a_receipt_number_avoids_signs_that_look_alike():
    numbers = [receipt_number(uuid4(), digest_of(str(n))) for n in range(300)]

    assert not set("".join(numbers)) & set("01IO")
    assert len(set(numbers)) == 300


def test_tallies_count_a_school_for_every_unit_above():
    complete, waiting = AssignmentState.COMPLETE, AssignmentState.WAITING
    schools = [
        Standing("ID/33/A/1/", complete, [1, 6, 30, 6, 0, 0]),
        Standing("ID/33/A/2/", waiting, [0] * 6),
        Standing("ID/33/B/3/", AssignmentState.STARTED, [0] * 6),
    ]

    found = tallies(schools, below="ID/33/", depth=1)

    assert found == {
        "ID/33/": Tally(3, 2, 1, 1, (1, 6, 30, 6, 0, 0)),
        "ID/33/A/": Tally(2, 1, 1, 1, (1, 6, 30, 6, 0, 0)),
        "ID/33/B/": Tally(1, 1, 0, 0),
    }
    assert Tally().sent_share is None


def test_a_reminder_names_only_what_is_missing():
    schools = [Missing("SD Contoh", (("Guru", 2, 6), ("Murid", 30, 30)))] * 70

    text = reminder_text(
        greeting="Salam",
        closing="Terima kasih",
        line="{role} {sent}/{needed}",
        schools=schools,
    )

    lines = text.splitlines()
    assert lines[2] == "1. SD Contoh: Guru 2/6"
    assert len(lines) == 64
