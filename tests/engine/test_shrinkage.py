from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from engine.drawing import compiled, framework_document

from sakaguru.engine.scores import empty_scores
from sakaguru.engine.shrinkage import shrink

NODES = [
    {"code": "1", "parent": None, "kind": "standard"},
    {"code": "1.1", "parent": "1", "kind": "indicator"},
    {"code": "1.1.1", "parent": "1.1", "kind": "subindicator"},
]
ITEMS = [{"code": "A", "role": "SS", "node": "1.1.1", "max": 7}]


def made(score, se, sufficient=None):
    instrument = compiled(framework_document(NODES), ITEMS)
    room = empty_scores(instrument, len(score), errors=True, roles=False)
    room.score[:] = np.array(score)[:, None]
    room.se[:] = np.array(se)[:, None]
    room.level[:] = 1
    if sufficient is not None:
        room.level[:] = np.array(sufficient)[:, None]
    return room


def test_a_school_is_drawn_to_its_group_by_the_share_of_its_error():
    scores = made([2.0, 4.0, 6.0], [1.0, 1.0, 1.0])

    shrunken = shrink(scores, np.zeros(3, int))

    assert shrunken.own_share[:, 0] == pytest.approx([0.75] * 3)  # 3 / (3 + 1)
    assert shrunken.estimate[:, 0] == pytest.approx([2.5, 4.0, 5.5])
    error = np.sqrt(0.75 + 0.25**2 * 4 / 3)
    assert shrunken.se[:, 0] == pytest.approx([error] * 3)


def test_without_spread_beyond_the_errors_all_take_the_mean():
    shrunken = shrink(made([3.0, 4.0, 5.0], [2.0, 2.0, 2.0]), np.zeros(3, int))

    assert shrunken.own_share[:, 0].tolist() == [0, 0, 0]
    assert shrunken.estimate[:, 0] == pytest.approx([4.0] * 3)


def test_schools_without_any_error_or_spread_keep_their_own():
    shrunken = shrink(made([4.0, 4.0, 4.0], [0.0, 0.0, 0.0]), np.zeros(3, int))

    assert shrunken.estimate[:, 0].tolist() == [4, 4, 4]
    assert shrunken.se[:, 0].tolist() == [0, 0, 0]


def test_a_school_without_error_keeps_its_own_however_its_error_was_rounded():
    for zero in (0.0, 1e-16):
        shrunken = shrink(made([3.0, 4.0, 5.0], [2.0, 2.0, zero]), np.zeros(3, int))

        assert shrunken.own_share[:, 0].tolist() == [0, 0, 1]
        assert shrunken.estimate[2, 0] == 5


def test_an_unknown_error_takes_the_largest_of_the_group_and_others_lend_the_mean():
    nan = float("nan")
    scores = made(
        [2.0, 4.0, 6.0, 7.0, nan],
        [1.0, 1.0, 1.0, nan, nan],
        [True, True, True, False, False],
    )

    shrunken = shrink(scores, np.zeros(5, int))

    assert shrunken.estimate[3, 0] == pytest.approx(0.75 * 7 + 0.25 * 4)
    assert np.isnan(shrunken.estimate[4]).all()
    assert np.isnan(shrunken.se[4]).all()
    assert np.isnan(shrunken.own_share[4]).all()


def test_small_groups_and_schools_of_no_group_get_nothing():
    scores = made([2.0, 4.0, 6.0, 1.0, 2.0], [1.0] * 5)

    shrunken = shrink(scores, np.array([0, 0, 0, 1, -1]))

    assert np.isnan(shrunken.estimate[3:]).all()


def test_errors_are_needed():
    with pytest.raises(ValueError, match="standard errors"):
        shrink(replace(made([1.0], [1.0]), se=None), np.zeros(1, int))
