"""Read a CSV, Parquet or XLSX table as batches of text columns."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from sakaguru.engine.command.sheets import error_cells

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence
    from pathlib import Path

    from sakaguru.engine.command.faultlog import FaultLog

ROWS = 20_000
"""Rows of a batch."""
BYTES = 1 << 23
"""Bytes of a CSV that are parsed together."""
SUFFIXES = (".csv", ".parquet", ".xlsx")


@dataclass(frozen=True)
class Batch:
    """Neighbouring rows of a table; columns of texts, null where empty."""

    file: str
    rows: list[int] | range
    """The row of each line, as a spreadsheet counts them: the header is row 1."""
    columns: dict[str, pa.Array]

    def __len__(self) -> int:
        return len(self.rows)

    def texts(self, name: str) -> list[str]:
        """A column's cells; an empty or absent one is ``""``."""
        if name not in self.columns:
            return [""] * len(self)
        return [cell or "" for cell in self.columns[name].to_pylist()]


def read_table(
    path: Path, file: str, log: FaultLog, *, numbers: Container[str] = ()
) -> Iterator[Batch]:
    """Yield the table in batches; what cannot be read goes to the log.

    ``file`` names the table in messages. The first batch is empty and shows the
    columns; a table without a usable header yields nothing. Columns in ``numbers`` may
    come as whole numbers, all others come as texts.
    """
    kind = path.suffix.lower()
    try:
        if kind == ".parquet":
            yield from _read_parquet(path, file, log, numbers)
        elif kind == ".xlsx":
            yield from _read_xlsx(path, file, log)
        else:
            yield from _read_csv(path, file, log, numbers)
    except (OSError, pa.ArrowException) as error:
        log.add_text(file, f"cannot be read: {_one_line(error)}")


def _one_line(error: Exception) -> str:
    told = getattr(error, "strerror", None) or str(error)
    return " ".join(told.split())


def usable_header(names: Sequence[str], file: str, log: FaultLog) -> bool:
    """Whether every column has a name of its own."""
    before = len(log.lines)
    for place, name in enumerate(names):
        if not name:
            log.add(file, 1, str(place + 1), "column without a name, expected a name")
        elif name in names[:place]:
            log.add(file, 1, name, "column given twice, expected once")
    return len(log.lines) == before


def _read_csv(
    path: Path, file: str, log: FaultLog, numbers: Container[str]
) -> Iterator[Batch]:
    header = _csv_header(path, file, log)
    if header is None:
        return
    names, delimiter = header
    yield _batch(file, names, [])
    done = 1
    for kinds in _quick_ways(path, names, numbers):
        try:
            for batch in _quick_csv(path, file, kinds, delimiter, done):
                yield batch
                done += len(batch)
        except pa.ArrowInvalid:
            continue
        return
    yield from _slow_csv(path, file, names, delimiter, log, skip=done)


def _quick_ways(
    path: Path, names: list[str], numbers: Container[str]
) -> Iterator[dict[str, pa.DataType]]:
    """The types of columns to try, from the quickest; none for a file with quirks."""
    plain = look_at(path)
    texts = dict.fromkeys(names, pa.string())
    if plain.numbers:
        yield texts | {name: pa.int16() for name in names if name in numbers}
    if plain.lines:
        yield texts


def _csv_header(path: Path, file: str, log: FaultLog) -> tuple[list[str], str] | None:
    with path.open("rb") as stream:
        line = stream.readline(1 << 20)
    try:
        text = line.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        log.add(file, 1, "1", "not UTF-8, expected UTF-8")
        return None
    text = text.split("\r", maxsplit=1)[0]
    if not text or "\0" in text:
        log.add_text(file, "no header, expected the names of the columns in row 1")
        return None
    delimiter = ";" if text.count(";") > text.count(",") else ","
    names = next(csv.reader([text], delimiter=delimiter))
    return (names, delimiter) if usable_header(names, file, log) else None


class Plain(NamedTuple):
    """What a look at a file's bytes tells."""

    lines: bool
    """Lines are records: no quotes, NULs, blank lines or lone returns."""
    numbers: bool
    """And no number in another base than ten."""


def look_at(path: Path) -> Plain:
    last, numbers = b"", True
    with path.open("rb") as stream:
        while block := stream.read(1 << 22):
            piece = last + block
            if b'"' in block or b"\0" in block or b"\n\n" in piece:
                return Plain(lines=False, numbers=False)
            if b"\r" in piece and (
                b"\n\r" in piece or piece[:-1].count(b"\r") != piece.count(b"\r\n")
            ):
                return Plain(lines=False, numbers=False)
            numbers = numbers and b"0x" not in piece and b"0X" not in piece
            last = piece[-1:]
    return Plain(lines=True, numbers=numbers)


def _quick_csv(
    path: Path, file: str, kinds: dict[str, pa.DataType], delimiter: str, done: int
) -> Iterator[Batch]:
    """Batches after the first ``done`` rows, the header among them.

    Raises:
        pyarrow.ArrowInvalid: a cell or line that is not of these kinds.
    """
    reader = pacsv.open_csv(
        path,
        read_options=pacsv.ReadOptions(block_size=BYTES, use_threads=False),
        parse_options=pacsv.ParseOptions(delimiter=delimiter, quote_char=False),
        convert_options=pacsv.ConvertOptions(
            column_types=kinds, null_values=["", "TT", "TB"]
        ),
    )
    row = 1
    for table in reader:
        first, row = row + 1, row + len(table)
        if row > done:
            rest = table.slice(max(0, done + 1 - first))
            columns = dict(zip(kinds, rest.columns, strict=True))
            yield Batch(file, range(row + 1 - len(rest), row + 1), columns)


def _slow_csv(
    path: Path, file: str, names: list[str], delimiter: str, log: FaultLog, *, skip: int
) -> Iterator[Batch]:
    """Read with Python's csv from the row after ``skip``, naming every bad row."""
    numbered = _records(path, delimiter, file, log)
    rows = ((row, cells) for row, cells in numbered if row > skip and cells)
    while piece := list(islice(rows, ROWS)):
        good = [pair for pair in piece if _has_width(*pair, names, file, log)]
        yield _batch(file, names, good)


class _Lines:
    """Lines of a file as text; NUL bytes are taken out and told.

    ``done`` lines are passed over: they were read before.
    """

    def __init__(self, stream: BinaryIO, file: str, log: FaultLog, done: int) -> None:
        self.stream, self.file, self.log, self.done = stream, file, log, done

    def __iter__(self) -> Iterator[str]:
        for row, line in enumerate(self.stream, start=1):
            if row <= self.done:
                continue
            try:
                text = line.decode("utf-8-sig" if row == 1 else "utf-8")
            except UnicodeDecodeError:
                self._tell(row, "not UTF-8, expected UTF-8")
                text = line.decode("utf-8", "replace")
            if "\0" in text:
                self._tell(row, "NUL byte, expected text")
            yield text.replace("\0", "")

    def _tell(self, row: int, what: str) -> None:
        self.log.add_once(self.file, row, "1", what)


def _records(
    path: Path, delimiter: str, file: str, log: FaultLog
) -> Iterator[tuple[int, list[str]]]:
    """Rows with their cells. After a row that is no CSV, on with the next line.

    An open quote swallows what follows, so that the file is read anew from there.
    """
    row = begin = wrong = 0
    while wrong <= WRONG_ROWS:
        with path.open("rb") as stream:
            lines = _Lines(stream, file, log, begin)
            reader = csv.reader(iter(lines), delimiter=delimiter, strict=True)
            start = begin
            try:
                for cells in reader:
                    row += 1
                    yield row, cells
                    begin = start + reader.line_num
            except csv.Error as error:
                log.add(file, row + 1, "1", f"not CSV: {_in_words(error)}")
            else:
                return
        row, begin, wrong = row + 1, begin + 1, wrong + 1


WRONG_ROWS = 100
"""Rows of a file that are no CSV and are told; then the file is given up."""
NOT_CSV = {
    "new-line character": "a lone carriage return (CR), expected rows ending in LF",
    "unexpected end of data": "a quote is never closed, expected a closing quote",
    "expected after": "text after a closing quote, expected the next cell",
    "field larger": "a cell of more than 131,072 characters, expected an answer",
}
"""What Python's reader complains about, as somebody with a spreadsheet sees it."""


def _in_words(error: csv.Error) -> str:
    found = [words for part, words in NOT_CSV.items() if part in str(error)]
    return (found or [_one_line(error)])[0]


def _has_width(
    row: int, cells: list[str], names: list[str], file: str, log: FaultLog
) -> bool:
    if len(cells) == len(names):
        return True
    column = names[len(cells)] if len(cells) < len(names) else names[-1]
    log.add(file, row, column, f"{len(cells)} cells, expected {len(names)}")
    return False


def _batch(file: str, names: list[str], piece: list[tuple[int, list[str]]]) -> Batch:
    columns = list(zip(*(cells for _, cells in piece), strict=True)) or [()] * len(
        names
    )
    return Batch(
        file,
        [row for row, _ in piece],
        {
            name: pa.array([cell or None for cell in cells], pa.string())
            for name, cells in zip(names, columns, strict=True)
        },
    )


def _read_parquet(
    path: Path, file: str, log: FaultLog, numbers: Container[str]
) -> Iterator[Batch]:
    with pq.ParquetFile(path) as table:
        names = table.schema_arrow.names
        if not usable_header(names, file, log):
            return
        yield _batch(file, names, [])
        row = 2
        for batch in table.iter_batches(ROWS):
            columns = {
                name: _native(column, number=name in numbers)
                for name, column in zip(names, batch.columns, strict=True)
            }
            yield Batch(file, range(row, row + len(batch)), columns)
            row += len(batch)


def _native(column: pa.Array, *, number: bool) -> pa.Array:
    """Whole numbers as they are where wanted; all else as texts."""
    kind = column.type
    if number and pa.types.is_integer(kind):
        return column
    if pa.types.is_dictionary(kind):
        return _native(column.dictionary_decode(), number=number)
    if pa.types.is_boolean(kind):
        return column.cast(pa.int8()).cast(pa.string())
    if pa.types.is_nested(kind) or pa.types.is_binary(kind):
        return pa.array([str(cell) for cell in column.to_pylist()], pa.string())
    if pa.types.is_floating(kind):
        column = pc.if_else(pc.is_nan(column), pa.scalar(None, kind), column)
    text = column.cast(pa.string())
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)


def _read_xlsx(path: Path, file: str, log: FaultLog) -> Iterator[Batch]:
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 -- rare

    try:
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except CalamineError as error:
        log.add_text(file, f"cannot be read: {_one_line(error)}, expected XLSX")
        return
    names = [cell_text(cell) for cell in rows[0]] if rows else []
    while names and not names[-1]:
        names.pop()
    if not names:
        log.add_text(file, "no header, expected the names of the columns in row 1")
    if not names or not usable_header(names, file, log):
        return
    for row, place in error_cells(path):
        column = names[place] if place < len(names) else str(place + 1)
        log.add(file, row, column, "a formula's error, expected points or nothing")
    yield _batch(file, names, [])
    numbered = [
        (row, [cell_text(cell) for cell in cells])
        for row, cells in enumerate(rows[1:], start=2)
    ]
    filled = [(row, cells) for row, cells in numbered if any(cells)]
    for row, cells in filled:
        if any(cells[len(names) :]):
            log.add(file, row, names[-1], f"cells beyond the {len(names)} columns")
    wide = [(row, cells[: len(names)]) for row, cells in filled]
    for start in range(0, len(wide), ROWS):
        yield _batch(file, names, wide[start : start + ROWS])


def cell_text(cell: Any) -> str:
    """A spreadsheet's cell as a CSV would hold it: a whole number without ``.0``."""
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
