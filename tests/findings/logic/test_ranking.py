from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakaguru.findings.logic.ranking import (
    Effort,
    colour,
    feasibility,
    importance,
    official_key,
    placed,
    size,
)


@pytest.mark.parametrize(
    ("distance", "part"), [(0, 1), (1.0, 1), (1.1, 2), (2.5, 3), (5.07, 5), (None, 3)]
)
def test_size_is_counted_in_fifths_of_the_way(distance, part):
    assert size(distance, 5.07) == part


def test_importance_grows_with_sources_and_weight():
    assert importance(2, 1, 1) == 2
    assert importance(2, 2, 1) == 3
    assert importance(4, 3, 2) == 5


@pytest.mark.parametrize(
    ("remedies", "part"),
    [
        ([], 3),
        ([Effort("K00", 4)], 5),
        ([Effort("K00", 12)], 4),
        ([Effort("K03", 4)], 4),
        ([Effort("K03", 20)], 2),
        ([Effort("KX", 2)], 1),
        ([Effort("KX", 2), Effort("K00", 20)], 3),
    ],
)
def test_feasibility_is_that_of_the_easiest_remedy(remedies, part):
    assert feasibility(remedies) == part


def test_the_official_order_is_colour_then_rank_then_fall_then_score():
    keys = [
        official_key(1, 5, 5, -0.5, 1.0),
        official_key(1, 5, 5, -0.2, 0.5),
        official_key(2, 5, 3, -0.9, 1.0),
        official_key(2, 5, None, None, None),
        official_key(3, 5, 5, -3.0, 3.0),
        official_key(5, 5, 5, -3.0, 6.9),
        official_key(None, None, None, None, None),
    ]

    assert keys == sorted(keys)
    assert [colour(level, 5) for level in (1, 2, 3, 4, 5)] == [1, 1, 2, 2, 3]


@given(st.sets(st.integers(1, 50)), st.data())
def test_placing_by_hand_loses_nothing(keys, data):
    ordered = sorted(keys)
    some = data.draw(st.sets(st.sampled_from(ordered)) if ordered else st.just(set()))
    by_hand = {key: data.draw(st.integers(1, 60)) for key in some}

    order = placed(ordered, by_hand)

    assert sorted(order) == ordered
    assert [key for key in order if key not in by_hand] == [
        key for key in ordered if key not in by_hand
    ]


def test_a_finding_placed_by_hand_stands_there():
    assert placed([1, 2, 3, 4], {4: 1}) == [4, 1, 2, 3]
    assert placed([1, 2, 3, 4], {1: 3}) == [2, 3, 1, 4]
