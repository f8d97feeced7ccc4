"""The engine against the slow loop, on random small worlds."""

from __future__ import annotations

import numpy as np
import pytest
from engine.drawing import compiled, framework_document, packed, population_array
from engine.reference import ROLES, Reference, Submission, region_row
from hypothesis import given, settings
from hypothesis import strategies as st

from sakaguru.engine.executors.local import score_schools
from sakaguru.engine.rollup import Tier, roll_up

SCHOOLS = ["A", "B", "C", "D"]
WEIGHTS = st.sampled_from([1, 1, 1, 2, 0.5, 0.3])
TREE = [
    ("1", None, "standard"),
    ("1.1", "1", "indicator"),
    ("1.1.1", "1.1", "subindicator"),
    ("1.1.2", "1.1", "subindicator"),
    ("1.2", "1", "indicator"),
    ("1.2.1", "1.2", "subindicator"),
    ("2", None, "standard"),
    ("2.1", "2", "indicator"),
    ("2.1.1", "2.1", "subindicator"),
    ("2.1.2", "2.1", "subindicator"),
]
LEAVES = [code for code, _, kind in TREE if kind == "subindicator"]


@st.composite
def frameworks(draw):
    nodes = []
    for code, parent, kind in TREE:
        node = {"code": code, "parent": parent, "kind": kind, "weight": draw(WEIGHTS)}
        if kind == "subindicator":
            roles = draw(st.lists(st.sampled_from(ROLES), unique=True, max_size=3))
            node["role_weights"] = {role: draw(WEIGHTS) for role in roles}
        node["applies"] = draw(st.integers(0, 9)) > 0
        nodes.append(node)
    minimum = {role: draw(st.integers(0, 2)) for role in ROLES}
    return framework_document(nodes, minimum)


@st.composite
def worlds(draw):
    framework = draw(frameworks())
    count = draw(st.integers(1, 8))
    items = [
        {
            "code": f"I{place}",
            "role": draw(st.sampled_from(ROLES)),
            "node": draw(st.sampled_from(LEAVES)),
            "weight": draw(WEIGHTS),
            "max": draw(st.sampled_from([1, 3, 4, 7, 250])),
        }
        for place in range(count)
    ]
    submissions = []
    for number in range(draw(st.integers(0, 12))):
        role = draw(st.sampled_from(ROLES))
        points = {
            item["code"]: draw(st.none() | st.integers(0, item["max"]))
            for item in items
            if item["role"] == role
        }
        school = draw(st.sampled_from(SCHOOLS))
        submissions.append(Submission(school, f"R{number:02}", role, points))
    keys = st.tuples(st.sampled_from(SCHOOLS), st.sampled_from(ROLES))
    population = draw(st.dictionaries(keys, st.integers(0, 6), max_size=6))
    return framework, items, submissions, population


def computed(world, **options):
    framework, items, submissions, population = world
    return score_schools(
        compiled(framework, items),
        packed(compiled(framework, items), submissions, SCHOOLS),
        schools=len(SCHOOLS),
        population=population_array(population, SCHOOLS),
        **options,
    )


def none_for_nan(value):
    return None if np.isnan(value) else float(value)


def scores_shown(scores):
    return zip(scores.framework.codes, scores.instrument.measured, strict=True)


def row_of(scores, school, node):
    at = SCHOOLS.index(school), scores.framework.index[node]
    return {
        "score": none_for_nan(scores.score[at]),
        "se": none_for_nan(scores.se[at]),
        "coverage": float(scores.coverage[at]),
        "n": int(scores.n[at]),
        "sufficient": bool(scores.sufficient[at]),
        "level": int(scores.level[at]) or None,
    }


def close(expected, tolerance=1e-9):
    if isinstance(expected, dict):
        return {key: close(value, tolerance) for key, value in expected.items()}
    if isinstance(expected, float):
        return pytest.approx(expected, abs=tolerance)
    return expected


@settings(settings.get_profile("engine"))
@given(worlds())
def test_scores_agree_with_the_slow_loop(world):
    reference = Reference(*world)

    scores = computed(world)

    shown = [c for c, m in scores_shown(scores) if m]
    assert shown == reference.shown_nodes()
    for school in SCHOOLS:
        for node in shown:
            assert row_of(scores, school, node) == close(reference.row(school, node))


@settings(settings.get_profile("engine"))
@given(worlds())
def test_role_figures_agree_with_the_slow_loop(world):
    reference = Reference(*world)

    scores = computed(world, errors=False)

    assert scores.se is None
    for k, school in enumerate(SCHOOLS):
        for r, role in enumerate(ROLES):
            assert scores.respondents[k, r] == reference.respondents(school, role)
            for leaf, place in enumerate(scores.framework.subindicators):
                node = scores.framework.codes[place]
                score = reference.role_score(school, node, role)
                found = none_for_nan(scores.role_score[k, r, leaf])
                assert found == close(None if score is None else float(7 * score))
            for place, node in enumerate(scores.framework.codes):
                if reference.items_below(node):
                    expected = reference.n(school, node, role)
                    assert scores.role_n[k, r, place] == expected


@settings(settings.get_profile("engine"))
@given(worlds(), st.lists(st.integers(-1, 1), min_size=4, max_size=4))
def test_regions_agree_with_the_slow_loop(world, group):
    reference = Reference(*world)
    scores = computed(world)

    (regions,) = roll_up(scores, [Tier("district", np.array(group), 2)])

    for region in (0, 1):
        members = [s for s, g in zip(SCHOOLS, group, strict=True) if g == region]
        sent = [s for s in members if any(x.answered() for x in reference.of(s))]
        means = {}
        for node in reference.shown_nodes():
            rows = [reference.row(school, node) for school in sent]
            expected = region_row(rows, len(members))
            means[node] = expected.pop("mean")
            assert region_of(regions, region, node) == close(expected, 1e-8)
        assert_means(reference, regions, region, means)


def assert_means(reference, regions, region, means):
    """R10: the total is the mean of the standards' means."""
    standards = [s for s in ("1", "2") if means.get(s) is not None]
    weight = sum(float(reference.weight(s)) for s in standards)
    total = sum(float(reference.weight(s)) * means[s] for s in standards)
    if "*" in means:
        means["*"] = total / weight if standards else None
    index = {code: place for place, code in enumerate(["*", *(c for c, *_ in TREE)])}
    for node, expected in means.items():
        assert none_for_nan(regions.mean[region, index[node]]) == close(expected)


def region_of(regions, region, node):
    place = ["*", *(code for code, *_ in TREE)].index(node)
    quantiles = regions.quantiles[region, place]
    return {
        "schools": regions.schools[region],
        "not_sent": regions.not_sent[region],
        "insufficient": regions.insufficient[region, place],
        "counted": regions.counted[region, place],
        "se": none_for_nan(regions.se[region, place]),
        **{
            f"p{p}": none_for_nan(value)
            for p, value in zip((10, 25, 50, 75, 90), quantiles, strict=True)
        },
        "levels": regions.levels[region, place].tolist(),
    }
