"""Change between two cycles (R14), as the engine judges it."""

from __future__ import annotations

import math

import pytest
from scoring.logic.test_cards import FRAME, raw

from sakaguru.engine.change import BEYOND
from sakaguru.scoring.logic.cards import shown_nodes
from sakaguru.scoring.logic.changes import SURE, Direction
from sakaguru.scoring.queries.cards import compared_nodes


def changed(now, before, now_error=0.2, before_error=0.2):
    """The change of the total between two cards."""
    then = shown_nodes(raw(scores=(before,) * 5, errors=(before_error,) * 5), FRAME)
    card = raw(scores=(now,) * 5, errors=(now_error,) * 5)
    return compared_nodes(card, FRAME, then)["*"].change


@pytest.mark.parametrize(
    ("now", "before", "direction"),
    [
        (5.0, 4.0, Direction.UP),
        (4.0, 5.0, Direction.DOWN),
        (4.1, 4.0, Direction.UNPROVEN),
        (1.0, 0.0, Direction.UP),
    ],
)
def test_change_is_called_one_beyond_two_standard_errors(now, before, direction):
    found = changed(now, before)

    assert found.direction is direction
    assert found.points == round(now - before, 2)
    assert found.error == pytest.approx(0.2 * math.sqrt(2))


def test_change_without_an_error_is_not_called_one():
    for found in (changed(6.0, 2.0, math.nan, 0.1), changed(6.0, 2.0, 0.1, math.nan)):
        assert found.direction is Direction.UNPROVEN
        assert found.error is None


def test_change_needs_both_cycles():
    assert changed(math.nan, 4.0) is None
    assert changed(4.0, math.nan) is None


def test_a_change_is_judged_before_rounding():
    """Shown as 0.30, and not beyond 1.96 times 0.1527: it is 0.2991."""
    found = changed(4.3045, 4.0054, 0.108, 0.108)

    assert (found.points, found.direction) == (0.29, Direction.UNPROVEN)


def test_sure_is_what_the_engine_calls_sure():
    assert SURE == BEYOND
