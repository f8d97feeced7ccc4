"""A synthetic nation: seeded answers as a sealed store and as wide Parquet."""

from __future__ import annotations

import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sakaguru.engine.store import Store

SCHOOLS = 148_000
ROLES = {
    "KS": (260, 1),
    "GS": (220, 9),
    "SS": (190, 24),
    "MT": (190, 5),
    "PS": (260, 1),
}
"""Items of the role, and respondents per school."""
LEVELS = (2.04, 3.70, 5.06, 6.66, 7.0)
TIERS = {"gugus": 28_000, "kecamatan": 7_200, "district": 514, "province": 38}
PIECE = 4_000
"""Schools that are made, and sealed, together."""


def framework():
    nodes = []
    for standard in range(1, 9):
        nodes.append((f"{standard}", None, "standard"))
        for indicator in range(1, 5):
            above = f"{standard}.{indicator}"
            nodes.append((above, f"{standard}", "indicator"))
            leaves = range(1, 6 + (standard <= 5 and indicator <= 2))
            nodes += [(f"{above}.{leaf}", above, "subindicator") for leaf in leaves]
    return {
        "code": "F",
        "version": "1",
        "scale_max": 7,
        "levels": [{"label_id": str(top), "up_to": top} for top in LEVELS],
        "minimum_respondents": {"KS": 1, "GS": 3, "SS": 10, "MT": 2},
        "nodes": [{"code": c, "parent": p, "kind": k} for c, p, k in nodes],
    }


def instrument():
    nodes = framework()["nodes"]
    leaves = [node["code"] for node in nodes if node["kind"] == "subindicator"]
    items = [
        {
            "code": f"{role}{n:03}",
            "role": role,
            "node": leaves[n * len(leaves) // count],
            "max": 7,
        }
        for role, (count, _) in ROLES.items()
        for n in range(count)
    ]
    return {"code": "I", "version": "1", "framework": "F", "items": items}


def groups(schools):
    """Tiers over schools in regional order: name, group of each school, groups."""
    place = np.arange(schools)
    for name, count in TIERS.items():
        group = place * count // SCHOOLS
        yield name, group, int(group[-1]) + 1
    yield "nation", np.zeros(schools, np.int64), 1


def school_id(place):
    return f"{place:08}"


def make(folder, schools, seed=1):
    """Write the store and the wide Parquet; give the number of answers."""
    store = Store(str(folder / "store"))
    (folder / "wide").mkdir(parents=True)
    answers = 0
    for role in ROLES:
        writer = None
        for first in range(0, schools, PIECE):
            last = min(first + PIECE, schools)
            home, body = piece(role, first, last, seed)
            answers += int((body != 255).sum())
            names = [school_id(place) for place in home]
            store.seal(f"I@1/{role}/{first:08}", names, [row.tobytes() for row in body])
            table = wide(role, home, body)
            path = folder / "wide" / f"{role}.parquet"
            writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
            writer.write_table(table)
        writer.close()
    (folder / "made.json").write_text(json.dumps({"answers": answers}))
    return answers


def piece(role, first, last, seed):
    """Answers 0 to 7 with the marks of school, respondent and item; 3 % missing."""
    count, mean = ROLES[role]
    chance = np.random.default_rng([seed, first, list(ROLES).index(role)])
    item = np.random.default_rng([seed, count]).normal(0, 0.8, count)
    school = np.random.default_rng([seed, first]).normal(3.6, 0.9, last - first)
    people = np.ones(last - first, int)
    if mean > 1:
        people = chance.poisson(mean, last - first)
    home = np.repeat(np.arange(first, last), people)
    base = school[home - first] + chance.normal(0, 0.7, len(home))
    value = base.astype(np.float32)[:, None] + item.astype(np.float32)
    value += 1.2 * chance.standard_normal(value.shape, np.float32)
    body = np.clip(np.rint(value), 0, 7).astype(np.uint8)
    body[chance.random(body.shape, np.float32) < 0.03] = 255
    return home, body


def wide(role, home, body):
    """One nullable column per item, as an analyst would keep them."""
    columns = {"school": pa.array(home.astype(np.int32))}
    for n in range(body.shape[1]):
        points = body[:, n].astype(np.int8)
        columns[f"{role}{n:03}"] = pa.array(points, mask=body[:, n] == 255)
    return pa.table(columns)
