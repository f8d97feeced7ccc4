import pytest

from sakaguru.standards.logic.labels import (
    colour_of,
    colour_of_label,
    colour_of_value,
    label_rows,
)

PLAIN = {"labels": {"merah": "Kurang", "kuning": "Sedang", "hijau": "Baik"}}
GAP = {"labels": {"merah": "Tinggi", "kuning": "Sedang", "hijau": "Rendah"}}
PARTICIPATION = {"labels": {"merah": "Rendah", "kuning": "Sedang", "hijau": "Tinggi"}}
LITERACY = PLAIN | {"cut_points": {"red_below": 40, "green_above": 70}}
BUDGET = PLAIN | {"cut_points": {"green_from": 20}}


@pytest.mark.parametrize(
    ("rule", "label", "colour"),
    [
        (GAP, "Tinggi", "merah"),
        (PARTICIPATION, "Tinggi", "hijau"),
        (GAP, "Rendah", "hijau"),
        (PARTICIPATION, "Rendah", "merah"),
        (PLAIN, " kurang ", "merah"),
        (PLAIN, "Tinggi", None),
        ({}, "Baik", None),
    ],
)
def test_the_same_word_has_the_colour_of_its_indicator(rule, label, colour):
    assert colour_of_label(rule, label) == colour


@pytest.mark.parametrize(
    ("value", "colour"),
    [
        (39.99, "merah"),
        (40, "kuning"),
        (70, "kuning"),
        (70.01, "hijau"),
        (None, None),
    ],
)
def test_both_bounds_of_public_cut_points_are_yellow(value, colour):
    assert colour_of_value(LITERACY, value) == colour


def test_where_only_green_is_known_a_lower_value_has_no_colour():
    assert colour_of_value(BUDGET, 20) == "hijau"
    assert colour_of_value(BUDGET, 19) is None


def test_without_public_cut_points_nothing_is_computed():
    assert colour_of_value(PLAIN, 99) is None


def test_the_label_of_the_file_is_trusted_before_a_value():
    assert colour_of(LITERACY, label="Kurang", value=99) == "merah"
    assert colour_of(LITERACY, label="Tidak Tersedia", value=99) == "hijau"
    assert colour_of(LITERACY, value=10) == "merah"


def test_rows_begin_with_red_and_show_public_bounds():
    stored = {"hijau": "Baik", "merah": "Kurang", "kuning": "Sedang"}

    rows = label_rows(LITERACY | {"labels": stored})

    assert [tuple(row) for row in rows] == [
        ("merah", "Kurang", "< 40"),
        ("kuning", "Sedang", "40–70"),
        ("hijau", "Baik", "> 70"),
    ]
    assert [row.bounds for row in label_rows(BUDGET)] == ["", "", "≥ 20"]
    assert [row.bounds for row in label_rows(GAP)] == ["", "", ""]
    assert label_rows({}) == []
