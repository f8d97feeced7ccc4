"""What an analyst would write with pandas: scores and five tiers, without errors.

Twice: plainly, one row per answer (`melt`, `merge`, `groupby`); and with care, one
column per item all the way. Both give the same figures.
"""

from __future__ import annotations

import time
from pathlib import Path

import nation
import numpy as np

QUANTILES = [0.1, 0.25, 0.5, 0.75, 0.9]


def measured(folder, *, long):
    busy, start = time.process_time(), time.perf_counter()
    regions = long_regions(long_scores(folder)) if long else regions_of(scores(folder))
    assert len(regions) == 5
    return {
        "total": time.perf_counter() - start,
        "processor": time.process_time() - busy,
        "memory": peak_memory(),
    }


def peak_memory():
    """The most this process ever held, in MB."""
    status = Path("/proc/self/status").read_text()
    (line,) = [line for line in status.splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


def parents():
    return {n["code"]: n["parent"] or "*" for n in nation.framework()["nodes"]}


def shown(score):
    return np.floor(score * 100 + 0.5 + 1e-6) / 100


def tiers():
    return {**nation.TIERS, "nation": 1}


def long_scores(folder):
    """One row per school and node, from one row per answer."""
    import pandas as pd  # noqa: PLC0415 -- only here

    items = pd.DataFrame(nation.instrument()["items"])[["code", "node"]]
    roles = []
    for role in nation.ROLES:
        wide = pd.read_parquet(folder / "wide" / f"{role}.parquet")
        answers = wide.melt("school", var_name="code", value_name="points").dropna()
        answers = answers.merge(items, on="code")
        means = answers.groupby(["school", "node", "code"])["points"].mean() / 7
        roles.append(means.groupby(["school", "node"]).mean().reset_index())
    leaves = pd.concat(roles).groupby(["school", "node"])["points"].mean() * 7
    levels = [leaves.rename("score").reset_index()]
    parent = pd.Series(parents(), name="parent").rename_axis("node").reset_index()
    for _ in range(3):
        below = levels[-1].merge(parent, on="node")
        above = below.groupby(["school", "parent"])["score"].mean().reset_index()
        levels.append(above.rename(columns={"parent": "node"}))
    return pd.concat(levels)


def long_regions(scores):
    scores["level"] = np.digitize(
        shown(scores["score"]), nation.LEVELS[:-1], right=True
    )
    found = {}
    for name, count in tiers().items():
        scores["region"] = scores["school"].astype("int64") * count // nation.SCHOOLS
        groups = scores.groupby(["region", "node"])
        found[name] = (
            groups["score"].agg(["count", "mean"]),
            groups["score"].quantile(QUANTILES),
            groups["level"].value_counts(),
        )
    return found


def scores(folder):
    """Scores of every node: a row per school, a column per node."""
    import pandas as pd  # noqa: PLC0415 -- only here

    node_of = {item["code"]: item["node"] for item in nation.instrument()["items"]}
    roles = []
    for role in nation.ROLES:
        answers = pd.read_parquet(folder / "wide" / f"{role}.parquet")
        means = answers.groupby("school").mean() / 7
        roles.append(means.T.groupby(node_of).mean().T)
    leaves = 7 * pd.concat(roles).groupby(level=0).mean()
    indicators = leaves.T.groupby(parents()).mean().T
    standards = indicators.T.groupby(parents()).mean().T
    total = standards.mean(axis=1).rename("*")
    return pd.concat([total, standards, indicators, leaves], axis=1)


def regions_of(scores):
    place = scores.index.to_numpy()
    rounded = shown(scores)
    step = sum((rounded > top).astype(int) for top in nation.LEVELS[:-1])
    found = {}
    for name, count in tiers().items():
        region = place * count // nation.SCHOOLS
        groups = scores.groupby(region)
        found[name] = (
            groups.count(),
            groups.mean(),
            groups.quantile(QUANTILES),
            [(step == level).groupby(region).sum() for level in range(5)],
        )
    return found
