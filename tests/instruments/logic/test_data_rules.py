from __future__ import annotations

import datetime as dt
import json
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sakaguru.instruments.logic.data_rules import (
    RuleBookError,
    needed_names,
    points_of,
    read_rule_book,
)

DOCUMENT = json.loads(
    (resources.files("sakaguru.instruments") / "data/eds_sd_2026/data.json").read_text(
        encoding="utf-8"
    )
)
BOOK = read_rule_book(DOCUMENT)
DAY = dt.date(2026, 7, 1)

# A small village school: six classes, one storey, 120 pupils.
VILLAGE: dict[str, float] = {
    **dict.fromkeys(BOOK.fields, 1.0),
    "guru": 8,
    "guru_s1": 6,
    "guru_sertifikat": 4,
    "guru_kelas": 5,
    "guru_pjok": 0,
    "guru_agama": 2,
    "ks_mengajar": 3,
    "ks_pangkat": 0,
    "tas": 0,
    "tas_sma": 0,
    "siswa_l": 70,
    "siswa_p": 50,
    "rombel": 6,
    "rombel_pas": 5,
    "lahan": 762,
    "daya": 450,
    "rk": 6,
    "rk_layak": 4,
    "rk_luas": 50,
    "perpus": 0,
    "perpus_layak": 0,
    "perpus_luas": 0,
    "ruang_lain_luas": 0,
    "gudang_luas": 9,
    "pimpinan_luas": 12,
    "ruangguru_luas": 32,
    "uks_luas": 7,
    "sirkulasi_luas": 40,
    "ibadah_luas": 12,
    "jamban": 3,
    "jamban_layak": 2,
    "jamban_luas": 2,
    "jamban_l": 1,
    "jamban_p": 1,
    "or_jenis": 6,
    "izin_lahan": 0,
    "tanah_milik": 1,
    "izin_bangunan": 1,
}


def any_value(key: str) -> st.SearchStrategy[float]:
    field = BOOK.fields[key]
    if field.kind == "yesno":
        return st.sampled_from([0.0, 1.0])
    # Divisors are drawn from 1 up: zero is a case of its own.
    return st.integers(1, int(field.maximum or 5000)).map(float)


FULL_DATA = st.fixed_dictionaries({key: any_value(key) for key in BOOK.fields})


def test_there_are_42_rules_each_for_its_own_sub_indicator():
    assert len(BOOK.rules) == 42
    assert len({rule.node for rule in BOOK.rules}) == 42
    assert {rule.code for rule in BOOK.rules} == {
        f"DATA_{rule.node}" for rule in BOOK.rules
    }
    assert {rule.max_points for rule in BOOK.rules} == {250}


@settings(deadline=None)
@given(FULL_DATA)
def test_full_data_give_every_rule_a_score_from_0_to_7(values):
    for node, score in BOOK.scores(values, day=DAY).items():
        assert score is not None, node
        assert 0 <= score <= 7, node


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.node)
def test_each_missing_field_leaves_the_rule_without_a_score(rule):
    full = dict.fromkeys(BOOK.fields, 1.0)
    assert rule.fields
    for key in rule.fields:
        assert BOOK.scores({**full, key: None}, day=DAY)[rule.node] is None, key


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.node)
def test_a_rule_names_exactly_the_fields_it_reads(rule):
    assert needed_names(BOOK, rule) & BOOK.fields.keys() == set(rule.fields)
    thresholds = {setting.key for setting in BOOK.settings}
    assert needed_names(BOOK, rule) & thresholds <= set(rule.settings)


def test_every_field_and_threshold_is_used():
    asked = {key for rule in BOOK.rules for key in rule.fields}
    used = {key for rule in BOOK.rules for key in rule.settings}
    assert asked == set(BOOK.fields)
    assert used == {setting.key for setting in BOOK.settings}


@pytest.mark.parametrize(
    ("node", "score"),
    [
        ("5.1.1", 7 * 6 / 8),
        ("5.1.2", 7 * 5 / 6),
        ("5.1.3", 3.5),
        ("5.1.4", 3.5),
        ("5.2.1", 7),
        ("5.2.3", 7 * 3 / 5),
        ("5.2.4", 0),
        ("5.3.4", 0),
        ("5.3.5", None),
        ("6.1.1", 7 * 5 / 6),
        ("6.1.2", 7 * (762 / 120) / 12.7),
        ("6.1.3", 7),
        ("6.1.4", 7 * (400 / 120) / 3.4),
        ("6.1.5", 5.25),
        ("6.1.6", 7 * (0.5 + 1 + 1 + 1 + 0 + 1 + 7 / 12 + 1) / 8),
        ("6.2.4", 7 * 0.6),
        ("6.2.10", 7 * 4 / 6),
        ("6.2.12", None),
        ("6.3.5", 7 * (60 / 70 + 1) / 2),
        ("6.3.7", 7 * 40 / 120),
        ("6.3.18", 7 * 2 / 3),
    ],
)
def test_the_village_school_scores_as_reckoned_by_hand(node, score):
    found = BOOK.scores(VILLAGE, day=DAY)[node]
    assert found == (None if score is None else pytest.approx(score))


@pytest.mark.parametrize(
    ("classes", "storeys", "needed"),
    [
        (6, 1, 12.7),
        (7, 1, 11.1),
        (12, 2, 6.0),
        (13, 3, 4.1),
        (19, 1, 10.3),
        (30, 4, 4.1),
    ],
)
def test_land_needed_follows_classes_and_storeys(classes, storeys, needed):
    values = {**VILLAGE, "rombel": classes, "lantai": storeys, "lahan": 120.0}
    expected = 7 / needed
    assert BOOK.scores(values, day=DAY)["6.1.2"] == pytest.approx(expected)


def test_points_are_the_rounded_share_of_250():
    assert points_of(None, 250) is None
    assert [points_of(score, 250) for score in (0.0, 3.5, 7.0)] == [0, 125, 250]
    assert points_of(7 * 0.5 / 250, 250) == 1
    points = BOOK.points(VILLAGE, day=DAY)
    assert points["DATA_5.1.1"] == 188
    assert points["DATA_5.3.5"] is None


@given(st.floats(0, 7))
def test_points_stay_within_half_a_point_of_the_score(score):
    points = points_of(score, 250)
    assert points is not None
    assert 0 <= points <= 250
    assert abs(points - score / 7 * 250) <= 0.5 + 1e-9


def test_before_its_day_a_threshold_does_not_hold():
    assert BOOK.settings_on(dt.date(2006, 1, 1)) == {}
    assert BOOK.scores(VILLAGE, day=dt.date(2006, 1, 1))["6.1.2"] is None


def test_the_newest_threshold_that_holds_is_used():
    newer = {
        **DOCUMENT["settings"][0],
        "key": "daya_sd",
        "value": 1300,
        "valid_from": "2027-01-01",
    }
    book = read_rule_book({**DOCUMENT, "settings": [newer, *DOCUMENT["settings"]]})
    assert book.settings_on(dt.date(2026, 12, 31))["daya_sd"] == 900
    assert book.settings_on(dt.date(2027, 1, 1))["daya_sd"] == 1300


def test_a_threshold_shown_in_a_question_stands_in_its_words():
    for setting in DOCUMENT["settings"]:
        for key in setting.get("shown_in", ()):
            field = next(each for each in DOCUMENT["fields"] if each["key"] == key)
            assert str(setting["value"]) in field["label"]["id"]
            assert str(setting["value"]) in field["label"]["en"]


def test_odd_values_are_named():
    values: dict[str, float | None] = {
        "guru": 5,
        "guru_s1": 6,
        "ks_s1": 2,
        "siswa_l": 1.5,
        "lahan": -1,
        "daya": float("inf"),
        "tak_dikenal": 1,
        "rombel": None,
    }
    faults = {(each.field, each.kind, each.limit) for each in BOOK.value_faults(values)}
    assert faults == {
        ("guru_s1", "more_than", "guru"),
        ("ks_s1", "too_big", "1"),
        ("siswa_l", "not_whole", ""),
        ("lahan", "too_small", "0"),
        ("daya", "not_a_number", ""),
        ("tak_dikenal", "unknown", ""),
    }


def test_fields_name_known_others():
    for field in BOOK.fields.values():
        assert field.at_most is None or field.at_most in BOOK.fields


@pytest.mark.parametrize(
    ("part", "formula", "word"),
    [
        ("rules", "7 * tak_ada", "tak_ada"),
        ("rules", "7 ** 2", "DATA_5.1.1"),
        ("terms", "luas_ruang", "unknown"),
    ],
)
def test_a_rule_that_cannot_work_is_refused(part, formula, word):
    first, *others = DOCUMENT[part]
    broken = {**DOCUMENT, part: [{**first, "formula": formula}, *others]}
    with pytest.raises(RuleBookError, match=word):
        read_rule_book(broken)


def test_everything_is_said_in_both_languages():
    for field in DOCUMENT["fields"]:
        for part in ("label", "unit", "help"):
            assert field[part]["id"], field["key"]
            assert field[part]["en"], field["key"]
    for rule in DOCUMENT["rules"]:
        assert rule["explanation"]["id"]
        assert rule["explanation"]["en"]
    groups = {group["key"] for group in DOCUMENT["groups"]}
    assert {field["group"] for field in DOCUMENT["fields"]} == groups
