"""Read an uploaded or shipped list of schools."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, NamedTuple

from sakaguru.ui.adapters.sheets import read_rows

if TYPE_CHECKING:
    from collections.abc import Mapping


class SchoolTable(NamedTuple):
    """The column names, and per row its number in the sheet and its cells as text."""

    header: list[str]
    rows: list[tuple[int, Mapping[str, str]]]


def school_table(file: IO[bytes]) -> SchoolTable:
    """Read a CSV or XLSX file whose first row names the columns.

    Raises:
        TableFault: the file is no table, or too large.
    """
    rows = iter(read_rows(file))
    first = next(rows, None)
    header = [_text(cell) for cell in first.cells] if first else []
    return SchoolTable(
        header,
        [
            (row.number, dict(zip(header, map(_text, row.cells), strict=False)))
            for row in rows
            if any(cell not in (None, "") for cell in row.cells)
        ],
    )


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()
