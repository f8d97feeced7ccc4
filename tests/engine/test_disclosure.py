"""Nothing that is hidden may follow from what is shown."""

from __future__ import annotations

import numpy as np
import pytest
from engine.test_reference import SCHOOLS, computed, worlds
from hypothesis import given, settings
from hypothesis import strategies as st

from sakaguru.engine.disclosure import (
    Bounds,
    follows,
    hidden_figures,
    hidden_regions,
    may_follow,
)


def test_bounds_cannot_be_set_below_5():
    with pytest.raises(ValueError, match="bounds go from 5 up"):
        Bounds(parents=4)


def test_scores_without_role_figures_cannot_be_judged():
    world = {"nodes": []}
    with pytest.raises(ValueError, match="role figures"):
        hidden_figures(type("S", (), {"role_n": None, **world})(), Bounds())


def test_what_follows_is_found_by_elimination():
    assert follows([[0, 1, 2]], {1}) == {1}
    assert follows([[0, 1, 2]], {1, 2}) == set()
    assert follows([[0, 1, 2], [1, 3, 4]], {1, 2, 3}) == set()
    assert follows([[0, 1, 2], [0, 2, 3], [0, 1, 3]], {1, 2, 3}) == {1, 2, 3}
    assert follows([], {1}) == set()
    assert follows([[0, 1]], set()) == set()


@settings(settings.get_profile("engine"))
@given(worlds())
def test_no_hidden_score_of_a_school_follows(world):
    scores = computed(world)

    hidden = hidden_figures(scores, Bounds()).composite

    for school in range(len(SCHOOLS)):
        present = ~np.isnan(scores.score[school])
        equations = [
            [parent, *(c for c in children if present[c])]
            for parent, children in scores.framework.climb
            if present[parent]
        ]
        secret = set(np.flatnonzero(hidden[school]).tolist())
        assert follows(equations, secret) == set()


@settings(settings.get_profile("engine"))
@given(worlds())
def test_no_hidden_role_figure_follows(world):
    """A role's figures add up from the leaves; above a hidden one none is shown."""
    scores = computed(world)

    hidden = hidden_figures(scores, Bounds()).roles

    for parent, children in scores.framework.climb:
        assert (hidden[:, parent] >= hidden[:, children].any(axis=1)).all()


@st.composite
def forests(draw):
    """Three tiers with counted schools; some lie in no region of the lower tiers."""
    counted = [[0], [], []]
    parents = [[], []]
    for middle in range(draw(st.integers(1, 5))):
        parents[0].append(0)
        total = rest = draw(st.integers(0, 3))
        for _ in range(draw(st.integers(0, 4))):
            parents[1].append(middle)
            counted[2].append(draw(st.integers(0, 12)))
            total += counted[2][-1]
        counted[1].append(total)
        del rest
    counted[0][0] = sum(counted[1]) + draw(st.integers(0, 2))
    shape = [np.array(tier, int).reshape(-1, 1) for tier in counted]
    return shape, [np.array(tier, int) for tier in parents]


@settings(settings.get_profile("engine"), max_examples=200)
@given(forests())
def test_no_hidden_region_follows(forest):
    counted, parents = forest

    hidden = hidden_regions(counted, parents)

    offsets = np.cumsum([0, *(len(tier) for tier in counted)])
    sizes = np.concatenate(counted)[:, 0].tolist()
    secret = {p for p, h in enumerate(np.concatenate(hidden)[:, 0]) if h}
    equations = []
    for depth, above in enumerate(parents, start=1):
        for parent in range(len(counted[depth - 1])):
            children = (np.flatnonzero(above == parent) + offsets[depth]).tolist()
            rest = sizes[offsets[depth - 1] + parent] - sum(sizes[c] for c in children)
            members = [c for c in children if sizes[c]]
            if rest:
                secret.add(len(sizes))
                members.append(len(sizes))
                sizes.append(rest)
            if members:
                equations.append([int(offsets[depth - 1]) + parent, *members])
    assert {p for p in follows(equations, secret) if sizes[p] < 5} == set()
    for place, size in enumerate(np.concatenate(counted)[:, 0]):
        assert not 0 < size < 5 or place in secret


def test_two_publications_differ_by_5_of_a_protected_role_or_by_none():
    before = np.array([1, 6, 20, 5, 0, 1])

    assert may_follow(before, before)
    assert may_follow(before, np.array([1, 6, 25, 5, 1, 1]))
    assert may_follow(before, np.array([2, 6, 20, 5, 1, 0]))
    assert not may_follow(before, np.array([1, 6, 24, 5, 0, 1]))
    assert not may_follow(before, np.array([1, 5, 20, 5, 0, 1]))
