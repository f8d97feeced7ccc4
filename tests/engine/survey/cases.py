"""Cases whose standard errors R's `survey` package computed as well.

    python tests/engine/survey/cases.py FOLDER
    Rscript tests/engine/survey/figures.R FOLDER
    cp FOLDER/figures.csv tests/engine/survey/

The first writes the cases in the shape that the R script reads; the last file is kept.
"""

from __future__ import annotations

import csv
import random
import sys
from pathlib import Path

from engine.drawing import framework_document
from engine.reference import Reference, Submission

CASES = 24
ROLES = ("KS", "GS", "SS", "MT", "DATA")
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
]
LEAVES = [code for code, _, kind in TREE if kind == "subindicator"]


def case(seed):
    """A school: standard set, items, submissions, people per role."""
    chance = random.Random(seed)
    weight = lambda: chance.choice([1, 1, 2, 0.5])  # noqa: E731 -- one word
    nodes = [
        {"code": code, "parent": parent, "kind": kind, "weight": weight()}
        | ({"role_weights": {r: weight() for r in ROLES}} if code in LEAVES else {})
        for code, parent, kind in TREE
    ]
    items = [
        {
            "code": f"{role}{n}",
            "role": role,
            "node": chance.choice(LEAVES),
            "weight": weight(),
            "max": chance.choice([3, 4, 250]),
        }
        for role in ROLES
        for n in range(chance.randint(1, 5))
    ]
    submissions, people = [], {}
    for role in ROLES:
        single = role in ("KS", "DATA")
        count = 1 if single else chance.choice([0, 2, 5, 12])
        if not single and chance.random() < 0.6:
            people["S", role] = count + chance.choice([0, 1, 7, 40])
        own = [item for item in items if item["role"] == role]
        for n in range(count):
            points = {
                item["code"]: chance.randint(0, item["max"])
                for item in own
                if chance.random() < 0.85
            }
            points.setdefault(own[0]["code"], 1)
            submissions.append(Submission("S", f"{role}{n}", role, points))
    return framework_document(nodes), items, submissions, people


def write(folder):
    """answers.csv and slopes.csv: what each item's mean adds to each node (R8)."""
    answers, slopes = [], []
    for seed in range(CASES):
        world = case(seed)
        reference = Reference(*world)
        items = {item["code"]: item for item in world[1]}
        for s in world[2]:
            n = reference.respondents("S", s.role)
            people = n if s.role in ("KS", "DATA") else world[3].get(("S", s.role), "")
            for code, item in items.items():
                if item["role"] == s.role:
                    value = reference.value(s, code)
                    shown = "" if value is None else repr(float(value))
                    answers.append([seed, s.role, n, people, s.respondent, code, shown])
        for node in ("*", *(code for code, *_ in TREE)):
            if reference.score("S", node) is None:
                continue
            for code in reference.items_below(node):
                if reference.item_mean("S", code)[1]:
                    slope = float(reference.slope("S", node, code))
                    slopes.append([seed, node, code, repr(slope)])
    heads = (
        ["case", "role", "n", "people", "respondent", "item", "value"],
        ["case", "node", "item", "slope"],
    )
    for name, head, rows in zip(
        ("answers", "slopes"), heads, (answers, slopes), strict=True
    ):
        with (folder / f"{name}.csv").open("w", newline="") as stream:
            csv.writer(stream).writerows([head, *rows])


if __name__ == "__main__":
    write(Path(sys.argv[1]))
