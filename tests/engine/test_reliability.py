from __future__ import annotations

import numpy as np
import pytest
from engine.drawing import compiled, framework_document
from engine.test_shrinkage import NODES

from sakaguru.engine import reliability as module
from sakaguru.engine.answers import RoleAnswers
from sakaguru.engine.reliability import cronbach, reliability


def part_of(items, top=4):
    drawn = [
        {"code": f"I{n}", "role": "SS", "node": "1.1.1", "max": top}
        for n in range(items)
    ]
    return compiled(framework_document(NODES), drawn).part("SS")


def answered(points):
    body = np.array(points, np.uint8)
    return RoleAnswers(np.zeros(len(body), np.int32), body)


def sample(seed=1, rows=300, items=5):
    chance = np.random.default_rng(seed)
    trait = chance.normal(2, 1, rows)
    noise = chance.normal(0, 0.8, (rows, items))
    body = np.clip(np.rint(trait[:, None] + noise), 0, 4)
    body[:, -1] = chance.integers(0, 5, rows)
    return body


def test_complete_answers_give_the_textbooks_alpha(monkeypatch):
    monkeypatch.setattr(module, "CHUNK", 64)
    x = sample()

    found = reliability(part_of(5), answered(x), np.arange(5))

    def textbook(values):
        k = values.shape[1]
        parts = values.var(axis=0, ddof=1).sum()
        return k / (k - 1) * (1 - parts / values.sum(axis=1).var(ddof=1))

    assert found.alpha == pytest.approx(textbook(x))
    for item in range(5):
        rest = np.delete(x, item, axis=1)
        assert found.alpha_without[item] == pytest.approx(textbook(rest))
        correlation = np.corrcoef(x[:, item], rest.mean(axis=1))[0, 1]
        assert found.item_rest[item] == pytest.approx(correlation)
    assert found.misfits.tolist() == [False, False, False, False, True]
    assert found.answered.tolist() == [300] * 5


def test_a_missing_answer_costs_only_its_own_item():
    x = sample()
    x[:30, 0] = 255

    found = reliability(part_of(5), answered(x), np.arange(5))

    assert found.answered.tolist() == [270, 300, 300, 300, 300]
    pair = np.corrcoef(x[30:, 0], np.delete(x, 0, axis=1)[30:].mean(axis=1))[0, 1]
    assert found.item_rest[0] == pytest.approx(pair)


def test_an_item_alone_or_without_variance_has_no_alpha():
    x = sample()
    single = reliability(part_of(5), answered(x), np.array([1]))
    same = reliability(part_of(5), answered(np.full((9, 5), 2)), np.arange(5))

    assert np.isnan(single.alpha)
    assert np.isnan(single.item_rest).all()
    assert np.isnan(same.alpha)
    assert np.isnan(same.item_rest).all()
    assert np.isnan(cronbach(np.full((2, 2), np.nan)))


def test_an_item_that_all_answered_alike_is_no_misfit_by_rounding(monkeypatch):
    monkeypatch.setattr(module, "CHUNK", 32)
    x = sample(rows=100, items=4)
    x[:, 0] = 1
    x[::3, 1] = 255

    found = reliability(part_of(4, top=30), answered(x), np.arange(4))

    assert np.isnan(found.item_rest[0])
    assert not found.misfits[0]
    assert not np.isnan(found.item_rest[1:]).any()


def test_what_all_answered_alike_beside_an_item_correlates_with_nothing():
    x = np.full((12, 3), 2)
    x[:, 0] = np.arange(12) % 4
    x[::5, 2] = 255

    found = reliability(part_of(3, top=3), answered(x), np.arange(3))

    assert np.isnan(found.item_rest).tolist() == [True] * 3
    assert np.isnan(found.alpha_without[0])


def test_items_that_cancel_out_have_no_alpha():
    x = np.arange(10) % 3
    both = np.stack([x, 2 - x], axis=1)

    found = reliability(part_of(2, top=3), answered(both), np.arange(2))

    assert np.isnan(found.alpha)
    assert found.item_rest == pytest.approx([-1.0, -1.0])
