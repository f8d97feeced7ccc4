"""Score on a Spark cluster: the same loops in `mapInArrow`, school by school.

Rows are ``school`` (ordinal), ``role``, ``body`` (packed bytes) and ``people`` (of each
role in that school, -1 unknown). All rows of a school come to one task; a task scores
runs of schools and gives a row of bytes per school. Pyspark is imported by whoever
makes a session; this module needs Arrow only.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sakaguru.engine.answers import RoleAnswers
from sakaguru.engine.framework import compile_framework
from sakaguru.engine.instruments import compile_instrument
from sakaguru.engine.roles import ROLES
from sakaguru.engine.scores import UNKNOWN, SchoolScores, empty_scores, score_run

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray


ROWS = pa.schema(
    [
        ("school", pa.int32()),
        ("role", pa.string()),
        ("body", pa.binary()),
        ("people", pa.list_(pa.int64())),
    ]
)
RESULT = pa.schema([("school", pa.int32()), ("scores", pa.binary())])
RESULT_DDL = "school int, scores binary"
TOGETHER = 512
"""Schools that are scored together in a task."""


def score_batches(
    batches: Iterable[pa.RecordBatch],
    *,
    framework: Mapping[str, Any],
    instruments: list[Mapping[str, Any]],
    errors: bool = True,
    roles: bool = False,
) -> Iterator[pa.RecordBatch]:
    """Score whole schools from Arrow batches; what `mapInArrow` runs in each task.

    Args:
        batches: rows of `ROWS`, all rows of a school among them, by school, role and
            the order in which errors are to be summed.
        framework: the document of the standard set.
        instruments: the documents of the questionnaires.
        errors: whether to compute standard errors.
        roles: whether to keep the figures of single roles.

    Yields:
        Rows of `RESULT`: a school and its figures as bytes (see `fill`).
    """
    compiled = compile_instrument(instruments, compile_framework(framework))
    table = pa.Table.from_batches(list(batches), ROWS)
    schools = np.unique(table["school"].to_numpy())
    for start in range(0, len(schools), TOGETHER):
        chunk = schools[start : start + TOGETHER]
        inside = pc.is_in(table["school"], pa.array(chunk, pa.int32()))
        room = empty_scores(compiled, len(chunk), errors=errors, roles=roles)
        yield _scored(room, table.filter(inside), chunk)


def _scored(
    room: SchoolScores, rows: pa.Table, schools: NDArray[np.int32]
) -> pa.RecordBatch:
    answers = {}
    people = np.full((len(schools), len(ROLES)), UNKNOWN, np.int64)
    home = np.searchsorted(schools, rows["school"].to_numpy())
    people[home] = np.array(rows["people"].to_pylist(), np.int64)
    for role in ROLES:
        mine = rows.filter(pc.equal(rows["role"], role))
        school = np.searchsorted(schools, mine["school"].to_numpy())
        width = len(room.instrument.part(role).items)
        bodies = b"".join(mine["body"].to_pylist())
        body = np.frombuffer(bodies, np.uint8).reshape(len(mine), width)
        order = np.argsort(school, kind="stable")
        answers[role] = RoleAnswers(school[order].astype(np.int32), body[order])
    score_run(room, answers, people, 0, len(schools))
    figures = [_row(room, place) for place in range(len(schools))]
    columns = [pa.array(schools, pa.int32()), pa.array(figures, pa.binary())]
    return pa.RecordBatch.from_arrays(columns, schema=RESULT)


def _arrays(scores: SchoolScores) -> list[NDArray[Any]]:
    named = (getattr(scores, part.name) for part in fields(scores))
    return [value for value in named if isinstance(value, np.ndarray)]


def _row(scores: SchoolScores, place: int) -> bytes:
    """A school's figures, one array after the other."""
    return b"".join(array[place].tobytes() for array in _arrays(scores))


def fill(room: SchoolScores, rows: pa.Table) -> None:
    """Put rows of `RESULT`, in any order, into their places in ``room``."""
    for school, figures in zip(
        rows["school"].to_pylist(), rows["scores"].to_pylist(), strict=True
    ):
        begin = 0
        for array in _arrays(room):
            end = begin + array[school].nbytes
            flat = np.frombuffer(figures[begin:end], array.dtype)
            array[school] = flat.reshape(array[school].shape)
            begin = end


def rows_of(
    answers: Mapping[str, RoleAnswers], population: NDArray[np.int64] | None = None
) -> pa.Table:
    """Packed answers as rows of `ROWS`."""
    tables = []
    for role in ROLES:
        given = answers.get(role)
        if given is None or not len(given.school):
            continue
        people = np.full((len(given.school), len(ROLES)), UNKNOWN, np.int64)
        if population is not None:
            people = population[given.school]
        columns = [
            pa.array(given.school),
            pa.array([role] * len(given.school)),
            pa.array([row.tobytes() for row in given.body], pa.binary()),
            pa.array(list(people), pa.list_(pa.int64())),
        ]
        tables.append(pa.Table.from_arrays(columns, schema=ROWS))
    return pa.concat_tables(tables) if tables else ROWS.empty_table()


def score_on_spark(
    session: Any,
    rows: pa.Table,
    *,
    framework: Mapping[str, Any],
    instruments: list[Mapping[str, Any]],
    errors: bool = True,
    roles: bool = False,
) -> pa.Table:
    """Score on a running Spark session; rows of `RESULT` come back.

    Rows are spread by school and keep their order within it, so that standard errors
    come out in the same bytes as on one machine.
    """
    numbered = rows.append_column("line", pa.array(np.arange(len(rows))))

    def work(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        typed = (pa.RecordBatch.from_arrays(b.columns, schema=ROWS) for b in batches)
        return score_batches(
            typed,
            framework=framework,
            instruments=instruments,
            errors=errors,
            roles=roles,
        )

    frame = session.createDataFrame(numbered).repartition("school")
    ordered = frame.sortWithinPartitions("school", "line").drop("line")
    return ordered.mapInArrow(work, RESULT_DDL).toArrow()
