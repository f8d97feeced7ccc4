"""What an analyst would write with pandas: scores and five tiers, without errors."""

from __future__ import annotations

import time
from pathlib import Path

import nation
import numpy as np

QUANTILES = [0.1, 0.25, 0.5, 0.75, 0.9]


def measured(folder):
    busy, start = time.process_time(), time.perf_counter()
    regions = regions_of(scores_of(folder))
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


def scores_of(folder):
    """Scores of every node: a row per school, a column per node."""
    import pandas as pd  # noqa: PLC0415 -- only here

    node_of = {item["code"]: item["node"] for item in nation.instrument()["items"]}
    parent = {n["code"]: n["parent"] or "*" for n in nation.framework()["nodes"]}
    roles = []
    for role in nation.ROLES:
        answers = pd.read_parquet(folder / "wide" / f"{role}.parquet")
        means = answers.groupby("school").mean() / 7
        roles.append(means.T.groupby(node_of).mean().T)
    leaves = 7 * pd.concat(roles).groupby(level=0).mean()
    indicators = leaves.T.groupby(parent).mean().T
    standards = indicators.T.groupby(parent).mean().T
    total = standards.mean(axis=1).rename("*")
    return pd.concat([total, standards, indicators, leaves], axis=1)


def regions_of(scores):
    place = scores.index.to_numpy()
    shown = np.floor(scores * 100 + 0.5 + 1e-6) / 100
    step = sum((shown > top).astype(int) for top in nation.LEVELS[:-1])
    found = {}
    for name, count in {**nation.TIERS, "nation": 1}.items():
        region = place * count // nation.SCHOOLS
        groups = scores.groupby(region)
        found[name] = (
            groups.count(),
            groups.mean(),
            groups.quantile(QUANTILES),
            [(step == level).groupby(region).sum() for level in range(5)],
        )
    return found
