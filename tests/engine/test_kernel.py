"""Compiled loops, their NumPy twins, and the loops as Python runs them: same bytes."""

from __future__ import annotations

import builtins

import numpy as np
import pytest
from engine.drawing import framework_document
from engine.reference import Submission
from engine.test_reference import SCHOOLS, computed, worlds
from hypothesis import given, settings

from sakaguru.engine import (
    alone,
    errors_of_scores,
    instruments,
    kernel,
    quality,
    rollup,
    scores,
    tallies,
)
from sakaguru.engine.answers import RoleAnswers
from sakaguru.engine.rollup import Tier, roll_up

USERS = (alone, errors_of_scores, instruments, quality, rollup, scores, tallies)
FIGURES = ("score", "se", "coverage", "n", "sufficient", "level", "respondents")
KINDS = (kernel.as_written(), kernel.in_numpy())


@pytest.fixture
def run_by(monkeypatch):
    def choose(loops):
        for module in USERS:
            monkeypatch.setattr(module, "loops", lambda: loops)

    return choose


def bytes_of(figures, names):
    return {name: getattr(figures, name).tobytes() for name in names}


@settings(
    settings.get_profile("engine"), suppress_health_check=["function_scoped_fixture"]
)
@given(world=worlds())
def test_scores_are_the_same_bytes_however_they_are_computed(world, run_by):
    run_by(kernel.loops())
    compiled = bytes_of(computed(world), FIGURES)

    for loops in KINDS:
        run_by(loops)
        assert bytes_of(computed(world), FIGURES) == compiled


@settings(
    settings.get_profile("engine"), suppress_health_check=["function_scoped_fixture"]
)
@given(world=worlds())
def test_regions_are_the_same_bytes_however_they_are_computed(world, run_by):
    tiers = [Tier("a", np.array([0, 1, 0, -1]), 3), Tier("b", np.zeros(4, int), 1)]
    names = ("mean", "se", "quantiles", "levels", "counted")
    run_by(kernel.loops())
    gathered = computed(world)
    compiled = [bytes_of(r, names) for r in roll_up(gathered, tiers)]

    for loops in KINDS:
        run_by(loops)
        assert [bytes_of(r, names) for r in roll_up(gathered, tiers)] == compiled


def test_levels_are_the_same_bytes_however_they_are_computed(run_by):
    nodes = [
        {"code": "1", "parent": None, "kind": "standard"},
        {"code": "1.1", "parent": "1", "kind": "indicator"},
        {"code": "1.1.1", "parent": "1.1", "kind": "subindicator"},
    ]
    items = [{"code": "A", "role": "SS", "node": "1.1.1", "weight": 1, "max": 7}]
    submissions = [Submission(s, s, "SS", {"A": n}) for n, s in enumerate(SCHOOLS, 3)]
    world = framework_document(nodes), items, submissions, {}
    for loops in (kernel.loops(), *KINDS):
        run_by(loops)
        assert computed(world).level[:, 0].tolist() == [2, 3, 3, 4]


def many_rows(seed, rows=1500, items=30, top=8):
    """Schools with nearly a 16-bit block of rows; some straight, some alike."""
    chance = np.random.default_rng(seed)
    body = chance.integers(0, top, (rows, items), dtype=np.uint8)
    body[chance.random(body.shape) < 0.05] = 255
    body[::40] = 3
    body[5::50] = 255
    body[11::30] = body[10::30][: len(body[11::30])]
    school = np.sort(chance.integers(0, len(SCHOOLS), rows)).astype(np.int32)
    return RoleAnswers(school, body)


def bounds_of(answers):
    return answers.rows_of(0, len(SCHOOLS))


def tallied(loops, answers):
    bounds = bounds_of(answers)
    shape = (len(SCHOOLS), answers.body.shape[1])
    sums, counts = np.zeros(shape, np.uint32), np.zeros(shape, np.uint32)
    loops.tally(answers.body, bounds, sums, counts)
    starts, flat = np.array([0, 1, 3, 30]), np.arange(30)
    valid, n = np.zeros(len(SCHOOLS), np.int32), np.zeros((4, 3), np.int32)
    first = flat[starts[:-1]]
    loops.reach(answers.body, bounds, counts, starts, flat, first, valid, n)
    return [array.tobytes() for array in (sums, counts, valid, n)]


@pytest.mark.parametrize("odd", [False, True])
def test_sums_over_many_rows_agree(odd):
    """Where ``odd``, each item of the last node lacks an answer, but no row does."""
    answers = many_rows(1, top=251)
    if odd:
        answers.body[answers.body == 255] = 0
        first = bounds_of(answers)[:-1]
        for item in range(3, 30):
            answers.body[first + item, item] = 255

    compiled, *others = (tallied(one, answers) for one in (kernel.loops(), *KINDS))

    assert others == [compiled, compiled]


def flagged(loops, answers):
    kinds = np.tile(np.arange(251), (30, 1))
    most = np.zeros(len(answers.body), np.int64)
    loops.most_common(answers.body, kinds, 251, most)
    pairs, share = np.zeros((10, 2), np.int64), np.zeros(10)
    straight = most >= 25
    found = loops.twins(answers.body, bounds_of(answers), straight, pairs, share)
    assert found > 10
    return [found, *(array.tobytes() for array in (most, pairs, share))]


def test_flags_agree():
    answers = many_rows(2)

    compiled, *others = (flagged(one, answers) for one in (kernel.loops(), *KINDS))

    assert others == [compiled, compiled]


def test_without_numba_the_twins_are_used(monkeypatch):
    real = builtins.__import__

    def refuse(name, *rest, **options):
        if name == "numba":
            raise ImportError(name)
        return real(name, *rest, **options)

    monkeypatch.setattr(builtins, "__import__", refuse)

    assert kernel.loops.__wrapped__() == kernel.in_numpy()


def test_compiling_can_be_switched_off(monkeypatch):
    monkeypatch.setenv("SAKAGURU_NO_JIT", "1")

    assert kernel.loops.__wrapped__() == kernel.in_numpy()
