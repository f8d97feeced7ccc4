"""Nobody's answers show through (R15, R16b)."""

from __future__ import annotations

import pytest

from sakaguru.engine.disclosure import Bounds
from sakaguru.engine.roles import ROLES as ENGINE_ROLES
from sakaguru.scoring.adapters.disclosure import too_close
from sakaguru.scoring.logic.disclosure import (
    ROLE_BOUNDS,
    SCHOOLS_BOUND,
    RoleFigure,
    is_suppressed,
    roles_hidden,
    segments_shown,
    shown_counts,
)
from sakaguru.scoring.logic.frames import ROLES


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
        ("DATA", 0, False),
        ("GS", 0, True),
        ("GS", -1, False),
    ],
)
def test_a_role_is_suppressed_below_its_bound(role, n, suppressed):
    assert is_suppressed(RoleFigure(role, 4.2, n)) is suppressed


def test_one_suppressed_role_hides_all_roles_of_the_node():
    assert roles_hidden([RoleFigure("KS", 5.0, 1), RoleFigure("GS", 4.0, 3)])
    assert not roles_hidden([RoleFigure("KS", 5.0, 1), RoleFigure("GS", 4.0, 6)])


def test_a_role_without_a_figure_hides_nothing():
    assert not roles_hidden([RoleFigure("KS", 5.0, 1), RoleFigure("SS", None, 0)])


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([1, 6, 30], [True, True, True]),
        ([1, 5, 30], [True, False, True]),
        ([1, 6, 8], [True, True, False]),
        ([1, 6, 6], [True, True, True]),
        ([0, 4], [True, False]),
        ([0, 5], [True, True]),
        ([], []),
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


def test_the_bounds_are_those_of_the_engine():
    bounds = Bounds()

    assert {role: bounds.of_role(role) for role in ROLE_BOUNDS} == ROLE_BOUNDS
    assert bounds.schools == SCHOOLS_BOUND
    assert not any(bounds.of_role(role) for role in set(ROLES) - set(ROLE_BOUNDS))
