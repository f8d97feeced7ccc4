"""The figures of the engine: a nation scored, as ratios to reading and to DuckDB.

    python bench/engine [share of the nation, 0.1 by default] [folder to keep the data]

Medians of three runs. The nation (1) takes some minutes to make and 1 GB of disk.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from functools import cache, partial
from pathlib import Path

import nation
import numpy as np

from sakaguru.engine.answers import RoleAnswers
from sakaguru.engine.executors.local import Piece, score_pieces
from sakaguru.engine.framework import compile_framework
from sakaguru.engine.incremental import refresh, rescore
from sakaguru.engine.instruments import compile_instrument
from sakaguru.engine.rollup import Tier, roll_up
from sakaguru.engine.store import Store, sealed_answers
from sakaguru.engine.warm import warm_up


@cache
def compiled():
    return compile_instrument(
        [nation.instrument()], compile_framework(nation.framework())
    )


def load(folder, first, last):
    """The sealed answers of a run of schools, per role."""
    store, ins = Store(str(folder / "store")), compiled()
    ids = {nation.school_id(place): place - first for place in range(first, last)}
    return {
        role: sealed_answers(
            [store.table(f"I@1/{role}/{first:08}", coded=True)],
            ids,
            len(ins.part(role).items),
        )
        for role in nation.ROLES
    }


def pieces(folder, schools):
    for first in range(0, schools, nation.PIECE):
        last = min(first + nation.PIECE, schools)
        yield Piece(first, last, partial(load, folder, first, last))


def tiers(schools):
    return [Tier(*tier) for tier in nation.groups(schools)]


def whole(folder, schools, *, errors):
    """Read, score, gather five tiers: seconds of each, processor's seconds, memory."""
    busy, start = time.process_time(), time.perf_counter()
    scores = score_pieces(
        compiled(), pieces(folder, schools), schools=schools, errors=errors, roles=False
    )
    scored = time.perf_counter()
    for tier in tiers(schools):
        roll_up(scores, [tier])
    end = time.perf_counter()
    return {
        "score": scored - start,
        "gather": end - scored,
        "total": end - start,
        "processor": time.process_time() - busy,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def incremental(folder, schools):
    """One school and all its ancestors, its sealed answers read anew."""
    scores = score_pieces(
        compiled(), pieces(folder, schools), schools=schools, roles=False
    )
    regions = [(tier, roll_up(scores, [tier])[0]) for tier in tiers(schools)]
    busy, start = time.process_time(), time.perf_counter()
    for school in (0, schools // 3, schools // 2, schools - 2, schools - 1):
        first = school // nation.PIECE * nation.PIECE
        answers = load(folder, first, min(first + nation.PIECE, schools))
        shifted = {
            role: RoleAnswers(given.school + np.int32(first), given.body)
            for role, given in answers.items()
        }
        dirty = np.array([school])
        rescore(scores, shifted, dirty)
        for tier, region in regions:
            refresh(region, scores, tier, dirty)
    return {
        "total": (time.perf_counter() - start) / 5,
        "processor": (time.process_time() - busy) / 5,
    }


def elapsed(start, busy):
    return {
        "total": time.perf_counter() - start,
        "processor": time.process_time() - busy,
    }


def duckdb_reads(folder):
    """DuckDB sums every column of the wide Parquet."""
    import duckdb  # noqa: PLC0415 -- only here

    busy, start = time.process_time(), time.perf_counter()
    for role, (count, _) in nation.ROLES.items():
        sums = ", ".join(f'sum("{role}{n:03}")' for n in range(count))
        duckdb.sql(f"SELECT {sums} FROM '{folder}/wide/{role}.parquet'").fetchall()
    return elapsed(start, busy)


def duckdb_scores(folder):
    """One SQL script for what `whole` does without errors."""
    import duckdb  # noqa: PLC0415 -- only here

    busy, start = time.process_time(), time.perf_counter()
    con = duckdb.connect(str(folder / "sql.duckdb"))
    con.execute("SET memory_limit = '8GB'; SET preserve_insertion_order = false")
    script = (Path(__file__).parent / "nation.sql").read_text()
    con.execute("CREATE TABLE item(code TEXT, node TEXT)")
    items = [(i["code"], i["node"]) for i in nation.instrument()["items"]]
    con.executemany("INSERT INTO item VALUES (?, ?)", items)
    con.execute("CREATE TABLE node(code TEXT, parent TEXT)")
    nodes = [(n["code"], n["parent"] or "*") for n in nation.framework()["nodes"]]
    con.executemany("INSERT INTO node VALUES (?, ?)", nodes)
    for role, (count, _) in nation.ROLES.items():
        means = ", ".join(
            f'avg("{role}{n:03}") / 7 AS "{role}{n:03}"' for n in range(count)
        )
        con.execute(
            f"CREATE TABLE mean_{role} AS SELECT school, {means} "
            f"FROM '{folder}/wide/{role}.parquet' GROUP BY school"
        )
    union = " UNION ALL ".join(
        f"SELECT school, '{role}' AS role, item, mean FROM (UNPIVOT mean_{role} "
        f"ON COLUMNS(* EXCLUDE school) INTO NAME item VALUE mean)"
        for role in nation.ROLES
    )
    groups = " UNION ALL ".join(
        f"SELECT *, '{name}' AS tier, "
        f"school::BIGINT * {count} // {nation.SCHOOLS} AS region FROM score"
        for name, count in {**nation.TIERS, "nation": 1}.items()
    )
    for statement in script.format(union=union, groups=groups).split(";\n"):
        if statement.strip():
            con.execute(statement)
    con.close()
    (folder / "sql.duckdb").unlink()
    return elapsed(start, busy)


def alone(folder, schools, what):
    """Run one measurement in a process of its own."""
    run = subprocess.run(
        [sys.executable, __file__, "--one", what, str(folder), str(schools)],
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(run.stdout)


def one(what, folder, schools):
    warm_up()
    if what in ("plain", "errors"):
        return whole(folder, schools, errors=what == "errors")
    if what == "incremental":
        return incremental(folder, schools)
    return duckdb_reads(folder) if what == "reads" else duckdb_scores(folder)


def median_of(runs):
    return {key: statistics.median(run[key] for run in runs) for key in runs[0]}


def report(folder, schools):
    count = json.loads((folder / "made.json").read_text())["answers"]
    print(f"{schools:,} schools, {count:,} answers; load {os.getloadavg()[0]:.1f}")
    found = {}
    for what in ("reads", "plain", "errors", "incremental", "sql"):
        times = 1 if what == "sql" else 3
        found[what] = median_of([alone(folder, schools, what) for _ in range(times)])
        numbers = ", ".join(f"{k} {v:.2f}" for k, v in found[what].items())
        print(f"{what}: {numbers}")
    print("ratio: by the clock, by the processor")
    for name, above, below in (
        ("without SE / DuckDB reading", "plain", "reads"),
        ("with SE / DuckDB reading", "errors", "reads"),
        ("DuckDB SQL / without SE", "sql", "plain"),
        ("one school and ancestors / with SE", "incremental", "errors"),
    ):
        ratios = [found[above][k] / found[below][k] for k in ("total", "processor")]
        print(f"{name}: {ratios[0]:.3f}, {ratios[1]:.3f}")
    sealed = sum(path.stat().st_size for path in folder.rglob("store/**/*.parquet"))
    print(f"bytes per answer at rest: {sealed / count:.3f}")
    print(f"load at the end {os.getloadavg()[0]:.1f}")


def main():
    if sys.argv[1:2] == ["--one"]:
        _, _, what, folder, schools = sys.argv
        print(json.dumps(one(what, Path(folder), int(schools))))
        return
    share = float(sys.argv[1]) if sys.argv[1:] else 0.1
    schools = round(nation.SCHOOLS * share)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(sys.argv[2] if sys.argv[2:] else name) / f"nation-{schools}"
        if not (folder / "made.json").exists():
            nation.make(folder, schools)
        report(folder, schools)


if __name__ == "__main__":
    main()
