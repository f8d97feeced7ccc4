"""Every drawn case of the specification, and its printed copy."""

from __future__ import annotations

from itertools import chain

import numpy as np
import pytest
from engine.drawing import (
    compiled,
    framework_document,
    instrument_document,
    packed,
    population_array,
    table,
)
from engine.files import World, write_csv
from engine.reference import ROLES, Submission
from engine.specification import HERE, cases, print_documents

from sakaguru.engine.change import (
    change_of_regions,
    change_of_schools,
    common_nodes,
)
from sakaguru.engine.disclosure import Bounds, hidden_figures, hidden_regions
from sakaguru.engine.disparity import disparity
from sakaguru.engine.executors.local import score_schools
from sakaguru.engine.rollup import Tier, roll_up

SCORED = [case for case in cases() if {"scores", "roles"} & set(case.tables)]
APART = [case for case in cases() if "disparity" in case.tables]
COMPARED = [case for case in cases() if "change" in case.tables]
FLAGGED = [case for case in cases() if "flags" in case.tables]
GUARDED = [case for case in cases() if "shown" in case.tables]
GATHERED = [case for case in cases() if "regions" in case.tables]
CLOSE = 5e-7


def node_of(row):
    weights = (pair.split() for pair in row.get("role weights", "").split(",") if pair)
    return {
        "code": row["node"],
        "parent": row["parent"] or None,
        "kind": row["kind"],
        "weight": float(row.get("weight") or 1),
        "applies": row.get("applies") != "no",
        "role_weights": {role: float(weight) for role, weight in weights},
    }


def item_of(row):
    return {
        "code": row["item"],
        "role": row["role"],
        "node": row["node"],
        "max": int(row["max"]),
        "weight": float(row.get("weight") or 1),
    }


def submission_of(row):
    keys = {"school", "respondent", "role"}
    points = {
        item: int(cell) for item, cell in row.items() if item not in keys and cell
    }
    return Submission(row["school"], row["respondent"], row["role"], points)


def rows(case, name):
    return table(case.tables[name]) if name in case.tables else []


def schools_of(case):
    named = rows(case, "places") or rows(case, "answers") or rows(case, "later")
    return list(dict.fromkeys(row["school"] for row in named))


def scored(case, name="answers"):
    minimum = {row["role"]: int(row["respondents"]) for row in rows(case, "minimum")}
    framework = framework_document([node_of(r) for r in rows(case, "nodes")], minimum)
    instrument = compiled(framework, [item_of(row) for row in rows(case, "items")])
    population = {
        (row["school"], row["role"]): int(row["people"])
        for row in rows(case, "population")
    }
    schools = schools_of(case)
    submissions = [submission_of(row) for row in rows(case, name)]
    return score_schools(
        instrument,
        packed(instrument, submissions, schools),
        schools=len(schools),
        population=population_array(population, schools),
    )


def assert_cell(found, cell):
    """A drawn cell holds what came out; an empty one stands for nothing."""
    if cell == "":
        assert found is None or np.isnan(found)
    else:
        assert float(found) == pytest.approx(float(cell), abs=CLOSE)


@pytest.mark.parametrize("case", SCORED, ids=lambda case: case.title)
def test_scores_come_out_as_drawn(case):
    scores = scored(case)

    for row in rows(case, "scores"):
        at = schools_of(case).index(row["school"]), scores.framework.index[row["node"]]
        found = {
            "score": scores.score[at],
            "se": scores.se[at],
            "coverage": scores.coverage[at],
            "n": scores.n[at],
            "sufficient": scores.sufficient[at],
            "level": scores.level[at] or None,
        }
        for name in row.keys() - {"school", "node"}:
            assert_cell(found[name], row[name])
    for row in rows(case, "roles"):
        school, role = schools_of(case).index(row["school"]), ROLES.index(row["role"])
        node = scores.framework.index[row["node"]]
        leaf = scores.framework.subindicators.tolist().index(node)
        assert_cell(scores.role_score[school, role, leaf], row["score"])
        assert_cell(scores.role_n[school, role, node], row["n"])


@pytest.mark.parametrize("case", GATHERED, ids=lambda case: case.title)
def test_regions_come_out_as_drawn(case):
    places = rows(case, "places")
    names = sorted({row["region"] for row in places})
    group = np.array([names.index(row["region"]) for row in places])
    invited = np.array([row.get("invited") != "no" for row in places])
    scores = scored(case)

    (regions,) = roll_up(scores, [Tier("x", group, len(names))], invited=invited)

    for row in rows(case, "regions"):
        at = names.index(row["region"]), scores.framework.index[row["node"]]
        found = region_of(regions, at)
        for name in row.keys() - {"region", "node"}:
            assert_cell(found[name], row[name])


def region_of(regions, at):
    shares = ("p10", "p25", "p50", "p75", "p90")
    return {
        "schools": regions.schools[at[0]],
        "not_invited": regions.not_invited[at[0]],
        "not_sent": regions.not_sent[at[0]],
        "insufficient": regions.insufficient[at],
        "counted": regions.counted[at],
        "mean": regions.mean[at],
        "se": regions.se[at],
        **dict(zip(shares, regions.quantiles[at], strict=True)),
        **{f"level_{lv}": n for lv, n in enumerate(regions.levels[at], start=1)},
    }


@pytest.mark.parametrize("case", APART, ids=lambda case: case.title)
def test_disparity_comes_out_as_drawn(case):
    places = rows(case, "places")
    units = sorted({row["region"] for row in places})
    group = np.array([units.index(row["region"]) for row in places])

    apart = disparity(
        scored(case), Tier("x", group, len(units)), np.zeros(len(units), int), 1
    )

    (row,) = rows(case, "disparity")
    for name in row.keys() - {"district", "node"}:
        found = getattr(apart, name)[0, 0]
        if name in ("best", "worst"):
            assert units[found] == row[name]
        else:
            assert_cell(found, row[name])


@pytest.mark.parametrize("case", COMPARED, ids=lambda case: case.title)
def test_change_comes_out_as_drawn(case):
    earlier, later = scored(case, "earlier"), scored(case, "later")
    pairs = common_nodes(earlier, later)
    names = schools_of(case)
    change = change_of_schools(earlier, later, pairs)
    if "places" in case.tables:
        names = ["K1"]
        tier = Tier("x", np.zeros(len(schools_of(case)), int), 1)
        change = change_of_regions(earlier, later, pairs, tier)

    verdicts = {"rise": 1, "fall": -1, "unproven": 0}
    for row in rows(case, "change"):
        at = names.index(row.get("school") or row["region"]), 0
        assert pairs.earlier[0] == 0
        assert_cell(change.change[at], row["change"])
        assert_cell(change.se[at], row["se"])
        assert change.verdict[at] == verdicts[row["verdict"]]
        if "schools" in row:
            assert change.schools[at] == int(row["schools"])


@pytest.mark.parametrize("case", GUARDED, ids=lambda case: case.title)
def test_figures_are_hidden_as_drawn(case):
    if "figures" in case.tables:
        names, hidden = guarded_regions(rows(case, "figures"))
        for row in rows(case, "shown"):
            assert hidden[names.index(row["region"])] == (row["figure"] == "x")
        return
    scores = scored(case)
    hidden = hidden_figures(scores, Bounds())
    for row in rows(case, "shown"):
        at = schools_of(case).index(row["school"]), scores.framework.index[row["node"]]
        assert hidden.roles[at] == (row["roles"] == "x"), row
        assert hidden.composite[at] == (row["score"] == "x"), row


def guarded_regions(drawn):
    """Names and masks of the regions, tier by tier as they are drawn."""
    depth = {"": -1}
    for row in drawn:
        depth[row["region"]] = depth[row["above"]] + 1
    tiers = [
        [row for row in drawn if depth[row["region"]] == level]
        for level in range(max(depth.values()) + 1)
    ]
    above = [[row["region"] for row in tier] for tier in tiers]
    masks = hidden_regions(
        [np.array([[int(row["counted"])] for row in tier]) for tier in tiers],
        [
            np.array([above[level].index(row["above"]) for row in tier])
            for level, tier in enumerate(tiers[1:])
        ],
    )
    return list(chain(*above)), np.concatenate(masks)[:, 0].tolist()


@pytest.mark.parametrize("case", FLAGGED, ids=lambda case: case.title)
def test_flags_come_out_as_drawn(case, tmp_path):
    world = World(tmp_path)
    framework = framework_document([node_of(row) for row in rows(case, "nodes")])
    world.write_json("framework.json", framework)
    drawn = [item_of(one) for row in rows(case, "items") for one in spread_item(row)]
    world.write_json("instrument.json", instrument_document(drawn))
    (tmp_path / "population.csv").write_text("school_id,role,people\n")
    answers = [spread_answers(row) for row in rows(case, "answers")]
    write_csv(tmp_path / "answers" / "a.csv", answers)

    assert world.run(regions=False) == 0

    expected = [list(row.values()) for row in rows(case, "flags")]
    found = [list(row.values()) for row in world.read("flags.csv")]
    kind = case.title.split()[1].rstrip(":")
    if kind != "twin":
        found = [row for row in found if row[0] == kind]
    assert [row[:5] for row in found] == [row[:5] for row in expected]
    values = [float(row[5]) for row in expected]
    assert [float(row[5]) for row in found] == pytest.approx(values, abs=CLOSE)


def spread(name):
    """A1..A3 stands for A1, A2, A3."""
    first, dots, last = name.partition("..")
    if not dots:
        return [name]
    return [f"{first[0]}{n}" for n in range(int(first[1:]), int(last[1:]) + 1)]


def spread_item(row):
    return [row | {"item": name} for name in spread(row["item"])]


def spread_answers(row):
    cells = {"school_id": row["school"], "respondent_id": row["respondent"]}
    for name, cell in row.items():
        names = spread(name)
        if len(names) > 1:
            points = cell.ljust(len(names), ".").replace(".", " ")
            cells |= {n: p.strip() for n, p in zip(names, points, strict=True)}
        elif name not in ("school", "respondent"):
            cells[name] = cell
    return cells


def test_every_table_of_a_case_is_known():
    for case in cases():
        assert case.title.startswith(("R", "Flag ")), case.title
        for row in rows(case, "nodes") + rows(case, "items"):
            assert None not in row


def test_printed_documents_are_up_to_date(tmp_path):
    print_documents(tmp_path)

    docs = HERE.parents[2] / "docs" / "scoring"
    for path in sorted(tmp_path.iterdir()):
        assert (docs / path.name).read_text("utf-8") == path.read_text("utf-8")
