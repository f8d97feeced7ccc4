"""`sakaguru score` on files, against a DuckDB SQL script doing the same.

    python bench/score.py [schools, 15000 by default]

Both read the same Parquet files, score every node of every school, gather five tiers
with exact quantiles, and write Parquet; ours writes CSV and the scores of roles too.
Neither computes standard errors in the compared run; another run of ours does, and one
writes no CSV, as the script does not. Rounds of three, medians; seconds by the clock
and of the processor.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

ROLES = {
    "KS": (260, 1),
    "GS": (220, 9),
    "SS": (190, 24),
    "MT": (190, 5),
    "PS": (260, 1),
}
"""Items of the role, and respondents per school."""
LEVELS = (2.04, 3.70, 5.06, 6.66, 7.0)
SQL = Path(__file__).with_name("score.sql")


def tree():
    nodes = []
    for standard in range(1, 9):
        nodes.append((f"{standard}", None, "standard"))
        for indicator in range(1, 5):
            above = f"{standard}.{indicator}"
            nodes.append((above, f"{standard}", "indicator"))
            leaves = range(1, 6 + (standard <= 5 and indicator <= 2))
            nodes += [(f"{above}.{leaf}", above, "subindicator") for leaf in leaves]
    return nodes


def write_inputs(folder, schools, seed=1):
    nodes = tree()
    leaves = [code for code, _, kind in nodes if kind == "subindicator"]
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
    framework = {
        "code": "F",
        "version": "1",
        "scale_max": 7,
        "levels": [{"label_id": str(top), "up_to": top} for top in LEVELS],
        "nodes": [
            {"code": code, "parent": parent, "kind": kind}
            for code, parent, kind in nodes
        ],
    }
    instrument = {"code": "I", "version": "1", "framework": "F", "items": items}
    (folder / "framework.json").write_text(json.dumps(framework))
    (folder / "instrument.json").write_text(json.dumps(instrument))
    write_regions(folder / "regions.csv", schools)
    (folder / "answers").mkdir()
    chance = np.random.default_rng(seed)
    return sum(
        write_role(folder / "answers" / f"{role}.parquet", role, schools, chance)
        for role in ROLES
    )


def write_regions(path, schools):
    lines = ["school_id,gugus,kecamatan,district,province"]
    lines += [
        f"{k:08},G{k // 5},K{k // 20},D{k // 300},P{k // 3900}" for k in range(schools)
    ]
    path.write_text("\n".join(lines) + "\n")


def write_role(path, role, schools, chance):
    """Answers 0 to 7 with the marks of school, respondent and item; 3 % missing."""
    count, mean = ROLES[role]
    item = chance.normal(0, 0.8, count)
    school = np.random.default_rng(7).normal(3.6, 0.9, schools)
    writer, answers = None, 0
    for first in range(0, schools, 2000):
        last = min(first + 2000, schools)
        people = (
            np.full(last - first, 1)
            if mean == 1
            else chance.poisson(mean, last - first)
        )
        home = np.repeat(np.arange(first, last), people)
        number = np.arange(len(home)) - np.repeat(np.cumsum(people) - people, people)
        base = school[home] + chance.normal(0, 0.7, len(home))
        value = base[:, None] + item + chance.normal(0, 1.2, (len(home), count))
        points = np.clip(np.rint(value), 0, 7).astype(np.int8)
        missing = chance.random(points.shape, np.float32) < 0.03
        columns = {
            "school_id": [f"{k:08}" for k in home],
            "respondent_id": [f"{role}{n}" for n in number],
            "role": [role] * len(home),
            **{
                f"{role}{n:03}": pa.array(points[:, n], mask=missing[:, n])
                for n in range(count)
            },
        }
        table = pa.table(columns)
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table)
        answers += int((~missing).sum())
    writer.close()
    return answers


def ours(folder, more=(), *, csv=True):
    limit = "" if csv else "import sakaguru.engine.command.results as r; "
    limit += "" if csv else "r.CSV_SCHOOLS = 0; "
    command = f"import sys, sakaguru.engine.command as c; {limit}"
    command += "sys.exit(c.run(sys.argv[1:]))"
    arguments = [
        sys.executable,
        "-c",
        command,
        "--framework",
        folder / "framework.json",
    ]
    arguments += ["--instrument", folder / "instrument.json"]
    arguments += ["--answers", folder / "answers", "--regions", folder / "regions.csv"]
    numbers = timed([*arguments, "--out", folder / "out", *more])
    return numbers | json.loads((folder / "out" / "timing.json").read_text())


def duckdb_sql(folder):
    """The same by one SQL script, in a process of its own."""
    return timed([sys.executable, __file__, "--sql", folder])


def timed(command):
    """Run a command: seconds by the clock and of the processor."""
    before, start = os.times(), time.perf_counter()
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    after = os.times()
    used = after.children_user + after.children_system
    return {
        "clock": time.perf_counter() - start,
        "processor": used - before.children_user - before.children_system,
        "said": run.stdout,
    }


def run_sql(folder):
    import resource  # noqa: PLC0415 -- only in this process

    import duckdb  # noqa: PLC0415 -- only in this process

    items = json.loads((folder / "instrument.json").read_text())["items"]
    nodes = json.loads((folder / "framework.json").read_text())["nodes"]
    con = duckdb.connect()
    con.execute("CREATE TABLE node(code TEXT, parent TEXT, kind TEXT, place INT)")
    con.executemany(
        "INSERT INTO node VALUES (?, ?, ?, ?)",
        [(n["code"], n["parent"] or "*", n["kind"], p) for p, n in enumerate(nodes)],
    )
    con.execute("CREATE TABLE item(code TEXT, node TEXT)")
    con.executemany(
        "INSERT INTO item VALUES (?, ?)", [(i["code"], i["node"]) for i in items]
    )
    for role in ROLES:
        own = [item["code"] for item in items if item["role"] == role]
        means = ", ".join(f'avg("{code}") / 7 AS "{code}"' for code in own)
        con.execute(
            f"CREATE TABLE mean_{role} AS SELECT school_id, {means} "
            f"FROM '{folder}/answers/{role}.parquet' GROUP BY school_id"
        )
    union = " UNION ALL ".join(
        f"SELECT school_id, '{role}' AS role, item, mean FROM "
        f"(UNPIVOT mean_{role} ON COLUMNS(* EXCLUDE school_id) "
        f"INTO NAME item VALUE mean)"
        for role in ROLES
    )
    script = SQL.read_text().replace("{union}", union).replace("{folder}", str(folder))
    for statement in script.split(";\n"):
        if statement.strip():
            con.execute(statement)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def compare(folder):
    """Largest difference between both answers."""
    import duckdb  # noqa: PLC0415

    out = folder / "out"
    queries = (
        (
            f"SELECT max(abs(a.score - b.score)) FROM '{out}/scores.parquet' a "
            f"JOIN '{folder}/sql_scores.parquet' b USING (school_id, node)"
        ),
        (
            f"SELECT max(abs(a.p10 - b.p10)) FROM '{out}/regions.parquet' a "
            f"JOIN '{folder}/sql_regions.parquet' b USING (tier, region, node)"
        ),
    )
    return [duckdb.sql(query).fetchall()[0][0] for query in queries]


def main():
    if sys.argv[1:2] == ["--sql"]:
        run_sql(Path(sys.argv[2]))
        return
    schools = int(sys.argv[1]) if sys.argv[1:] else 15_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        answers = write_inputs(folder, schools)
        print(f"{schools:,} schools, {answers / 1e6:.0f} million answers")
        ours(folder, ("--no-errors",))  # compiles the loops, fills the file cache
        ways = {
            "DuckDB SQL": duckdb_sql,
            "no errors": partial(ours, more=("--no-errors",)),
            "no errors, no CSV": partial(ours, more=("--no-errors",), csv=False),
            "with errors": ours,
        }
        runs = {name: [] for name in ways}
        for _ in range(3):
            for what, way in ways.items():
                runs[what].append(way(folder))
        sql = runs["DuckDB SQL"]
        for what, some in runs.items():
            both = [median(r[key] for r in some) for key in ("clock", "processor")]
            times = [
                median(r[key] for r in sql) / value
                for key, value in zip(("clock", "processor"), both, strict=True)
            ]
            print(
                f"{what}: {both[0]:.1f} s, {both[1]:.1f} s of the processor; ", end=""
            )
            print(f"DuckDB takes {times[0]:.1f} and {times[1]:.1f} times as long")
        last = runs["with errors"][-1]
        print(
            last["seconds"], f"{last['peak_memory_mb']} MB; load {os.getloadavg()[0]}"
        )
        print(f"peak memory of DuckDB: {float(sql[-1]['said']):.0f} MB")
        print(f"largest difference of a score, of a p10: {compare(folder)}")


if __name__ == "__main__":
    main()
