"""The figures of the engine: a nation scored, as ratios to reading and to others.

    python bench/engine [share of the nation, 0.1 by default] [folder to keep the data]

Every measurement runs in a process of its own, in rounds, so that other work of the
machine meets all of them alike; medians of the rounds, and ratios of the medians. They
run as `sakaguru` does, without huge pages (`sakaguru.config.memory`), and tell the
seconds that the system's kernel took besides. The
nation (1) takes a minute or two to make and 1.5 GB of disk, all rounds of it some six
minutes on two quiet cores. The SQL script runs on a tenth, pandas on 3 %, each compared
per answer. Pandas is left out, and said to be, where it is not installed
(`requirements-prove.lock` has it).
"""

from __future__ import annotations

import importlib.util
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from pathlib import Path

import nation
import numpy as np
import pyarrow as pa
import script

from sakaguru.config.memory import spare_memory
from sakaguru.engine.answers import RoleAnswers
from sakaguru.engine.executors.local import Piece, score_pieces
from sakaguru.engine.framework import compile_framework
from sakaguru.engine.incremental import refresh, rescore
from sakaguru.engine.instruments import compile_instrument
from sakaguru.engine.kernel import loops
from sakaguru.engine.rollup import Tier, roll_up
from sakaguru.engine.store import Store, sealed_answers
from sakaguru.engine.warm import warm_up

ROUNDS = 3


@cache
def compiled():
    return compile_instrument(
        [nation.instrument()], compile_framework(nation.framework())
    )


def load(folder, first, last, each=map):
    """The sealed answers of a run of schools, per role."""
    store, ins = Store(str(folder / "store")), compiled()
    ids = {nation.school_id(place): place - first for place in range(first, last)}

    def one(role):
        table = store.table(f"I@1/{role}/{first:08}", coded=True)
        return role, sealed_answers([table], ids, len(ins.part(role).items))

    return dict(each(one, sorted(nation.ROLES, key=rows_of)))


def rows_of(role):
    """Most rows first."""
    return -nation.ROLES[role][1]


def pieces(folder, schools):
    for first in range(0, schools, nation.PIECE):
        last = min(first + nation.PIECE, schools)
        yield Piece(first, last, partial(load, folder, first, last))


def tiers(schools):
    return [Tier(*tier) for tier in nation.groups(schools)]


def standards_and_total():
    return np.concatenate([[0], compiled().framework.standards])


def scored(folder, schools, *, errors, errors_for=None):
    return score_pieces(
        compiled(),
        pieces(folder, schools),
        schools=schools,
        errors=errors,
        errors_for=errors_for,
    )


def whole(folder, schools, **options):
    """Read, score, gather five tiers: seconds of each, processor's seconds, memory."""
    compiled()
    begin = started()
    scores = scored(folder, schools, **options)
    middle = time.perf_counter()
    regions = roll_up(scores, tiers(schools))
    end = time.perf_counter()
    assert len(regions) == 5
    return {
        "score": middle - begin[0],
        "gather": end - middle,
        **elapsed(*begin),
        "memory": script.peak_memory(),
    }


def incremental(folder, schools):
    """One school and all its ancestors, its sealed answers read anew."""
    warm_up()
    scores = scored(folder, schools, errors=True)
    every = tiers(schools)
    regions = list(zip(every, roll_up(scores, every), strict=True))
    again(folder, schools, scores, regions, [1])
    some = (0, schools // 3, schools // 2, schools - 2, schools - 1)
    begin = started()
    again(folder, schools, scores, regions, some)
    return {name: value / len(some) for name, value in elapsed(*begin).items()}


def again(folder, schools, scores, regions, some):
    for school in some:
        first = school // nation.PIECE * nation.PIECE
        with ThreadPoolExecutor(2) as pool:
            last = min(first + nation.PIECE, schools)
            answers = load(folder, first, last, pool.map)
        shifted = {
            role: RoleAnswers(given.school + np.int32(first), given.body)
            for role, given in answers.items()
        }
        dirty = np.array([school])
        rescore(scores, shifted, dirty)
        for tier, region in regions:
            refresh(region, scores, tier, dirty)


def started():
    return time.perf_counter(), time.process_time(), kernel_seconds()


def elapsed(start, busy, kernel):
    return {
        "total": time.perf_counter() - start,
        "processor": time.process_time() - busy,
        "kernel": kernel_seconds() - kernel,
    }


def kernel_seconds():
    return resource.getrusage(resource.RUSAGE_SELF).ru_stime


def duckdb_reads(folder):
    """DuckDB sums every column of the wide Parquet."""
    import duckdb  # noqa: PLC0415 -- only here

    begin = started()
    for role, (count, _) in nation.ROLES.items():
        sums = ", ".join(f'sum("{role}{n:03}")' for n in range(count))
        duckdb.sql(f"SELECT {sums} FROM '{folder}/wide/{role}.parquet'").fetchall()
    return elapsed(*begin)


def duckdb_scores(folder):
    """One SQL script for what `whole` does without errors."""
    import duckdb  # noqa: PLC0415 -- only here

    begin = started()
    con = duckdb.connect(str(folder / "sql.duckdb"))
    con.execute("SET memory_limit = '8GB'; SET preserve_insertion_order = false")
    statements = (Path(__file__).parent / "nation.sql").read_text()
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
    for statement in statements.format(union=union, groups=groups).split(";\n"):
        if statement.strip():
            con.execute(statement)
    con.close()
    (folder / "sql.duckdb").unlink()
    return elapsed(*begin)


def first_use():
    """Loops compiled anew, and seconds until they are ready, in a fresh process."""
    start = time.perf_counter()
    warm_up()
    seconds = time.perf_counter() - start
    stats = [loop.stats for loop in loops()]
    assert all(one.cache_hits for one in stats), "run python -m sakaguru.engine.warm"
    return {"total": seconds, "compiled": sum(len(one.cache_misses) for one in stats)}


def alone(what, folder, schools):
    """Run one measurement in a process of its own."""
    run = subprocess.run(
        [sys.executable, __file__, "--one", what, str(folder), str(schools)],
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(run.stdout)


def one(what, folder, schools):
    """A measurement, after what is not to be measured."""
    if what in OWN:
        warm_up()
        sealed_answers([pa.table({"school_id": ["A"], "body": [b"0"]})], {"A": 0}, 1)
        nodes = standards_and_total() if what == "errors of nine nodes" else None
        return whole(folder, schools, errors=what != OWN[0], errors_for=nodes)
    return {
        "first use": first_use,
        "one school": partial(incremental, folder, schools),
        "DuckDB reading": partial(duckdb_reads, folder),
        "DuckDB SQL": partial(duckdb_scores, folder),
        PANDAS[0]: partial(script.measured, folder, long=True),
        PANDAS[1]: partial(script.measured, folder, long=False),
    }[what]()


def median_of(runs):
    return {key: statistics.median(run[key] for run in runs) for key in runs[0]}


OWN = ("no errors", "errors of nine nodes", "all errors")
FULL = ("DuckDB reading", *OWN, "one school")
PANDAS = ("pandas, a row per answer", "pandas, a column per item")


def measured(folders):
    """Medians of the rounds; the nation's share by its size, and the others."""
    big, tenth, small = folders
    wanted = [(what, big) for what in FULL]
    wanted += [(what, tenth) for what in ("no errors", "first use", "DuckDB SQL")]
    if importlib.util.find_spec("pandas"):
        wanted += [(what, small) for what in PANDAS]
    else:
        print("pandas is not installed (requirements-prove.lock has it): left out")
    runs = {pair: [] for pair in wanted}
    for number in range(ROUNDS):
        for what, share in wanted:
            numbers = alone(what, *share)
            runs[what, share].append(numbers)
            print(f"round {number + 1}, load {os.getloadavg()[0]:.1f}, ", end="")
            print(f"{share[1]:,} schools, {what}: {told(numbers)}", flush=True)
    return {pair: median_of(some) for pair, some in runs.items()}


def report(folders):
    big, tenth, small = folders
    print(f"load before: {os.getloadavg()[0]:.1f}", flush=True)
    found = measured(folders)
    print(f"load after: {os.getloadavg()[0]:.1f}")
    for (what, (_, schools)), numbers in found.items():
        print(f"{schools:,} schools, {what}: {told(numbers)}")
    print("ratio: by the clock, by the processor")
    own, sql = ("no errors", big), ("DuckDB SQL", tenth)
    ratio(found, "no errors / DuckDB reading", own, ("DuckDB reading", big))
    for what in OWN[1:]:
        ratio(found, f"{what} / DuckDB reading", (what, big), ("DuckDB reading", big))
    ratio(found, "DuckDB SQL / no errors, a tenth", sql, ("no errors", tenth))
    ratio(found, "this nation / a tenth of it", own, ("no errors", tenth))
    ratio(found, "one school / all errors", ("one school", big), ("all errors", big))
    share = answers(big) / answers(small)
    for what in PANDAS:
        if (what, small) in found:
            name = f"{what} / no errors, per answer"
            ratio(found, name, (what, small), own, share)
    for what in OWN:
        print(f"peak memory, {what}: {found[what, big]['memory']:.0f} MB")
    sealed = sum(path.stat().st_size for path in big[0].rglob("store/**/*.parquet"))
    print(f"{answers(big):,} answers; bytes per answer: {sealed / answers(big):.3f}")
    compiled_anew = found["first use", tenth]["compiled"]
    print(f"loops compiled in a fresh process after set-up: {compiled_anew:.0f}")


def told(numbers):
    return ", ".join(f"{name} {value:.2f}" for name, value in numbers.items())


def ratio(found, name, above, below, times=1):
    both = [
        f"{times * found[above][key] / found[below][key]:.3f}"
        for key in ("total", "processor")
    ]
    print(f"{name}: {', '.join(both)}")


def answers(share):
    return json.loads((share[0] / "made.json").read_text())["answers"]


def main():
    if sys.argv[1:2] == ["--one"]:
        _, _, what, folder, schools = sys.argv
        print(json.dumps(one(what, Path(folder), int(schools))))
        return
    spare_memory()
    share = float(sys.argv[1]) if sys.argv[1:] else 0.1
    sizes = [round(nation.SCHOOLS * share * part) for part in (1, 0.1, 0.03)]
    with tempfile.TemporaryDirectory() as name:
        home = Path(sys.argv[2] if sys.argv[2:] else name)
        folders = [(home / f"nation-{schools}", schools) for schools in sizes]
        for folder, schools in folders:
            if not (folder / "made.json").exists():
                nation.make(folder, schools)
        report(folders)


if __name__ == "__main__":
    main()
