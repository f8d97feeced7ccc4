"""Tables out, for people who go on in a spreadsheet: CSV and XLSX."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import xlsxwriter
from django.http import HttpResponse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
DANGEROUS = re.compile(r"^[=+\-@\t\r]")
WIDEST = 60  # characters


@dataclass(frozen=True)
class Column:
    """One column: its key in a row (or its place), its title, and how it is written."""

    key: str
    title: str
    decimals: int | None = None
    width: int = 16


def table_response(
    columns: Sequence[Column], rows: Iterable[Any], *, form: str, name: str
) -> HttpResponse:
    """Hand the rows over as a file; ``form`` is ``csv`` or ``xlsx``.

    Rows are mappings by column key, or sequences in the order of the columns. They
    are taken one by one, so a query's ``iterator()`` never stands in memory as a whole.
    """
    ordered = _in_order(columns, rows)
    content = _csv(columns, ordered) if form == "csv" else _xlsx(columns, ordered, name)
    response = HttpResponse(content, content_type=TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def closed(text: str) -> str:
    """Keep a spreadsheet from taking a text for a formula."""
    return f"'{text}" if DANGEROUS.match(text) else text


def _in_order(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[list[Any]]:
    take = [itemgetter(column.key) for column in columns]
    for row in rows:
        yield [get(row) for get in take] if hasattr(row, "keys") else list(row)


def _csv(columns: Sequence[Column], rows: Iterable[list[Any]]) -> bytes:
    """As Indonesian spreadsheets open it by a double click: BOM, semicolons, commas."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";")
    writer.writerow([closed(str(column.title)) for column in columns])
    for row in rows:
        writer.writerow(
            [
                _written(column, value)
                for column, value in zip(columns, row, strict=True)
            ]
        )
    return buffer.getvalue().encode("utf-8-sig")


def _written(column: Column, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) or column.decimals is not None:
        text = (
            f"{value:.{column.decimals}f}"
            if column.decimals is not None
            else str(value)
        )
        return text.replace(".", ",")
    if isinstance(value, int):
        return str(value)
    return closed(value.isoformat() if isinstance(value, date) else str(value))


def _xlsx(columns: Sequence[Column], rows: Iterable[list[Any]], name: str) -> bytes:
    buffer = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC)})
        sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\]", " ", name)[:31])
        head = book.add_format(
            {"bold": True, "text_wrap": True, "bottom": 1, "valign": "top"}
        )
        sheet.freeze_panes(1, 1)
        formats = [_format(book, column) for column in columns]
        for place, column in enumerate(columns):
            sheet.set_column(place, place, min(column.width, WIDEST))
            sheet.write_string(0, place, closed(str(column.title)), head)
        for number, row in enumerate(rows, start=1):
            for place, value in enumerate(row):
                _write(sheet, number, place, value, formats[place])
    return buffer.getvalue()


def _format(book: Any, column: Column) -> Any:
    if not column.decimals:
        return None
    return book.add_format({"num_format": "0." + "0" * column.decimals})


def _write(sheet: Any, number: int, place: int, value: Any, style: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_number(number, place, int(value))
    elif isinstance(value, (int, float)):
        sheet.write_number(number, place, value, style)
    elif isinstance(value, date):
        plain = value.replace(tzinfo=None) if isinstance(value, datetime) else value
        sheet.write_datetime(number, place, plain)
    else:
        sheet.write_string(number, place, closed(str(value)))
