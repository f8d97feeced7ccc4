"""Writes the results of a run into PostgreSQL by COPY.

The binary form is built by NumPy for whole columns: a nation of 148,000 schools has
a hundred million numbers, too many to hand over one by one.
"""

from __future__ import annotations

import struct
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    Array = NDArray[Any]

HEAD = b"PGCOPY\n\xff\r\n\0" + struct.pack(">ii", 0, 0)
TAIL = struct.pack(">h", -1)
NULL = struct.pack(">i", -1)
CHUNK = 2_000
OIDS = {">f8": 701, ">i4": 23, ">i2": 21, "?": 16}
"""PostgreSQL's types of array elements by NumPy's."""


class Column(NamedTuple):
    """A column of arrays, one per row, all of the same length."""

    name: str
    values: Array
    kind: str


Cell = int | float | str | None


class Plain(NamedTuple):
    """Columns of single values: bigint, int, smallint, float or text, by name."""

    names: Sequence[tuple[str, str]]
    rows: Sequence[Sequence[Cell]]


def copy_rows(table: str, plain: Plain, columns: Sequence[Column]) -> int:
    """Append rows to ``table``, in the caller's transaction. Returns how many."""
    names = [name for name, _ in plain.names] + [column.name for column in columns]
    listed = ", ".join(f'"{name}"' for name in names)
    statement = f'COPY "{table}" ({listed}) FROM STDIN (FORMAT BINARY)'
    with connection.cursor() as cursor, cursor.cursor.copy(statement) as copy:
        copy.write(HEAD)
        for block in _blocks(plain, columns):
            copy.write(block)
        copy.write(TAIL)
    return len(plain.rows)


def _blocks(plain: Plain, columns: Sequence[Column]) -> Iterator[bytes]:
    fields = struct.pack(">h", len(plain.names) + len(columns))
    kinds = [kind for _, kind in plain.names]
    edges = [*range(0, len(plain.rows), CHUNK), len(plain.rows)]
    for first, last in pairwise(edges):
        arrays = _array_bytes(columns, first, last)
        rows = plain.rows[first:last]
        yield b"".join(
            fields + _cells(kinds, row) + array
            for row, array in zip(rows, arrays, strict=True)
        )


def _cells(kinds: Iterable[str], row: Iterable[Cell]) -> bytes:
    return b"".join(_cell(kind, cell) for kind, cell in zip(kinds, row, strict=True))


def _cell(kind: str, cell: Any) -> bytes:
    if cell is None:
        return NULL
    if kind == "text":
        text = str(cell).encode()
        return struct.pack(">i", len(text)) + text
    form, size = {"bigint": ("q", 8), "int": ("i", 4), "smallint": ("h", 2)}.get(
        kind, ("d", 8)
    )
    return struct.pack(f">i{form}", size, cell)


def _array_bytes(columns: Sequence[Column], first: int, last: int) -> Iterator[bytes]:
    """The array fields of each row, as PostgreSQL receives them."""
    import numpy as np  # noqa: PLC0415 -- only background work copies

    forms = np.dtype([(c.name, _form(c)) for c in columns])
    block = np.zeros(last - first, forms)
    for column in columns:
        field, wide = block[column.name], column.values.shape[1]
        size = np.dtype(column.kind).itemsize
        field["length"] = 20 + wide * (4 + size)
        field["dimensions"] = 1
        field["type"] = OIDS[column.kind]
        field["wide"] = wide
        field["low"] = 1
        field["each"]["size"] = size
        field["each"]["value"] = column.values[first:last]
    raw, step = block.tobytes(), block.dtype.itemsize
    return (raw[place : place + step] for place in range(0, len(raw), step))


def _form(column: Column) -> Any:
    import numpy as np  # noqa: PLC0415

    each = np.dtype([("size", ">i4"), ("value", column.kind)])
    return np.dtype(
        [
            ("length", ">i4"),
            ("dimensions", ">i4"),
            ("nulls", ">i4"),
            ("type", ">u4"),
            ("wide", ">i4"),
            ("low", ">i4"),
            ("each", each, (column.values.shape[1],)),
        ]
    )
