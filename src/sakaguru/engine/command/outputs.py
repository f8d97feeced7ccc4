"""Write scores, role scores, regions and flags as Parquet and CSV."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from sakaguru.engine.roles import ROLES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from sakaguru.engine.instruments import Instrument
    from sakaguru.engine.rollup import RegionScores
    from sakaguru.engine.scores import SchoolScores

TEXT = pa.dictionary(pa.int32(), pa.string())
CSV_NUMBER = pa.decimal128(18, 6)


class TableWriter:
    """One table, written in pieces to Parquet and, where wanted, to CSV."""

    def __init__(
        self, folder: Path, name: str, schema: pa.Schema, *, parquet: bool, csv: bool
    ) -> None:
        self.schema = schema
        self.rows = 0
        self.pool = ThreadPoolExecutor(1)
        self.waiting: Future[None] | None = None
        self.parquet = self.csv = None
        if parquet:
            path = folder / f"{name}.parquet"
            self.parquet = pq.ParquetWriter(path, schema, compression="zstd")
        if csv:
            self.csv = (folder / f"{name}.csv").open("wb")
            self.csv.write((",".join(schema.names) + "\n").encode())

    def write(self, columns: Callable[[], Sequence[Any]]) -> None:
        """Make the columns and write them, in a thread of the file's own.

        Waits for the piece before: no more than one is under way.
        """
        self._wait()
        self.waiting = self.pool.submit(self._write, columns)

    def _wait(self) -> None:
        if self.waiting is not None:
            self.waiting.result()

    def _write(self, columns: Callable[[], Sequence[Any]]) -> None:
        table = pa.Table.from_arrays(list(columns()), schema=self.schema)
        self.rows += len(table)
        if self.parquet is not None:
            self.parquet.write_table(table)
        if self.csv is not None:
            _write_csv(self.csv, table)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self.pool.shutdown()
        for part in (self.parquet, self.csv):
            if part is not None:
                part.close()
        if failure == (None, None, None):
            self._wait()


def _write_csv(stream: Any, table: pa.Table) -> None:
    """Numbers with 6 decimals, an empty cell for null, no quotes."""
    columns = [_printable(column) for column in table.columns]
    pacsv.write_csv(
        pa.Table.from_arrays(columns, names=table.schema.names),
        stream,
        pacsv.WriteOptions(include_header=False, quoting_style="none"),
    )


def _printable(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_floating(column.type):
        return column.cast(CSV_NUMBER)
    if pa.types.is_dictionary(column.type):
        return column.cast(pa.string())
    return column


def texts(codes: NDArray[np.int64], words: Sequence[str]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(
        pa.array(codes.astype(np.int32)), pa.array(words, pa.string())
    )


def number(values: NDArray[np.float64]) -> pa.Array:
    """Numbers; NaN becomes null."""
    return pa.array(values.ravel(), pa.float64(), from_pandas=True)


SCORES = pa.schema(
    [
        ("school_id", TEXT),
        ("node", TEXT),
        ("score", pa.float64()),
        ("se", pa.float64()),
        ("coverage", pa.float64()),
        ("n", pa.int32()),
        ("sufficient", pa.int8()),
        ("level", pa.int8()),
    ]
)
ROLE_SCORES = pa.schema(
    [
        ("school_id", TEXT),
        ("node", TEXT),
        ("role", TEXT),
        ("score", pa.float64()),
        ("n", pa.int32()),
    ]
)
FLAGS = pa.schema(
    [
        ("kind", pa.string()),
        ("school_id", pa.string()),
        ("respondent_id", pa.string()),
        ("other_respondent_id", pa.string()),
        ("node", pa.string()),
        ("value", pa.float64()),
    ]
)


def regions_schema(levels: int) -> pa.Schema:
    numbers = ("mean", "se", "p10", "p25", "p50", "p75", "p90")
    return pa.schema(
        [
            ("tier", TEXT),
            ("region", TEXT),
            ("node", TEXT),
            *((name, pa.int64()) for name in ("schools", "not_sent")),
            *((name, pa.int64()) for name in ("insufficient", "counted")),
            *((name, pa.float64()) for name in numbers),
            *((f"level_{level}", pa.int64()) for level in range(1, levels + 1)),
        ]
    )


def score_columns(scores: SchoolScores, schools: Sequence[str]) -> list[pa.Array]:
    """Rows of schools with an answer, by school, then node."""
    nodes = np.flatnonzero(scores.instrument.measured)
    sent = np.flatnonzero(scores.sent)
    cut = np.ix_(sent, nodes)
    level = scores.level[cut].ravel()
    unknown = np.full((len(sent), len(nodes)), np.nan)
    return [
        texts(np.repeat(sent, len(nodes)), schools),
        texts(np.tile(nodes, len(sent)), scores.framework.codes),
        number(scores.score[cut]),
        number(unknown if scores.se is None else scores.se[cut]),
        number(scores.coverage[cut]),
        pa.array(scores.n[cut].ravel(), pa.int32()),
        pa.array(scores.sufficient[cut].ravel().astype(np.int8)),
        pa.array(level, mask=level == 0),
    ]


def asked_pairs(instrument: Instrument) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Sub-indicator (its place among them) and role of each pair that has items."""
    asked = instrument.asked[:, instrument.framework.subindicators]
    leaf, role = np.nonzero(asked.T)
    return leaf, role


def role_columns(scores: SchoolScores, schools: Sequence[str]) -> list[pa.Array]:
    """Rows by school, sub-indicator, role; of every role that has items there."""
    if scores.role_score is None or scores.role_n is None:
        raise ValueError("role figures were not computed")
    leaf, role = asked_pairs(scores.instrument)
    node = scores.framework.subindicators[leaf]
    sent = np.flatnonzero(scores.sent)
    return [
        texts(np.repeat(sent, len(leaf)), schools),
        texts(np.tile(node, len(sent)), scores.framework.codes),
        texts(np.tile(role, len(sent)), ROLES),
        number(scores.role_score[sent][:, role, leaf]),
        pa.array(scores.role_n[sent][:, role, node].ravel(), pa.int32()),
    ]


def region_columns(
    regions: RegionScores, codes: Sequence[str], instrument: Instrument
) -> list[pa.Array]:
    """Rows by region, then node."""
    nodes = np.flatnonzero(instrument.measured)
    places = np.arange(len(codes))
    every = np.repeat(places, len(nodes))
    whole = [regions.schools, regions.not_sent]
    counts: list[NDArray[Any]] = [regions.insufficient, regions.counted]
    quantiles = np.moveaxis(regions.quantiles[:, nodes], -1, 0)
    levels = np.moveaxis(regions.levels[:, nodes], -1, 0)
    return [
        texts(np.zeros(len(every), np.int64), [regions.tier]),
        texts(every, codes),
        texts(np.tile(nodes, len(places)), instrument.framework.codes),
        *(pa.array(count[every]) for count in whole),
        *(pa.array(count[:, nodes].ravel(), pa.int64()) for count in counts),
        *(number(value[:, nodes]) for value in (regions.mean, regions.se)),
        *(number(value) for value in quantiles),
        *(pa.array(count.ravel(), pa.int64()) for count in levels),
    ]
