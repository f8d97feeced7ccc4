"""A real Spark cluster on this machine against the threads: the same bytes.

    pip install pyspark pandas
    python tests/engine/cluster.py

Starts a standalone master and two workers on 127.0.0.1 (Java 17), scores some hundred
schools on them, compares byte for byte, and ends what it started.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyspark
from pyspark.sql import SparkSession

from sakaguru.engine.answers import RoleAnswers
from sakaguru.engine.executors.local import score_schools
from sakaguru.engine.executors.spark import fill, rows_of, score_on_spark
from sakaguru.engine.framework import compile_framework
from sakaguru.engine.instruments import compile_instrument
from sakaguru.engine.scores import empty_scores

HERE = "127.0.0.1"
FIGURES = ("score", "se", "coverage", "n", "sufficient", "level", "respondents")
ROLES = {"KS": 1, "GS": 7, "SS": 20}


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
        for n in range(18)
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
        body = chance.integers(0, 5, (people.sum(), 18)).astype(np.uint8)
        body[chance.random(body.shape) < 0.1] = 255
        school = np.repeat(np.arange(schools), people).astype(np.int32)
        answers[role] = RoleAnswers(school, body)
    return answers


def free_port():
    with socket.socket() as probe:
        probe.bind((HERE, 0))
        return probe.getsockname()[1]


@contextmanager
def cluster():
    """A standalone master and two workers; gives the master's address."""
    port = free_port()
    home = Path(pyspark.__file__).parent
    launcher = str(home / "bin" / "spark-class")
    environment = os.environ | {
        "SPARK_HOME": str(home),
        "PYSPARK_PYTHON": sys.executable,
    }
    environment |= {"SPARK_LOCAL_IP": HERE}
    package = "org.apache.spark.deploy"
    address = f"spark://{HERE}:{port}"
    master = ["master.Master", "--host", HERE, "--port", str(port), "--webui-port", "0"]
    worker = ["worker.Worker", "--host", HERE, "--cores", "1", "--memory", "1g"]
    worker += ["--webui-port", "0", address]
    started = []
    try:
        for command in (master, worker, worker):
            full = [launcher, f"{package}.{command[0]}", *command[1:]]
            started.append(
                subprocess.Popen(full, env=environment, stderr=subprocess.DEVNULL)
            )
            time.sleep(5)
        yield address
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait()


def main():
    os.environ["PYSPARK_PYTHON"] = sys.executable
    framework, instrument = documents()
    compiled = compile_instrument([instrument], compile_framework(framework))
    schools = 300
    answers = answers_of(schools)
    local = score_schools(compiled, answers, schools=schools, roles=False)
    with cluster() as address:
        session = (
            SparkSession.builder.master(address)
            .config("spark.driver.host", HERE)
            .config("spark.driver.bindAddress", HERE)
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "4")
            .config("spark.executor.memory", "800m")
            .getOrCreate()
        )
        executors = session.sparkContext.defaultParallelism
        result = score_on_spark(
            session, rows_of(answers), framework=framework, instruments=[instrument]
        )
        session.stop()
    cluster_scores = empty_scores(compiled, schools, errors=True, roles=False)
    fill(cluster_scores, result)
    for name in FIGURES:
        same = getattr(cluster_scores, name).tobytes() == getattr(local, name).tobytes()
        if not same:
            raise SystemExit(f"{name} differs")
    sys.stdout.write(f"{schools} schools on {executors} cores: the same bytes\n")


if __name__ == "__main__":
    main()
