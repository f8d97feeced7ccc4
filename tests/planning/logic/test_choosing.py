from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakaguru.planning.logic.choosing import (
    Candidate,
    CannotBeChosen,
    Why,
    best_choice,
    price_of,
    side_by_side,
)

MILLION = 1_000_000


def candidates():
    one = st.builds(
        Candidate,
        key=st.just(""),
        cost=st.one_of(
            st.integers(0, 20),
            st.integers(0, 40).map(lambda n: n * 250_000),
            st.integers(1, 900_000_000),
        ),
        points=st.integers(0, 30).map(lambda n: n / 10),
        importance=st.sampled_from([0.5, 1.0, 2.0]),
        strength=st.sampled_from([0.25, 0.5, 1.0]),
        weakness=st.sampled_from([0.0, 0.3, 1.0]),
        gap=st.sampled_from([None, "a", "b", "c"]),
        is_mandatory=st.sampled_from([False] * 7 + [True]),
        is_excluded=st.sampled_from([False] * 7 + [True]),
    )
    return st.lists(one, max_size=9).map(
        lambda rows: [
            Candidate(**{**vars(row), "key": str(n)}) for n, row in enumerate(rows)
        ]
    )


def allowed(group, ceiling, every):
    fixed = [c for c in every if c.is_mandatory and not c.is_excluded]
    if any(c.is_excluded for c in group) or not set(fixed) <= set(group):
        return False
    gaps = [c.gap for c in group if c.gap is not None]
    fixed_gaps = [c.gap for c in fixed if c.gap is not None]
    for gap in set(gaps):
        if gaps.count(gap) > max(1, fixed_gaps.count(gap)):
            return False
    return sum(c.cost for c in group) <= ceiling


def by_trying_all(every, ceiling, favour):
    """The largest gain and the smallest cost that brings it."""
    best = None
    for size in range(len(every) + 1):
        for group in combinations(every, size):
            if allowed(group, ceiling, every):
                figure = (
                    sum(c.gain(favour) for c in group),
                    -sum(c.cost for c in group),
                )
                best = figure if best is None else max(best, figure)
    return best


@given(
    candidates(),
    st.one_of(st.integers(0, 60), st.integers(0, 2_000_000_000)),
    st.sampled_from([0.0, 0.7, 2.0]),
)
def test_the_choice_is_the_best_of_all_sets(every, ceiling, favour):
    best = by_trying_all(every, ceiling, favour)
    if best is None:
        with pytest.raises(CannotBeChosen):
            best_choice(every, ceiling, favour=favour)
        return

    choice = best_choice(every, ceiling, favour=favour)

    inside = [c for c in every if c.key in choice.chosen]
    assert allowed(tuple(inside), ceiling, every)
    assert (sum(c.gain(favour) for c in inside), -choice.cost) == best
    assert {c.key for c in every} == {*choice.chosen, *(o.key for o in choice.left_out)}


def one(key, millions, points, **more):
    return Candidate(key, millions * MILLION, points, **more)


def test_what_stays_out_is_told_with_its_reason():
    every = [
        one("wanted", 4, 1.0, gap="1.1"),
        one("worse", 5, 0.8, gap="1.1"),
        one("stronger", 9, 2.9, gap="2.1"),
        one("weaker", 3, 1.0, gap="2.1"),
        one("palace", 90, 5.0),
        one("second", 8, 0.9),
        one("vain", 1, 0.0),
        one("refused", 1, 3.0, is_excluded=True),
    ]

    choice = best_choice(every, 10 * MILLION)

    assert choice.chosen == ("stronger",)
    assert choice.rest == MILLION
    told = {out.key: (out.why, out.other) for out in choice.left_out}
    assert told["refused"] == (Why.EXCLUDED, None)
    assert told["weaker"] == (Why.OTHER_FOR_GAP, "stronger")
    assert told["palace"] == (Why.TOO_DEAR, None)
    assert told["second"] == (Why.NO_ROOM, None)
    assert told["vain"] == (Why.NO_GAIN, None)
    richer = best_choice(every, 13 * MILLION)
    assert {o.key: o.why for o in richer.left_out}["worse"] is Why.DOMINATED


def test_what_does_not_fit_names_the_money_that_is_missing():
    choice = best_choice([one("a", 6, 2.0), one("b", 5, 1.0)], 8 * MILLION)

    assert choice.left_out[0].missing == 3 * MILLION


def test_favour_turns_the_money_to_the_weakest():
    every = [one("strong", 5, 1.2), one("weak", 5, 1.0, weakness=0.9)]

    assert best_choice(every, 5 * MILLION).chosen == ("strong",)
    assert best_choice(every, 5 * MILLION, favour=2.0).chosen == ("weak",)


def test_what_must_be_done_is_in_even_where_it_brings_nothing():
    every = [one("must", 4, 0.0, is_mandatory=True), one("a", 3, 1.0)]

    assert best_choice(every, 7 * MILLION).chosen == ("must", "a")
    with pytest.raises(CannotBeChosen) as refusal:
        best_choice(every, 3 * MILLION)
    assert refusal.value.missing == MILLION


def test_evidence_and_importance_count_in_the_gain():
    sure = one("sure", 5, 1.0, strength=1.0)
    hoped = one("hoped", 5, 1.5, strength=0.4)
    heavy = one("heavy", 5, 0.6, importance=2.0)

    assert best_choice([sure, hoped], 5 * MILLION).chosen == ("sure",)
    assert best_choice([sure, heavy], 5 * MILLION).chosen == ("heavy",)


def test_alternatives_stand_side_by_side():
    every = [one("a", 6, 2.0), one("b", 4, 1.0, weakness=1.0), one("c", 4, 1.5)]

    found = side_by_side(every, 10 * MILLION)

    assert found["best"].chosen == ("a", "c")
    assert found["weakest"].chosen == ("a", "b")
    assert found["less_money"].cost <= 8 * MILLION
    assert found["less_money"].expected < found["best"].expected


def test_an_alternative_that_cannot_pay_what_must_be_done_is_none():
    every = [one("must", 9, 0.1, is_mandatory=True)]

    assert side_by_side(every, 10 * MILLION)["less_money"] is None


def test_forcing_one_in_tells_what_is_lost():
    every = [one("a", 6, 2.0), one("b", 6, 1.25), one("palace", 90, 9.0)]
    choice = best_choice(every, 8 * MILLION)

    assert price_of(every, choice, "b") == 0.75
    assert price_of(every, choice, "palace") is None


def test_nothing_to_choose_from_is_an_empty_choice():
    assert best_choice([], 5 * MILLION).chosen == ()
