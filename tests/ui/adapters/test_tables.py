from __future__ import annotations

import datetime as dt
import io

import pytest
from python_calamine import CalamineWorkbook

from sakaguru.ui.adapters.tables import Column, table_response

COLUMNS = [
    Column("npsn", "NPSN"),
    Column("name", "Nama"),
    Column("score", "Nilai", decimals=2),
    Column("day", "Tanggal"),
]
ROWS = [
    {
        "npsn": "20302235",
        "name": '=HYPERLINK("x")',
        "score": 4.5,
        "day": dt.date(2026, 11, 21),
    },
    {"npsn": "20302236", "name": "SD; Negeri", "score": None, "day": None},
]


def csv_text(response):
    return response.content.decode("utf-8")


def test_csv_opens_in_an_indonesian_spreadsheet():
    response = table_response(COLUMNS, ROWS, form="csv", name="rapor")

    lines = csv_text(response).splitlines()
    assert lines[0] == "\ufeffNPSN;Nama;Nilai;Tanggal"
    assert lines[2] == '20302236;"SD; Negeri";;'
    assert response.headers["Content-Type"].startswith("text/csv")
    assert 'filename="rapor.csv"' in response.headers["Content-Disposition"]


def test_csv_has_decimal_commas_and_days():
    first = csv_text(table_response(COLUMNS, ROWS, form="csv", name="r")).splitlines()[
        1
    ]

    assert first.endswith(";4,50;2026-11-21")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", "\tx", "\rx"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_text_is_never_taken_for_a_formula(text, form):
    columns = [Column("a", "A")]

    content = table_response(columns, [{"a": text}], form=form, name="r").content

    if form == "csv":
        assert f"'{text[0]}" in content.decode()
    else:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(
            0
        )
        assert str(sheet.to_python()[1][0]).startswith("'")


def test_numbers_below_zero_stay_numbers():
    content = table_response([Column("a", "A")], [[-3], [True]], form="csv", name="r")

    assert csv_text(content).splitlines()[1:] == ["-3", "1"]


def test_xlsx_keeps_numbers_and_days():
    content = table_response(COLUMNS, ROWS, form="xlsx", name="rapor [2026]").content

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    assert sheet.to_python()[1] == [
        "20302235",
        '\'=HYPERLINK("x")',
        4.5,
        dt.date(2026, 11, 21),
    ]


def test_xlsx_is_the_same_for_the_same_rows():
    def made():
        return table_response(COLUMNS, ROWS, form="xlsx", name="r").content

    assert made() == made()


def test_xlsx_takes_yes_and_no_and_moments():
    moment = dt.datetime(2026, 1, 2, 3, 4, tzinfo=dt.UTC)
    columns = [Column("a", "A"), Column("b", "B")]

    content = table_response(columns, [(True, moment)], form="xlsx", name="r").content

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    row = sheet.to_python()[1]
    assert row[0] == 1
    assert row[1] == dt.datetime(2026, 1, 2, 3, 4)  # noqa: DTZ001 - a sheet has no zones
