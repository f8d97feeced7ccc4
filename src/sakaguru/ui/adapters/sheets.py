"""Tables in: CSV and XLSX uploads as rows that know where they stood."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import IO, TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from sakaguru.core.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Iterator

Cell = str | int | float | date | time | timedelta | None
LARGEST_FILE = 20 * 1024 * 1024  # bytes, as uploaded
LARGEST_CONTENT = 300 * 1024 * 1024  # bytes, after unpacking
MOST_ROWS = 200_000
ZIPPED = b"PK\x03\x04"
# PDF, the old Office (.xls, .doc), PNG, JPEG, GIF, RTF, rar, gzip: often named .xlsx.
NO_TABLES = (
    *(b"%PDF", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x89PNG", b"\xff\xd8\xff"),
    *(b"GIF8", b"{\\rtf", b"Rar!", b"\x1f\x8b"),
)
WORKBOOK_PARTS = {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}


class TableFault(DomainError):
    """The file cannot be read as a table; the message says what to do."""

    code = "table_fault"
    status = 422


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row as it stood in the file; ``number`` counts from 1, as people see it."""

    number: int
    cells: tuple[Cell, ...]

    def text(self, place: int) -> str:
        """The cell as text; whole numbers without a comma, empty for nothing."""
        value = self.cells[place] if place < len(self.cells) else None
        return "" if value is None else str(value).strip()

    def where(self, place: int) -> str:
        """``baris 7, kolom C``."""
        return _("baris {row}, kolom {column}").format(
            row=self.number, column=column_letters(place)
        )


def read_rows(file: IO[bytes], *, most_rows: int = MOST_ROWS) -> Iterator[SheetRow]:
    """Every row that holds something, the heading too.

    Raises:
        TableFault: too large, or by its content neither XLSX nor CSV.
    """
    content = _content(file)
    rows = _workbook(content) if content.startswith(ZIPPED) else _csv(content)
    count = 0
    for number, cells in enumerate(rows, start=1):
        row = SheetRow(number, tuple(_plain(cell) for cell in cells))
        if all(cell is None for cell in row.cells):
            continue
        count += 1
        if count > most_rows:
            raise TableFault(
                _("Lebih dari {count} baris. Bagilah menjadi beberapa berkas.").format(
                    count=most_rows
                )
            )
        yield row


def weigh(file: IO[bytes]) -> int:
    """How much there is to read, in bytes after unpacking. The rows are not read.

    Raises:
        TableFault: too large, or neither XLSX nor CSV as far as its outside tells.
    """
    content = _content(file)
    if content.startswith(ZIPPED):
        return _unpacked_size(content)
    if b"\0" in content:
        raise _no_table()
    return len(content)


def column_letters(place: int) -> str:
    """0 is A, 26 is AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _content(file: IO[bytes]) -> bytes:
    content = file.read(LARGEST_FILE + 1)
    if content.startswith(NO_TABLES):
        raise _no_table()
    if len(content) > LARGEST_FILE:
        raise TableFault(
            _(
                "Berkas lebih besar dari {size} MB. Bagilah menjadi beberapa berkas."
            ).format(size=LARGEST_FILE // 1024 // 1024)
        )
    return content


def _unpacked_size(content: bytes) -> int:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            size = sum(part.file_size for part in parts.infolist())
            is_book = not WORKBOOK_PARTS.isdisjoint(parts.namelist())
    except zipfile.BadZipFile as error:
        raise _broken() from error
    if size > LARGEST_CONTENT:
        raise TableFault(_("Isi berkas terlalu besar. Bagilah berkasnya."))
    if not is_book:
        raise _no_table()
    return size


def _workbook(content: bytes) -> Iterator[list[Any]]:
    """The rows of the first sheet, one by one: each is a Python object only once."""
    _unpacked_size(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = book.get_sheet_by_index(0)
        empty = [""] * (sheet.start[1] if sheet.start else 0)
        for row in sheet.iter_rows():
            yield [*empty, *row]
    except (CalamineError, zipfile.BadZipFile, IndexError) as error:
        raise _broken() from error


def _csv(content: bytes) -> Iterator[list[Any]]:
    text = _decoded(content)
    first = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=first.count)
    try:
        yield from csv.reader(
            io.StringIO(text, newline=""), delimiter=delimiter, strict=True
        )
    except csv.Error as error:
        raise TableFault(
            _("Berkas ini bukan CSV yang utuh. Simpan ulang sebagai CSV atau XLSX.")
        ) from error


def _decoded(content: bytes) -> str:
    if b"\0" in content:
        raise _no_table()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _broken() -> TableFault:
    return TableFault(
        _("Berkas ini tidak dapat dibaca sebagai XLSX. Simpan ulang dahulu.")
    )


def _no_table() -> TableFault:
    return TableFault(_("Berkas ini bukan tabel. Unggah berkas XLSX atau CSV."))


def _plain(cell: Any) -> Cell:
    """What a person meant: no empty texts, no 20302235.0, no guard before a formula."""
    if isinstance(cell, str):
        text = cell.strip()
        guarded = text[:1] == "'" and text[1:2] in {"=", "+", "-", "@"}
        return (text[1:] if guarded else text) or None
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, datetime) and cell.time() == time.min:
        return cell.date()
    return cell  # type: ignore[no-any-return]
