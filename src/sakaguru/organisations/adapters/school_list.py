"""Read an uploaded or shipped list of schools."""

from __future__ import annotations

from itertools import islice
from typing import IO, TYPE_CHECKING, NamedTuple

from sakaguru.ui.adapters.sheets import read_rows, weigh

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sakaguru.ui.adapters.sheets import SheetRow

AT_ONCE_ROWS = 2_000
AT_ONCE_BYTES = 3 << 20
"""Up to here a list is read while its person waits, some seconds at most. What is
larger goes to the worker. Bytes are those after unpacking: they bound the reading."""


class SchoolTable(NamedTuple):
    """The column names, and per row its number in the sheet and its cells as text."""

    header: list[str]
    rows: list[tuple[int, Mapping[str, str]]]


def school_table(file: IO[bytes]) -> SchoolTable:
    """Read a CSV or XLSX file whose first row names the columns.

    Raises:
        TableFault: the file is no table, or too large.
    """
    header, rows = school_rows(file)
    return SchoolTable(header, list(rows))


def small_table(file: IO[bytes]) -> SchoolTable | None:
    """The same where it is small enough to be read at once; None where it is not.

    Raises:
        TableFault: the file is no table, or too large for anybody.
    """
    size = weigh(file)
    file.seek(0)
    if size > AT_ONCE_BYTES:
        return None
    header, rows = school_rows(file)
    table = SchoolTable(header, list(islice(rows, AT_ONCE_ROWS + 1)))
    return table if len(table.rows) <= AT_ONCE_ROWS else None


def school_rows(
    file: IO[bytes],
) -> tuple[list[str], Iterator[tuple[int, Mapping[str, str]]]]:
    """The header, and the rows one by one: a list of the nation is never held whole.

    Raises:
        TableFault: as for `school_table`, also while the rows are taken.
    """
    found = read_rows(file)
    first = next(found, None)
    header = [_text(cell) for cell in first.cells] if first else []
    return header, _rows(header, found)


def _rows(
    header: list[str], found: Iterable[SheetRow]
) -> Iterator[tuple[int, Mapping[str, str]]]:
    for row in found:
        if any(cell not in (None, "") for cell in row.cells):
            cells = map(_text, row.cells)
            yield row.number, dict(zip(header, cells, strict=False))


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()
