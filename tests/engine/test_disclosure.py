"""Nothing that is hidden may follow from what is shown."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from engine.drawing import framework_document
from engine.hiding import (
    FEWEST,
    hidden_below,
    hidden_in_a_school,
    hide_behind_thin_rests,
    with_those_above,
)
from engine.test_reference import SCHOOLS, computed, worlds
from hypothesis import given, settings
from hypothesis import strategies as st
from privacy.attack import Puzzle

from sakaguru.engine.disclosure import (
    LOWEST,
    Bounds,
    _complement,
    follows,
    hidden_figures,
    hidden_regions,
    may_follow,
)
from sakaguru.engine.framework import compile_framework
from sakaguru.engine.roles import ROLES


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
    assert follows([[0, 1, 5], [1, 0, 6]], {0, 1}) == set(), "one sum told twice"
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


def test_only_what_people_answered_hides_its_neighbour():
    family = SimpleNamespace(climb=((0, np.array([1, 2, 3])),))
    telling = np.array([[True, False, True, True]])
    hidden = np.array([[False, False, True, False]])

    found = _complement(family, hidden, telling)

    assert found.tolist() == [[False, False, True, True]], "the first is known anyway"


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
        total = draw(st.integers(0, 7))
        for _ in range(draw(st.integers(0, 4))):
            parents[1].append(middle)
            counted[2].append(draw(st.integers(0, 12)))
            total += counted[2][-1]
        counted[1].append(total)
    counted[0][0] = sum(counted[1]) + draw(st.integers(0, 6))
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


NODES = ["1", "1.1", "1.1.1", "1.1.2", "1.1.3", "1.2", "1.2.1", "1.2.2"]
NODES += ["2", "2.1", "2.1.1", "2.1.2", "2.2", "2.2.1", "3", "3.1", "3.1.1"]
KINDS = ("standard", "indicator", "subindicator")
FEW = st.sampled_from([0, 0, 0, 1, 1, 2, 4, 5, 9, 10, 11])


@st.composite
def answered(draw):
    """Respondents per role and node; the roles of a node are those of its leaves."""
    rows = [
        {
            "code": code,
            "parent": code.rpartition(".")[0] or None,
            "kind": KINDS[code.count(".")],
        }
        for code in NODES
    ]
    framework = compile_framework(framework_document(rows))
    n = np.zeros((2, len(ROLES), len(framework.codes)), np.int32)
    for school in range(2):
        for place in framework.subindicators:
            for role in range(len(ROLES)):
                n[school, role, place] = draw(FEW)
    for parent, children in framework.climb:
        n[:, :, parent] = n[:, :, children].max(axis=2, initial=0)
    score = np.where(n.any(axis=1), 3.5, np.nan)
    figures = np.where(n[:, :, framework.subindicators] > 0, 3.5, np.nan)
    return SimpleNamespace(
        framework=framework, role_n=n, score=score, role_score=figures
    )


@settings(settings.get_profile("engine"), max_examples=40)
@given(answered())
def test_just_so_much_of_a_school_is_hidden_as_the_rules_say(scores):
    framework = scores.framework
    tree = {int(parent): children.tolist() for parent, children in framework.climb}

    found = hidden_figures(scores, Bounds())

    for school in range(2):
        respondents = {
            (role, node): int(scores.role_n[school, place, node])
            for place, role in enumerate(ROLES)
            for node in range(len(framework.codes))
        }
        with_score = set(np.flatnonzero(~np.isnan(scores.score[school])).tolist())
        roles, composite = hidden_in_a_school(
            tree, framework.subindicators.tolist(), respondents, with_score
        )
        hidden = set(np.flatnonzero(found.composite[school]).tolist())
        with_hidden = with_those_above(tree, roles | hidden)
        assert set(np.flatnonzero(found.roles[school]).tolist()) == with_hidden
        assert hidden >= composite
        assert bool(hidden - composite) == tells_closely(scores, school, composite)


def school_that_said(points, *spoken):
    """A school in which these roles answered for these sub-indicators, so many each."""
    rows = [
        {
            "code": code,
            "parent": code.rpartition(".")[0] or None,
            "kind": KINDS[code.count(".")],
        }
        for code in NODES
    ]
    framework = compile_framework(framework_document(rows))
    n = np.zeros((1, len(ROLES), len(framework.codes)), np.int32)
    for role, node, people in spoken:
        n[0, ROLES.index(role), framework.index[node]] = people
    for parent, children in framework.climb:
        n[:, :, parent] = n[:, :, children].max(axis=2, initial=0)
    return SimpleNamespace(
        framework=framework,
        role_n=n,
        score=np.where(n.any(axis=1), points, np.nan),
        role_score=np.where(n[:, :, framework.subindicators] > 0, points, np.nan),
    )


def hidden_codes(scores):
    found = hidden_figures(scores, Bounds()).composite[0]
    return [scores.framework.codes[place] for place in np.flatnonzero(found)]


def test_an_interval_of_just_20_points_is_wide_enough():
    """Sums of real numbers come out a little narrower here."""
    everybody = [(role, "1.1.2", 1) for role in ROLES[:5]]
    scores = school_that_said(
        3.5, *everybody, ("MT", "2.1.2", 1), ("DATA", "1.1.1", 1), ("DATA", "1.1.3", 1)
    )

    assert hidden_codes(scores) == ["1", "1.1", "1.1.2", "2", "2.1", "2.1.2"]


def test_two_small_groups_that_both_say_the_best_are_not_told_apart_by_any_score():
    """A total of just the best would tell what each of them said, wherever it is."""
    small = [("GS", "1.1.1", 2), ("SS", "1.1.1", 3)]
    many = [("SS", node, 12) for node in ("1.1.2", "2.1.1", "2.1.2")]
    middle = school_that_said(3.5, *small, *many)
    best = school_that_said(7.0, *small, *many)

    assert hidden_codes(middle) == []
    above = ["*", "1", "1.1", "2", "2.1"]
    assert sorted(hidden_codes(best)) == sorted([*above, "1.1.1", "1.1.2", "2.1.1"])


def tells_closely(scores, school, hidden):
    """Whether a small role's figure is told within 20 points, by linear programme."""
    framework, puzzle, small = scores.framework, Puzzle(), []
    for place, score in enumerate(scores.score[school]):
        puzzle.unknown(place)
        if place not in hidden and not np.isnan(score):
            puzzle.see(place, score, 0.0)
    for parent, children in framework.climb:
        parts = [(int(c), 1) for c in children if not np.isnan(scores.score[school, c])]
        if parts:
            puzzle.adds_up([*parts, (int(parent), -len(parts))])
    for leaf in framework.subindicators.tolist():
        given = np.flatnonzero(scores.role_n[school, :, leaf])
        parts = [((leaf, ROLES[place]), 1) for place in given]
        if parts:
            puzzle.adds_up([*parts, (leaf, -len(parts))])
        for place in given:
            puzzle.unknown((leaf, ROLES[place]))
            if ROLES[place] not in FEWEST:
                puzzle.see((leaf, ROLES[place]), 3.5, 0.0)
            elif scores.role_n[school, place, leaf] < FEWEST[ROLES[place]]:
                small.append((leaf, ROLES[place]))
    return any(puzzle.width(figure) < 1.4 - 1e-4 for figure in small)


def columns(*tiers):
    return [np.array(tier)[:, None] for tier in tiers]


def test_a_rest_grows_thin_once_more_by_what_is_hidden_for_another():
    counted = columns([16], [15, 1], [12, 1], [7, 1, 5])
    parents = [np.array([0, 0]), np.array([0, 1]), np.array([0, 1, 0])]

    hidden = hidden_regions(counted, parents)

    # 16 - 7 - 5 would tell of four schools
    assert [tier[:, 0].tolist() for tier in hidden] == [
        [False],
        [True, True],
        [True, True],
        [False, True, True],
    ]


def test_regions_of_several_countries_are_hidden_each_for_themselves():
    counted = columns([12, 9], [8, 3, 1, 9])
    parents = [np.array([0, 0, 0, 1])]

    hidden = hidden_regions(counted, parents)

    assert [tier[:, 0].tolist() for tier in hidden] == [
        [False, False],
        [True, True, True, False],
    ]


@settings(settings.get_profile("engine"), max_examples=200)
@given(forests(), st.integers(0, 3))
def test_just_so_many_regions_are_hidden_as_the_rules_say(forest, shift):
    """Two nodes at once, with other counts; they do not touch each other."""
    counted, parents = forest
    both = [np.hstack([tier, tier * shift]) for tier in counted]

    found = hidden_regions(both, parents)

    for node in range(2):
        sizes = [tier[:, node].tolist() for tier in both]
        hidden = {(0, 0)} if 0 < sizes[0][0] < LOWEST else set()
        for depth, above in enumerate(parents, start=1):
            for parent in range(len(sizes[depth - 1])):
                counts = {
                    (depth, child): sizes[depth][child]
                    for child in np.flatnonzero(above == parent).tolist()
                }
                whole = (depth - 1, parent)
                hidden |= hidden_below(
                    sizes[depth - 1][parent], whole in hidden, counts
                )
        hide_behind_thin_rests(
            {(d, p): n for d, tier in enumerate(sizes) for p, n in enumerate(tier)},
            {
                (depth, child): (depth - 1, parent)
                for depth, tier in enumerate(parents, start=1)
                for child, parent in enumerate(tier.tolist())
            },
            hidden,
        )
        masks = [np.flatnonzero(tier[:, node]).tolist() for tier in found]
        assert {(d, p) for d, mask in enumerate(masks) for p in mask} == hidden


def test_bounds_are_the_rules():
    bounds = Bounds()

    assert [bounds.of_role(role) for role in ROLES] == [0, 5, 10, 5, 0, 0]
    assert bounds.schools == LOWEST == 5
    assert Bounds(5, 5, 5, 5).of_role("SS") == 5


def test_two_publications_differ_by_5_of_a_protected_role_or_by_none():
    before = np.array([1, 6, 20, 5, 0, 1])

    assert may_follow(before, before)
    assert may_follow(before, np.array([1, 6, 25, 5, 1, 1]))
    assert may_follow(before, np.array([2, 6, 20, 5, 1, 0]))
    assert not may_follow(before, np.array([1, 6, 24, 5, 0, 1]))
    assert not may_follow(before, np.array([1, 5, 20, 5, 0, 1]))
