"""A real Spark cluster on this machine against the threads: the same bytes.

    pip install sakaguru[spark]
    python tests/engine/cluster.py          # needs Java 17 or newer

Starts a standalone master and two workers on 127.0.0.1, compares byte for byte what
they and the threads compute (`score_on_spark`, and `sakaguru score` from end to end),
and ends what it started. ``--look`` only tells whether there is a Java for it.
"""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from sakaguru.engine.answers import RoleAnswers
from sakaguru.engine.executors.local import score_schools
from sakaguru.engine.executors.spark import fill, rows_of, score_on_spark
from sakaguru.engine.framework import compile_framework
from sakaguru.engine.instruments import compile_instrument
from sakaguru.engine.packing import MISSING
from sakaguru.engine.scores import empty_scores

HERE = "127.0.0.1"
JAVA = 17
WORKERS = 2
SCHOOLS = 1500
PATIENCE = 120
FIGURES = ("score", "se", "coverage", "n", "sufficient", "level", "respondents")
ROLES = {"KS": 1, "GS": 7, "SS": 20}
ITEMS = 18
CONFIG = {
    "spark.driver.host": HERE,
    "spark.driver.bindAddress": HERE,
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "6",
    "spark.executor.cores": "1",
    "spark.executor.memory": "800m",
}


def need_java():
    """End with a word on what is missing, before anything is started."""
    version = 0
    if java := shutil.which("java"):
        said = subprocess.run(
            [java, "-version"], capture_output=True, text=True, check=False
        )
        if found := re.search(r'version "(\d+)', said.stderr):
            version = int(found[1])
    if version < JAVA:
        raise SystemExit(
            f"The cluster needs Java {JAVA} or newer "
            "(Debian: apt install openjdk-17-jre-headless)."
        )


def documents():
    nodes = []
    for s in range(1, 4):
        nodes.append({"code": f"{s}", "parent": None, "kind": "standard"})
        nodes.append({"code": f"{s}.1", "parent": f"{s}", "kind": "indicator"})
        nodes += [
            {"code": f"{s}.1.{n}", "parent": f"{s}.1", "kind": "subindicator"}
            for n in (1, 2)
        ]
    leaves = [node["code"] for node in nodes if node["kind"] == "subindicator"]
    items = [
        {"code": f"{role}{n}", "role": role, "node": leaves[n % 6], "max": 4}
        for role in ROLES
        for n in range(ITEMS)
    ]
    levels = [{"up_to": top} for top in (2.04, 3.7, 5.06, 6.66, 7.0)]
    framework = {"code": "F", "version": "1", "scale_max": 7}
    framework |= {"levels": levels, "nodes": nodes, "minimum_respondents": {"GS": 5}}
    return framework, {"code": "I", "version": "1", "framework": "F", "items": items}


def answers_of(schools):
    chance = np.random.default_rng(5)
    answers = {}
    for role, mean in ROLES.items():
        people = chance.poisson(mean, schools)
        body = chance.integers(0, 5, (people.sum(), ITEMS)).astype(np.uint8)
        body[chance.random(body.shape) < 0.1] = MISSING
        school = np.repeat(np.arange(schools), people).astype(np.int32)
        answers[role] = RoleAnswers(school, body)
    return answers


def free_port():
    with socket.socket() as probe:
        probe.bind((HERE, 0))
        return probe.getsockname()[1]


@contextmanager
def cluster():
    """A standalone master and its workers; gives the master's address."""
    import pyspark

    port = free_port()
    home = Path(pyspark.__file__).parent
    os.environ |= {
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": HERE,
        "PYSPARK_PYTHON": sys.executable,
    }
    package = "org.apache.spark.deploy"
    address = f"spark://{HERE}:{port}"
    master = ["master.Master", "--host", HERE, "--port", str(port), "--webui-port", "0"]
    started = []
    with tempfile.TemporaryDirectory() as work:
        worker = ["worker.Worker", "--host", HERE, "--cores", "1", "--memory", "1g"]
        worker += ["--webui-port", "0", "--work-dir", work, address]
        try:
            for command in (master, *[worker] * WORKERS):
                launcher = [str(home / "bin" / "spark-class")]
                full = [*launcher, f"{package}.{command[0]}", *command[1:]]
                started.append(subprocess.Popen(full, stderr=subprocess.DEVNULL))
                wait_for(lambda: answers_at(port), "the master does not answer")
            yield address
        finally:
            for process in reversed(started):
                process.terminate()
                process.wait()


def answers_at(port):
    with socket.socket() as probe:
        return probe.connect_ex((HERE, port)) == 0


def wait_for(what, otherwise):
    end = time.monotonic() + PATIENCE
    while not what():
        if time.monotonic() > end:
            raise SystemExit(otherwise)
        time.sleep(0.2)


def compare_scores(address):
    """`score_on_spark` against the threads, array by array."""
    from pyspark.sql import SparkSession

    framework, instrument = documents()
    compiled = compile_instrument([instrument], compile_framework(framework))
    answers = answers_of(SCHOOLS)
    local = score_schools(compiled, answers, schools=SCHOOLS, roles=False)
    builder = SparkSession.builder.master(address)
    for key, value in CONFIG.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    known = session.sparkContext._jsc.sc()
    wait_for(
        lambda: known.getExecutorMemoryStatus().size() == 1 + WORKERS,
        "the workers do not take part",
    )
    result = score_on_spark(
        session, rows_of(answers), framework=framework, instruments=[instrument]
    )
    session.stop()
    room = empty_scores(compiled, SCHOOLS, errors=True, roles=False)
    fill(room, result)
    for name in FIGURES:
        if getattr(room, name).tobytes() != getattr(local, name).tobytes():
            raise SystemExit(f"{name} differs")
    sys.stdout.write(f"{SCHOOLS} schools by {WORKERS} workers: the same bytes\n")


def compare_command(address, folder):
    """`sakaguru score` with and without ``--engine spark``, file by file."""
    write_files(folder)
    given = " ".join(f"--conf {key}={value}" for key, value in CONFIG.items())
    submit = f"--master {address} {given} pyspark-shell"
    here = run_command(folder, "local", {})
    there = run_command(folder, "spark", {"PYSPARK_SUBMIT_ARGS": submit})
    if here.keys() != there.keys() or not here:
        raise SystemExit("sakaguru score wrote other files")
    for name in here:
        if here[name] != there[name]:
            raise SystemExit(f"sakaguru score: {name} differs")
    total = sum(map(len, here.values()))
    sys.stdout.write(
        f"sakaguru score --engine spark: {len(here)} files, {total} bytes, the same\n"
    )


def write_files(folder):
    framework, instrument = documents()
    (folder / "framework.json").write_text(json.dumps(framework))
    (folder / "instrument.json").write_text(json.dumps(instrument))
    codes = [item["code"] for item in instrument["items"]]
    with (folder / "answers.csv").open("w", newline="") as stream:
        writer = csv.DictWriter(stream, ["school_id", "respondent_id", "role", *codes])
        writer.writeheader()
        for role, given in answers_of(SCHOOLS).items():
            for number, (school, body) in enumerate(
                zip(given.school, given.body, strict=True)
            ):
                row = {
                    f"{role}{n}": value
                    for n, value in enumerate(body.tolist())
                    if value != MISSING
                }
                row |= {
                    "school_id": f"S{school:04}",
                    "respondent_id": f"{role}{number}",
                }
                writer.writerow(row | {"role": role})
    places = ["school_id", "gugus", "kecamatan", "district", "province"]
    with (folder / "regions.csv").open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(places)
        for n in range(SCHOOLS):
            writer.writerow(
                [f"S{n:04}", f"G{n // 8}", f"K{n // 40}", f"D{n // 320}", "P"]
            )


def run_command(folder, engine, more):
    """The bytes of every file, but for how long it took."""
    out = folder / engine
    door = "import sys; from sakaguru.config.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", door]
    command += ["score", "--engine", engine, "--out", str(out)]
    for name in ("framework.json", "instrument.json", "answers.csv", "regions.csv"):
        command += [f"--{name.split('.')[0]}", str(folder / name)]
    run = subprocess.run(
        command, env=os.environ | more, stderr=subprocess.PIPE, text=True, check=False
    )
    if run.returncode:
        raise SystemExit(f"sakaguru score --engine {engine}:\n{run.stderr}")
    return {
        path.name: path.read_bytes()
        for path in sorted(out.iterdir())
        if path.name != "timing.json"
    }


def main():
    need_java()
    if "--look" in sys.argv:
        return
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as name, cluster() as address:
        compare_scores(address)
        compare_command(address, Path(name))
    sys.stdout.write(f"{time.monotonic() - begun:.0f} seconds\n")


if __name__ == "__main__":
    main()
