"""`sakaguru score` on files, against a DuckDB SQL script doing the same.

    python bench/score.py [schools, 15000 by default]

Both read the same Parquet files, score every node of every school, gather five tiers
with exact quantiles, and write Parquet; ours writes CSV and the scores of roles too.
Neither computes standard errors in the compared run; another run of ours does. Prints
seconds, peak memory and ratios.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

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


def ours(folder, *more):
    command = "import sys, sakaguru.engine.command as c; sys.exit(c.run(sys.argv[1:]))"
    arguments = [
        sys.executable,
        "-c",
        command,
        "--framework",
        folder / "framework.json",
    ]
    arguments += ["--instrument", folder / "instrument.json"]
    arguments += ["--answers", folder / "answers", "--regions", folder / "regions.csv"]
    start = time.perf_counter()
    subprocess.run([*arguments, "--out", folder / "out", *more], check=True)
    seconds = time.perf_counter() - start
    timing = json.loads((folder / "out" / "timing.json").read_text())
    return seconds, timing


def duckdb_sql(folder):
    """The same by one SQL script, in a process of its own."""
    start = time.perf_counter()
    run = subprocess.run(
        [sys.executable, __file__, "--sql", folder],
        check=True,
        capture_output=True,
        text=True,
    )
    return time.perf_counter() - start, float(run.stdout)


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
        ours(folder, "--no-errors")  # compiles the loops, fills the file cache
        runs = [ours(folder, "--no-errors") for _ in range(3)]
        seconds, timing = sorted(runs, key=lambda run: run[0])[1]
        with_errors, _ = ours(folder)
        sql, sql_memory = duckdb_sql(folder)
        difference = compare(folder)
        print(f"sakaguru score --no-errors: {seconds:.1f} s, {timing}")
        print(f"with standard errors: {with_errors:.1f} s")
        print(f"DuckDB SQL without standard errors: {sql:.1f} s, {sql_memory:.0f} MB")
        print(f"ratio: DuckDB takes {sql / seconds:.1f} times as long")
        print(f"largest difference of a score, of a p10: {difference}")


if __name__ == "__main__":
    main()
