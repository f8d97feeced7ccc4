"""Answers in XLSX and Parquet that are wrong."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from engine.command.wrong import faults_of
from engine.files import World


@pytest.fixture
def world(tmp_path):
    return World(tmp_path)


def test_the_lock_of_an_open_sheet_is_no_table(world):
    world.answers("a lock", "~$a.xlsx")

    assert world.run() == 0


@pytest.mark.parametrize("name", ["b.parquet", "b.xlsx"])
def test_files_that_are_not_what_they_say_are_told(name, world, capsys):
    world.answers("no such thing", name)

    (fault,) = faults_of(world, capsys)

    assert fault.startswith(f"{name}: cannot be read: ")


def test_cells_of_parquet_are_checked_like_text(world, capsys):
    path = world.folder / "answers" / "a.parquet"
    (world.folder / "answers" / "a.csv").unlink()
    columns = {
        "school_id": pa.array(["001", "001"]).dictionary_encode(),
        "respondent_id": [1, 2],
        "role": ["KS", "KS"],
        "K1": [1.5, 2.0],
        "K2": [True, False],
        "G1": pa.array([[1], [2]]),
    }
    pq.write_table(pa.table(columns), path)

    faults = faults_of(world, capsys, regions=False)

    assert [fault.split(": ")[0] for fault in faults] == [
        "a.parquet:2:K1",
        "a.parquet:2:G1",
        "a.parquet:3:G1",
    ]


def sheet(path, rows):
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                page.write(row, column, cell)


KEYS = ["school_id", "respondent_id", "role", "K1"]

SHEETS = [
    ([], "a.xlsx: no header"),
    ([["", ""], ["001", "k", "KS", 1]], "a.xlsx: no header"),
    ([["role", "role"]], "a.xlsx:1:role: column given twice"),
    ([KEYS, ["1", "k", "KS", 1, "", "x"]], "a.xlsx:2:K1: cells beyond the 4 columns"),
    ([KEYS, [], ["1", "k", "KS", 1.5]], "a.xlsx:3:K1: '1.5' is no answer"),
    ([[*KEYS, "K2"], [1.0, True, "KS", 9, True]], "a.xlsx:2:K1: '9' is out of"),
]


@pytest.mark.parametrize(("rows", "expected"), SHEETS)
def test_a_wrong_sheet_is_told(rows, expected, world, capsys):
    (world.folder / "answers" / "a.csv").unlink()
    sheet(world.folder / "answers" / "a.xlsx", rows)

    faults = faults_of(world, capsys, regions=False)

    assert faults[0].startswith(expected)


@pytest.mark.parametrize(("column", "name"), [(3, "K1"), (30, "31")])
def test_a_formula_s_error_is_no_empty_cell(column, name, world, capsys):
    (world.folder / "answers" / "a.csv").unlink()
    with xlsxwriter.Workbook(str(world.folder / "answers" / "a.xlsx")) as book:
        page = book.add_worksheet("first")
        page.write_row(0, 0, KEYS)
        page.write_row(1, 0, ["1", "k", "KS"])
        page.write_formula(1, column, "=1/0", None, "#DIV/0!")
        book.add_worksheet("second").write_formula(0, 0, "=NA()", None, "#N/A")

    assert faults_of(world, capsys, regions=False)[0] == (
        f"a.xlsx:2:{name}: a formula's error, expected points or nothing"
    )


def test_columns_of_parquet_need_names(world, capsys):
    path = world.folder / "answers" / "a.parquet"
    pq.write_table(pa.table([[1], [2]], names=["role", "role"]), path)

    faults = faults_of(world, capsys, regions=False)

    assert faults == ["a.parquet:1:role: column given twice, expected once"]
