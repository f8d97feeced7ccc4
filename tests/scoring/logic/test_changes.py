"""Change between two cycles (R14)."""

from __future__ import annotations

import math

import pytest

from sakaguru.scoring.logic.changes import Direction, change


@pytest.mark.parametrize(
    ("now", "before", "direction"),
    [
        (5.0, 4.0, Direction.UP),
        (4.0, 5.0, Direction.DOWN),
        (4.1, 4.0, Direction.UNPROVEN),
    ],
)
def test_change_is_called_one_beyond_two_standard_errors(now, before, direction):
    assert change(now, before, 0.2, 0.2).direction is direction


def test_change_without_an_error_is_not_called_one():
    assert change(6.0, 2.0, None, 0.1).direction is Direction.UNPROVEN
    assert change(6.0, 2.0, math.nan, 0.1).direction is Direction.UNPROVEN


def test_change_needs_both_cycles():
    assert change(None, 4.0) is None
    assert change(4.0, None) is None
