"""Nobody's answers show through (R15, R16b)."""

from __future__ import annotations

import numpy as np
import pytest

from sakaguru.engine.roles import ROLES as ENGINE_ROLES
from sakaguru.scoring.logic.disclosure import (
    RoleFigure,
    hidden_mask,
    is_suppressed,
    roles_hidden,
    segments_shown,
    shown_counts,
    too_close,
)
from sakaguru.scoring.logic.frames import ROLES

# Nodes: * > 1 > 1.1 > (1.1.1, 1.1.2) and 1.2 > (1.2.1)
PARENTS = np.array([-1, 0, 1, 2, 2, 1, 5])
LEAVES = np.array([3, 4, 6])


def mask(given, n):
    """One school; ``given`` per leaf the roles that score it, ``n`` per role."""
    flags = np.zeros((1, len(ROLES), len(LEAVES)), bool)
    counts = np.zeros((1, len(ROLES), len(PARENTS)), int)
    for leaf, roles in enumerate(given):
        for role in roles.split():
            flags[0, ROLES.index(role), leaf] = True
    for role, count in n.items():
        counts[0, ROLES.index(role)] = count
    return hidden_mask(flags, counts, LEAVES, PARENTS)[0].tolist()


def test_roles_stand_in_the_order_of_the_engine():
    assert ROLES == ENGINE_ROLES


@pytest.mark.parametrize(
    ("role", "n", "suppressed"),
    [
        ("SS", 9, True),
        ("SS", 10, False),
        ("GS", 4, True),
        ("GS", 5, False),
        ("MT", 4, True),
        ("KS", 1, False),
        ("PS", 1, False),
        ("DATA", 1, False),
    ],
)
def test_a_role_is_suppressed_below_its_bound(role, n, suppressed):
    assert is_suppressed(RoleFigure(role, 4.2, n)) is suppressed


def test_one_suppressed_role_hides_all_roles_of_the_node():
    assert roles_hidden([RoleFigure("KS", 5.0, 1), RoleFigure("GS", 4.0, 3)])
    assert not roles_hidden([RoleFigure("KS", 5.0, 1), RoleFigure("GS", 4.0, 6)])


def test_a_role_without_a_figure_hides_nothing():
    assert not roles_hidden([RoleFigure("KS", 5.0, 1), RoleFigure("SS", None, 0)])


def test_nothing_is_hidden_where_every_role_is_large():
    assert not any(mask(["KS SS", "SS", "GS"], {"KS": 1, "SS": 30, "GS": 6}))


def test_a_leaf_of_one_small_role_is_hidden_with_its_siblings():
    hidden = mask(["SS", "KS SS", "KS"], {"KS": 1, "SS": 8})

    assert hidden == [False, False, False, True, True, False, False]


def test_a_parent_all_of_whose_answers_are_one_small_role_is_hidden_too():
    hidden = mask(["SS", "SS", "KS"], {"KS": 1, "SS": 8})

    assert hidden[2]
    assert hidden[5], "its sibling, else it could be calculated"
    assert not hidden[1]


def test_everything_is_hidden_where_only_a_few_pupils_answered():
    assert all(mask(["SS", "SS", "SS"], {"SS": 3}))


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([1, 6, 30], [True, True, True]),
        ([1, 5, 30], [True, False, True]),
        ([1, 6, 8], [True, True, False]),
        ([1, 6, 6], [True, True, True]),
        ([0, 4], [True, False]),
    ],
)
def test_nested_groups_are_shown_where_no_small_rest_follows(counts, shown):
    assert shown_counts(counts) == shown


def test_segments_are_shown_when_each_is_empty_or_large():
    assert segments_shown([0, 12])
    assert segments_shown([5, 12])
    assert not segments_shown([2, 12])


def test_two_publications_differ_by_nobody_or_by_enough():
    before = [1, 8, 30, 6, 1, 1]

    assert not too_close(before, before)
    assert not too_close([1, 8, 35, 6, 1, 1], before)
    assert too_close([1, 9, 30, 6, 1, 1], before)
    assert not too_close([2, 8, 30, 6, 0, 1], before), "offices are not protected"
