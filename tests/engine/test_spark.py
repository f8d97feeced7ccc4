"""What a Spark task runs gives the bytes of one machine. No Spark needed here."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
from engine.drawing import compiled, instrument_document, packed, population_array
from engine.files import World
from engine.test_corners import few_answers
from engine.test_kernel import FIGURES
from engine.test_reference import SCHOOLS, worlds
from hypothesis import given, settings

from sakaguru.engine.executors import spark
from sakaguru.engine.executors.local import score_schools
from sakaguru.engine.scores import empty_scores
from sakaguru.engine.warm import warm_up


def table_of(world):
    framework, items, submissions, population = world
    instrument = compiled(framework, items)
    answers = packed(instrument, submissions, SCHOOLS)
    people = population_array(population, SCHOOLS)
    local = score_schools(instrument, answers, schools=4, population=people)
    return instrument, local, spark.rows_of(answers, people)


class Frame:
    """As much of a Spark frame as is used, in two partitions."""

    def __init__(self, table):
        self.table = table

    def repartition(self, _column):
        return self

    def sortWithinPartitions(self, *columns):  # noqa: N802 -- Spark's name
        keys = [(column, "ascending") for column in columns]
        return Frame(self.table.sort_by(keys))

    def drop(self, column):
        return Frame(self.table.drop_columns([column]))

    def mapInArrow(self, work, _schema):  # noqa: N802 -- Spark's name
        school = self.table["school"].to_numpy()
        pieces = []
        for rest in (0, 1):
            part = self.table.filter(pa.array(school % 2 == rest))
            pieces += list(work(iter(part.to_batches(max_chunksize=3))))
        return Frame(pa.Table.from_batches(pieces, spark.RESULT))

    def toArrow(self):  # noqa: N802 -- Spark's name
        return self.table


class Session:
    def createDataFrame(self, table):  # noqa: N802 -- Spark's name
        return Frame(table)


@settings(settings.get_profile("engine"), max_examples=25)
@given(world=worlds())
def test_tasks_give_the_bytes_of_one_machine(world):
    instrument, local, rows = table_of(world)

    result = spark.score_on_spark(
        Session(),
        rows,
        framework=world[0],
        instruments=[instrument_document(world[1])],
        roles=True,
    )

    back = empty_scores(instrument, 4, errors=True, roles=True)
    spark.fill(back, result)
    with_people = np.isin(np.arange(4), result["school"].to_numpy())
    for name in (*FIGURES, "role_score", "role_n"):
        sent = getattr(local, name)[with_people].tobytes()
        assert getattr(back, name)[with_people].tobytes() == sent
    assert not local.sent[~with_people].any()


def test_answers_without_a_population_have_unknown_people():
    _, answers = few_answers()

    rows = spark.rows_of(answers)

    assert rows["people"].to_pylist() == [[-1] * 6] * 2
    assert len(spark.rows_of({})) == 0


def test_the_command_scores_on_a_cluster_to_the_same_bytes(tmp_path, monkeypatch):
    world = World(tmp_path)
    world.run()
    first = world.bytes()
    builder = SimpleNamespace(getOrCreate=Session)
    module = SimpleNamespace(SparkSession=SimpleNamespace(builder=builder))
    monkeypatch.setitem(sys.modules, "pyspark", SimpleNamespace(sql=module))
    monkeypatch.setitem(sys.modules, "pyspark.sql", module)

    assert world.run("--engine", "spark") == 0
    assert world.bytes() == first


def test_the_command_says_that_spark_is_missing(tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "pyspark", None)

    assert World(tmp_path).run("--engine", "spark") == 2
    assert "pyspark is missing" in capsys.readouterr().err


def test_loops_can_be_compiled_ahead():
    warm_up()
