"""However the work is cut, the figures are the same."""

from __future__ import annotations

import numpy as np
import pytest
from engine.drawing import compiled, framework_document, packed, population_array
from engine.reference import Submission
from engine.test_kernel import FIGURES, bytes_of

from sakaguru.engine import rollup, scores
from sakaguru.engine.executors.local import score_schools
from sakaguru.engine.rollup import Tier, roll_up

SCHOOLS = [f"S{n:02}" for n in range(23)]
NODES = [("1", ""), ("2", ""), ("3", ""), ("4", ""), ("5", ""), ("6", "")]
NODES += [(f"{n}.1", f"{n}") for n in range(1, 7)]
NODES += [(f"{n}.1.{leaf}", f"{n}.1") for n in range(1, 7) for leaf in (1, 2)]
KINDS = ("standard", "indicator", "subindicator")
REGION = ("mean", "se", "quantiles", "levels", "counted", "insufficient")


def documents():
    rows = [
        {"code": code, "parent": parent or None, "kind": KINDS[code.count(".")]}
        for code, parent in NODES
    ]
    leaves = [code for code, _ in NODES if code.count(".") == 2]
    items = [
        {"code": f"{role}{leaf}", "role": role, "node": leaf, "max": 3}
        for role in ("GS", "SS")
        for leaf in leaves
    ]
    return framework_document(rows, {"SS": 2}), items


def answered():
    """Schools with one to four people of each role; some items left out."""
    chance = np.random.default_rng(3)
    framework, items = documents()
    given = [
        Submission(
            school,
            f"{role}{person}",
            role,
            {
                item["code"]: int(chance.integers(0, 4))
                for item in items
                if item["role"] == role and chance.random() < 0.8
            },
        )
        for school in SCHOOLS
        for role in ("GS", "SS")
        for person in range(int(chance.integers(1, 5)))
    ]
    instrument = compiled(framework, items)
    people = {(school, "SS"): 3 + n % 4 for n, school in enumerate(SCHOOLS)}
    return instrument, packed(instrument, given, SCHOOLS), people


def scored():
    instrument, answers, people = answered()
    return score_schools(
        instrument,
        answers,
        schools=len(SCHOOLS),
        population=population_array(people, SCHOOLS),
    )


@pytest.mark.parametrize("step", [1, 2, 5, 64])
def test_steps_of_any_size_give_the_same_bytes(step, monkeypatch):
    whole = bytes_of(scored(), FIGURES)
    monkeypatch.setattr(scores, "STEP", step)

    assert bytes_of(scored(), FIGURES) == whole


def test_steps_in_the_middle_of_the_schools_give_the_same_bytes(monkeypatch):
    instrument, answers, people = answered()
    population = population_array(people, SCHOOLS)
    whole = scored()
    monkeypatch.setattr(scores, "STEP", 3)
    here = scores.empty_scores(instrument, 11, errors=True, roles=False)

    scores.score_run(here, answers, population[7:18], 7, 18)

    assert bytes_of(here, FIGURES) == bytes_of(whole.slice(7, 18), FIGURES)


def test_threads_and_segments_give_the_bytes_of_each_alone(monkeypatch):
    tiers = [Tier("a", np.arange(23) // 6, 4), Tier("b", np.zeros(23, int), 1)]
    found = scored()
    odd = np.arange(23) % 2 == 1
    alone = [
        bytes_of(region, REGION)
        for tier in tiers
        for region in roll_up(found, [tier], segments={"odd": odd})
    ]
    monkeypatch.setattr(rollup, "WORTH_THREADS", 0)

    together = roll_up(found, tiers, segments={"odd": odd})

    assert [bytes_of(region, REGION) for region in together] == alone


def test_every_node_of_a_region_is_the_mean_of_its_schools():
    found = scored()
    assert len(found.framework.codes) > rollup.BLOCK

    (region,) = roll_up(found, [Tier("b", np.zeros(23, int), 1)])

    for node in range(1, len(found.framework.codes)):
        mine = found.score[found.counted[:, node], node]
        assert region.mean[0, node] == pytest.approx(mine.mean(), abs=1e-12)
        assert region.counted[0, node] == len(mine)


def test_the_weighted_total_is_that_of_the_standards():
    """Standards that other schools have: not the mean of the schools' totals."""
    found = scored()
    found.level[:5, found.framework.index["1"]] = 0
    pupils = np.arange(1, 24)

    (region,) = roll_up(found, [Tier("b", np.zeros(23, int), 1)], pupils=pupils)

    weighted = region.weighted_mean
    for code in "123456":
        node = found.framework.index[code]
        counted = found.level[:, node] > 0
        mine, heads = found.score[counted, node], pupils[counted]
        assert weighted[0, node] == pytest.approx(np.average(mine, weights=heads))
    standards = weighted[0, found.framework.standards]
    assert weighted[0, 0] == pytest.approx(standards.mean(), abs=1e-12)


def test_without_errors_regions_have_none():
    instrument, answers, people = answered()
    found = score_schools(
        instrument,
        answers,
        schools=len(SCHOOLS),
        population=population_array(people, SCHOOLS),
        errors=False,
    )

    (region,) = roll_up(found, [Tier("b", np.zeros(23, int), 1)])

    assert np.isnan(region.se).all()
    assert region.mean.tobytes() == (
        roll_up(scored(), [Tier("b", np.zeros(23, int), 1)])[0].mean.tobytes()
    )
