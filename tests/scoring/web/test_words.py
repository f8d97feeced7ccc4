"""What pages say about figures, in words."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from sakaguru.scoring.logic.disclosure import RoleFigure
from sakaguru.scoring.logic.frames import Frame, NodeInfo
from sakaguru.scoring.logic.levels import Band
from sakaguru.scoring.templatetags.scoring import sources
from sakaguru.scoring.web.cards import formula
from sakaguru.scoring.web.pictures import short_name, standards_sentence
from sakaguru.scoring.web.plain_words import plain_level, plain_standard

WORDS = {"KS": "Kepala sekolah", "GS": "Guru", "SS": "Murid"}
BANDS = tuple(Band(n, {"id": f"Menuju SNP {n}"}, float(n)) for n in range(1, 6))


def leaf(*roles, score=5.0, n=40, hides=False):
    figures = tuple(RoleFigure(role, points, 8) for role, points in roles)
    return SimpleNamespace(
        roles=() if hides else figures,
        hides_roles=hides,
        is_hidden=False,
        score=score,
        n=n,
    )


def test_formula_shows_the_mean_of_several_groups():
    node = leaf(("KS", 6.0), ("GS", 4.0))

    assert formula(node, WORDS, {}) == "(Kepala sekolah 6,00 + Guru 4,00) : 2 = 5,00"


def test_formula_names_weights_that_are_not_one():
    node = leaf(("KS", 6.0), ("GS", 4.0), score=4.67)

    assert formula(node, WORDS, {"GS": 2}) == (
        "(Kepala sekolah 6,00 + Guru 4,00 × 2) : 3 = 4,67"
    )


def test_formula_says_nothing_of_one_group_or_of_hidden_ones():
    assert formula(leaf(("KS", 6.0)), WORDS, {}) == ""
    assert formula(leaf(("KS", 6.0), ("GS", 4.0), hides=True), WORDS, {}) == ""


@pytest.mark.parametrize(
    ("node", "words"),
    [
        (leaf(("KS", 5.0)), "menurut kepala sekolah"),
        (leaf(("KS", 5.0), ("GS", 5.0)), "menurut kepala sekolah serta guru"),
        (leaf(("KS", 5.0), hides=True), "menurut 40 jawaban"),
    ],
)
def test_sources_say_who_says_so(node, words):
    assert sources(node, WORDS) == words


@pytest.mark.parametrize(
    ("levels", "sentence"),
    [
        ([4, 4, 4, 2], "3 dari 4 standar sudah Menuju SNP 4 atau lebih"),
        ([5, 5, 3, 1], "2 dari 4 standar sudah Menuju SNP 5 atau lebih"),
        ([1, 1, 1, 1], "4 dari 4 standar sudah dapat diberi tingkat"),
        ([None] * 4, "Belum ada standar yang jawabannya cukup"),
    ],
)
def test_the_picture_says_how_many_standards_have_come_how_far(levels, sentence):
    nodes = [SimpleNamespace(level=n and BANDS[n - 1]) for n in levels]

    assert standards_sentence(nodes, BANDS) == sentence


def test_a_tile_carries_the_name_of_the_place():
    assert short_name("Korwil Pendidikan Kecamatan Wangon") == "Wangon"
    assert short_name("Dinas Pendidikan Provinsi Jawa Tengah") == "Jawa Tengah"
    assert short_name("SD Negeri 4 Lumbir") == "4 Lumbir"
    assert short_name("Gugus") == "Gugus"


def test_plain_words_fit_any_number_of_levels():
    three = BANDS[:3]

    assert str(plain_level(three[2], 3)) == "sudah memenuhi standar"
    assert str(plain_level(BANDS[0], 5)) == "masih di awal"
    assert str(plain_level(None, 5)) == "belum cukup jawaban"


def test_plain_words_are_only_for_the_national_standards():
    node = NodeInfo("1", "*", "standard", {"id": "Mutu lulusan"}, ("KS",))
    own = Frame("LAIN 1", BANDS, 7, {"1": node})
    snp = Frame("SNP-2016 1", BANDS, 7, {"1": node})

    assert plain_standard(own, "1") == {"id": "Mutu lulusan"}
    assert str(plain_standard(snp, "1")).startswith("Sikap")
