from __future__ import annotations

import datetime as dt

import pytest

from sakaguru.ui.logic.formats import (
    said,
    written_date,
    written_moment,
    written_number,
    written_share,
    zone_of,
)

MOMENT = dt.datetime(2026, 11, 21, 2, 5, tzinfo=dt.UTC)


def test_dates_are_written_in_the_language_of_the_page():
    day = dt.date(2026, 8, 1)

    assert written_date(day, "id") == "1 Agustus 2026"
    assert written_date(day, "en") == "1 August 2026"
    assert written_date(day, "id", short=True) == "1 Agu 2026"
    assert written_date(None, "id") == "–"


@pytest.mark.parametrize(
    ("place", "written"),
    [
        ("", "21 November 2026 pukul 09.05 WIB"),
        ("ID/33/33.02/", "21 November 2026 pukul 09.05 WIB"),
        ("ID/52/52.01/", "21 November 2026 pukul 10.05 WITA"),
        ("ID/91/", "21 November 2026 pukul 11.05 WIT"),
        ("WIT", "21 November 2026 pukul 11.05 WIT"),
        ("Asia/Makassar", "21 November 2026 pukul 10.05 WITA"),
    ],
)
def test_moments_are_written_in_the_zone_of_the_place(place, written):
    assert written_moment(MOMENT, "id", place) == written


def test_english_moments_have_a_colon_and_no_joint():
    assert written_moment(MOMENT, "en") == "21 November 2026 09:05 WIB"
    assert written_moment(None, "en") == "–"


def test_the_zone_of_an_organisation_comes_from_its_path():
    class Organisation:
        path = "ID/82/82.71/"

    assert zone_of(Organisation()) == "Asia/Jayapura"


@pytest.mark.parametrize(
    ("value", "decimals", "indonesian", "english"),
    [
        (1234567.891, 2, "1.234.567,89", "1,234,567.89"),
        (748, None, "748", "748"),
        (4.5, None, "4,50", "4.50"),
        (2.675, 2, "2,68", "2.68"),
        (-0.3, 1, "−0,3", "−0.3"),
        (-0.001, 2, "0,00", "0.00"),
        (None, 2, "–", "–"),
        ("", None, "–", "–"),
        (float("nan"), 1, "–", "–"),
    ],
)
def test_numbers_are_written_with_the_marks_of_the_language(
    value, decimals, indonesian, english
):
    assert written_number(value, "id", decimals) == indonesian
    assert written_number(value, "en", decimals) == english


def test_shares_become_percent():
    assert written_share(0.615, "id") == "62\N{NO-BREAK SPACE}%"
    assert written_share(0.615, "en", 1) == "61.5%"
    assert written_share(None, "id") == "–"


def test_bilingual_values_fall_back_to_indonesian():
    assert said({"id": "Isi", "en": "Content"}, "en") == "Content"
    assert said({"id": "Isi"}, "en") == "Isi"
    assert said({"jv": "Isine"}, "en") == "Isine"
    assert said(None, "en") == ""
    assert said("biasa", "id") == "biasa"
