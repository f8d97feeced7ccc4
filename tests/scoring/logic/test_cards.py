"""What a card says, node by node."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from sakaguru.scoring.logic.cards import (
    Raw,
    Standing,
    carried_over,
    gaps,
    reached,
    shown_nodes,
    strengths,
)
from sakaguru.scoring.logic.frames import ROLES, Frame, NodeInfo
from sakaguru.scoring.logic.levels import Band
from sakaguru.scoring.queries.cards import compared_nodes

BANDS = tuple(
    Band(number, {"id": f"T{number}"}, up_to)
    for number, up_to in enumerate((2.04, 3.70, 5.06, 6.66, 7.0), start=1)
)
CODES = ("*", "1", "1.1", "1.1.1", "1.1.2")
KINDS = ("school", "standard", "indicator", "subindicator", "subindicator")
PARENT = ("", "*", "1", "1.1", "1.1")
FRAME = Frame(
    name="SNP-2016 1",
    bands=BANDS,
    scale_max=7,
    nodes={
        code: NodeInfo(code, parent, kind, {"id": code}, ("KS", "GS"))
        for code, kind, parent in zip(CODES, KINDS, PARENT, strict=True)
    },
)
KS, GS, DATA = ROLES.index("KS"), ROLES.index("GS"), ROLES.index("DATA")


def raw(scores=(5.0, 5.0, 5.0, 6.0, 4.0), **changes):
    role_scores = [-1] * 12
    role_scores[KS], role_scores[GS] = 650, 550
    role_scores[6 + KS], role_scores[6 + GS] = 400, 400
    role_n = [0] * 12
    for row in (0, 6):
        role_n[row + KS], role_n[row + GS] = 1, 8
    values = {
        "nodes": CODES,
        "leaves": ("1.1.1", "1.1.2"),
        "scores": scores,
        "errors": (0.1,) * 5,
        "coverage": (1.0,) * 5,
        "n": (9,) * 5,
        "sufficient": (True,) * 5,
        "role_scores": role_scores,
        "role_n": role_n,
        "hidden": (False,) * 5,
    }
    return Raw(**{**values, **changes})


def test_a_counted_node_has_its_level_and_what_is_missing_to_the_next():
    node = shown_nodes(raw(), FRAME)["1.1.2"]

    assert node.standing is Standing.COUNTED
    assert node.level.number == 3
    assert node.to_next == pytest.approx(1.07)


def test_an_insufficient_node_shows_its_score_without_a_level():
    node = shown_nodes(raw(sufficient=(False,) * 5), FRAME)["1"]

    assert node.standing is Standing.INSUFFICIENT
    assert node.score == 5.0
    assert node.level is None


def test_a_node_without_answers_is_empty():
    node = shown_nodes(raw(scores=(math.nan,) * 5), FRAME)["1"]

    assert node.standing is Standing.EMPTY
    assert node.score is None


def test_a_hidden_node_shows_neither_score_nor_roles():
    node = shown_nodes(raw(hidden=(False, False, False, True, True)), FRAME)["1.1.1"]

    assert node.standing is Standing.HIDDEN
    assert (node.score, node.error, node.roles) == (None, None, ())


def test_roles_are_hidden_where_one_of_them_is_small():
    small = raw()
    small.role_n[GS] = 3

    node = shown_nodes(small, FRAME)["1.1.1"]

    assert node.hides_roles
    assert node.roles == ()
    assert node.score == 6.0


def test_the_cycle_before_is_compared_where_both_count():
    before = shown_nodes(raw(scores=(4.0,) * 5), FRAME)

    node = compared_nodes(raw(), FRAME, before)["1"]

    assert node.before == 4.0
    assert node.change.points == pytest.approx(1.0)


def test_what_was_hidden_before_is_not_compared():
    before = shown_nodes(raw(hidden=(True,) * 5), FRAME)

    assert shown_nodes(raw(), FRAME, before)["1"].before is None


def test_people_who_say_clearly_more_than_the_data_are_remarked_on():
    differing = raw()
    differing.role_scores[DATA] = 350
    differing.role_n[DATA] = 1

    nodes = shown_nodes(differing, FRAME)

    assert nodes["1.1.1"].exceeds_data == pytest.approx(2.5)
    assert nodes["1.1.2"].exceeds_data is None


def test_strengths_and_gaps_come_from_counted_subindicators():
    nodes = shown_nodes(raw(), FRAME)

    assert [node.code for node in strengths(nodes, FRAME)] == ["1.1.1"]
    assert [node.code for node in gaps(nodes, FRAME)] == ["1.1.2"]
    none = shown_nodes(raw(sufficient=(False,) * 5), FRAME)
    assert strengths(none, FRAME) == gaps(none, FRAME) == []


def test_reached_says_how_many_of_each_asked_role_are_missing():
    rows = reached(
        ("KS", "SS"), [1, 8, 12, 0, 0, 1], [1, 6, 30, 6, 0, 0], [1, 9, -1, 9, 1, 1]
    )

    assert [(row.role, row.missing, row.people) for row in rows] == [
        ("KS", 0, 1),
        ("SS", 18, None),
    ]


def test_points_of_another_scale_are_not_carried_over():
    before = shown_nodes(raw(), FRAME)
    smaller = replace(FRAME, scale_max=4)

    assert carried_over(before, FRAME, FRAME, {}).keys() == set(CODES)
    assert carried_over(before, smaller, FRAME, {}) == {}
