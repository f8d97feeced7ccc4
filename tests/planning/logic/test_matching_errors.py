"""The errors beside the textbook formulas, written out slowly."""

from __future__ import annotations

import numpy as np
import pytest

from sakaguru.planning.logic.matching_errors import (
    Estimate,
    coefficient,
    designed,
    fitted,
    prediction,
    t_value,
)


@pytest.fixture
def example():
    chance = np.random.default_rng(4)
    sizes = [1, 1, 2, 2, 3, 5, 1, 4, 6, 2]
    clusters = np.repeat(np.arange(len(sizes)), sizes)
    x = np.column_stack(
        [
            chance.random(clusters.size) < 0.4,
            np.ones(clusters.size),
            chance.normal(size=clusters.size),
        ]
    ).astype(float)
    y = x @ [0.5, 1.0, -0.3] + chance.normal(size=clusters.size)
    return x, y, clusters


def slowly(x, y, clusters, place):
    """CR2 and its degrees of freedom, matrix by matrix."""
    inverse = np.linalg.inv(x.T @ x)
    hat = x @ inverse @ x.T
    rest = np.eye(len(y)) - hat
    residuals = rest @ y
    middle = np.zeros((x.shape[1], x.shape[1]))
    columns = []
    for cluster in np.unique(clusters):
        own = np.flatnonzero(clusters == cluster)
        values, turns = np.linalg.eigh(rest[np.ix_(own, own)])
        root = turns @ np.diag(values**-0.5) @ turns.T
        score = x[own].T @ root @ residuals[own]
        middle += np.outer(score, score)
        columns.append(rest[:, own] @ root @ x[own] @ inverse[:, place])
    gram = np.array(columns) @ np.array(columns).T
    values = np.linalg.eigvalsh(gram)
    error = np.sqrt((inverse @ middle @ inverse)[place, place])
    return error, values.sum() ** 2 / (values**2).sum()


@pytest.mark.parametrize("place", [0, 1, 2])
def test_error_and_degrees_are_those_of_the_formulas(example, place):
    x, y, clusters = example

    found = coefficient(designed(x, place, clusters), y)

    error, dof = slowly(x, y, clusters, place)
    assert found.points == pytest.approx(np.linalg.lstsq(x, y)[0][place])
    assert found.error == pytest.approx(error)
    assert found.dof == pytest.approx(dof)


def test_the_order_of_rows_changes_nothing(example):
    x, y, clusters = example
    order = np.random.default_rng(1).permutation(len(y))

    one = coefficient(designed(x, 0, clusters), y)
    other = coefficient(designed(x[order], 0, clusters[order]), y[order])

    assert one == pytest.approx(other)


def test_two_groups_without_clusters_give_the_errors_of_welch():
    chance = np.random.default_rng(2)
    done, other = chance.normal(1, 2, 12), chance.normal(0, 1, 15)
    x = np.column_stack([np.r_[np.ones(12), np.zeros(15)], np.ones(27)])

    found = coefficient(designed(x, 0, np.arange(27)), np.r_[done, other])

    assert found.error == pytest.approx(
        np.sqrt(done.var(ddof=1) / 12 + other.var(ddof=1) / 15)
    )


def test_a_prediction_holds_the_spread_of_single_rows():
    y = np.array([1.0, 2.0, 3.0, 4.0, 5.0])

    said = prediction(fitted(np.ones((5, 1)), y), np.array([1.0]))

    assert said.points == pytest.approx(3.0)
    assert said.error == pytest.approx(np.sqrt(2.5 * (1 + 1 / 5)))
    assert said.dof == 4


@pytest.mark.parametrize(
    ("dof", "value"),
    [(1, 12.7062), (4, 2.7764), (7.5, 2.3335), (30, 2.0423), (60, 2.0003), (1e9, 1.96)],
)
def test_students_t_is_read_between_whole_degrees(dof, value):
    assert t_value(dof) == pytest.approx(value, abs=0.003)


def test_an_interval_stands_evenly_around_its_figure():
    one = Estimate(0.5, 0.1, 30)

    assert one.low == pytest.approx(0.5 - 0.20423)
    assert one.high == pytest.approx(0.5 + 0.20423)
