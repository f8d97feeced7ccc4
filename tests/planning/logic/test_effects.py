from __future__ import annotations

import pytest

from sakaguru.planning.logic.effects import (
    Beyond,
    Measure,
    Next,
    Said,
    beyond,
    own_change,
    raised,
    verdict,
    what_next,
)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0.1, 0.9, Said.BETTER),
        (-0.9, -0.1, Said.WORSE),
        (-0.2, 0.2, Said.NO_CHANGE),
        (-0.2, 0.3, Said.UNDECIDED),
        (-0.6, 0.9, Said.UNDECIDED),
    ],
)
def test_the_interval_decides(low, high, said):
    assert verdict(Beyond((low + high) / 2, low, high)) is said


def test_without_schools_alike_nothing_is_decided():
    assert verdict(None) is Said.UNDECIDED


def test_the_difference_takes_off_what_all_gained():
    found = beyond(Measure(3.0, 0.1), Measure(3.8, 0.1), foreseen=0.3, margin=0.4)

    assert found == pytest.approx((0.5, 0.1, 0.9))


def test_a_change_has_a_width_only_where_both_errors_are_known():
    points, margin = own_change(Measure(3.0, 0.3), Measure(3.5, 0.4))

    assert (points, margin) == pytest.approx((0.5, 0.98))
    assert own_change(Measure(3.0, None), Measure(3.5, 0.4))[1] is None


@pytest.mark.parametrize(
    ("said", "after", "target", "step"),
    [
        (Said.UNDECIDED, 6.7, 6.67, Next.RAISE),
        (Said.BETTER, 7.0, 6.67, Next.KEEP),
        (Said.BETTER, 5.0, 6.67, Next.CARRY_ON),
        (Said.UNDECIDED, 5.0, 6.67, Next.NEW_STRATEGY),
        (Said.WORSE, 6.7, 6.9, Next.NEW_STRATEGY),
    ],
)
def test_what_was_measured_asks_for_the_next_step(said, after, target, step):
    assert what_next(said, after, target, top=7.0) is step


def test_an_own_standard_goes_half_the_way_to_the_top():
    assert raised(6.0, 5.07, 7.0) == 6.5
    assert raised(6.67, 6.67, 7.0) == 6.8
    assert raised(7.0, 6.67, 7.0) is None


def test_what_matters_grows_with_the_scale():
    wide = Beyond(0.0, -2.0, 2.0)

    assert verdict(wide) is Said.UNDECIDED
    assert verdict(wide, top=100.0) is Said.NO_CHANGE
