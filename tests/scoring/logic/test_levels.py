"""Rounding and levels (R6)."""

from __future__ import annotations

import math

import pytest

from sakaguru.scoring.logic.levels import Band, level_of, rounded, to_next

SNP = tuple(
    Band(number, {"id": f"T{number}"}, up_to)
    for number, up_to in enumerate((2.04, 3.70, 5.06, 6.66, 7.0), start=1)
)


@pytest.mark.parametrize(
    ("score", "shown"),
    [
        (2.045, 2.05),
        (2.0449, 2.04),
        (0.0, 0.0),
        (7.0, 7.0),
        (None, None),
        (math.nan, None),
    ],
)
def test_rounded_goes_half_up_to_two_decimals(score, shown):
    assert rounded(score) == shown


@pytest.mark.parametrize(
    ("score", "number"),
    [(2.04, 1), (2.044, 1), (2.045, 2), (5.06, 3), (5.065, 4), (6.67, 5), (7.0, 5)],
)
def test_level_of_takes_the_band_of_the_rounded_score(score, number):
    assert level_of(score, SNP).number == number


def test_level_of_nothing_is_nothing():
    assert level_of(None, SNP) is None


def test_to_next_counts_the_points_to_the_next_band():
    assert to_next(1.5, SNP) == pytest.approx(0.55)


def test_to_next_of_the_highest_level_is_nothing():
    assert to_next(6.9, SNP) is None
    assert to_next(None, SNP) is None


def test_levels_agree_with_the_engine():
    np = pytest.importorskip("numpy")
    from sakaguru.engine import scores as engine

    values = np.linspace(0, 7, 1401)
    assert [rounded(v) for v in values] == engine.rounded(values).tolist()
