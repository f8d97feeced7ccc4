from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
import xlsxwriter

from sakaguru.ui.adapters import sheets
from sakaguru.ui.adapters.sheets import TableFault, column_letters, read_rows, weigh
from sakaguru.ui.adapters.tables import Column, table_response


def workbook(rows):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                if isinstance(value, dt.date):
                    style = book.add_format({"num_format": "yyyy-mm-dd"})
                    sheet.write_datetime(number, place, value, style)
                else:
                    sheet.write(number, place, value)
    return io.BytesIO(buffer.getvalue())


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_is_read_with_any_usual_delimiter(delimiter):
    text = f"\ufeffNPSN{delimiter}Nama\n20302235{delimiter}SD Negeri 1\n"

    rows = list(read_rows(io.BytesIO(text.encode())))

    assert [row.cells for row in rows] == [
        ("NPSN", "Nama"),
        ("20302235", "SD Negeri 1"),
    ]


def test_empty_rows_are_left_out_but_numbers_stay_as_people_see_them():
    rows = list(read_rows(io.BytesIO(b"a;b\n;\n1;2\n")))

    assert [row.number for row in rows] == [1, 3]
    assert rows[1].where(1) == "baris 3, kolom B"


def test_old_windows_files_are_read_too():
    rows = list(read_rows(io.BytesIO("Café".encode("cp1252"))))

    assert rows[0].cells == ("Café",)


def test_xlsx_gives_whole_numbers_days_and_nothing():
    file = workbook(
        [["NPSN", "Nilai", "Tanggal"], [20302235, 4.5, dt.date(2026, 1, 2)]]
    )

    row = list(read_rows(file))[1]

    assert row.cells == (20302235, 4.5, dt.date(2026, 1, 2))
    assert row.text(0) == "20302235"
    assert row.text(9) == ""


def test_what_we_write_is_read_back_as_it_was():
    out = table_response([Column("a", "A")], [["=1"], ["biasa"]], form="csv", name="x")

    rows = list(read_rows(io.BytesIO(out.content)))

    assert [row.cells for row in rows] == [("A",), ("=1",), ("biasa",)]


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04 not a workbook", b"\x00\x01\x02", b'a;"b\n'],
    ids=["broken zip", "binary", "broken csv"],
)
def test_what_is_no_table_is_refused_with_advice(content):
    with pytest.raises(TableFault):
        list(read_rows(io.BytesIO(content)))


def test_too_large_files_are_refused(monkeypatch):
    monkeypatch.setattr(sheets, "LARGEST_FILE", 3)

    with pytest.raises(TableFault, match="MB"):
        list(read_rows(io.BytesIO(b"a;b;c")))


def test_too_many_rows_are_refused():
    with pytest.raises(TableFault, match="2"):
        list(read_rows(io.BytesIO(b"a\nb\nc\n"), most_rows=2))


def test_a_file_that_swells_when_unpacked_is_refused(monkeypatch):
    monkeypatch.setattr(sheets, "LARGEST_CONTENT", 1000)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", "0" * 5000)

    with pytest.raises(TableFault, match="besar"):
        list(read_rows(io.BytesIO(buffer.getvalue())))


def test_empty_rows_and_columns_before_the_table_keep_their_places():
    (row,) = read_rows(workbook([[], [], ["", "", "isi", 7.0]]))

    assert (row.number, row.cells) == (3, (None, None, "isi", 7))
    assert row.where(2) == "baris 3, kolom C"


def test_an_empty_workbook_has_no_rows():
    assert list(read_rows(workbook([]))) == []


def test_a_table_is_weighed_unpacked_and_by_the_same_rules():
    packed = workbook([["sama"] * 50] * 50)

    assert weigh(io.BytesIO(b"a;b\n1;2\n")) == 8
    assert weigh(packed) > len(packed.getvalue())
    for content in (b"%PDF-1.7", b"a\0b", b"PK\x03\x04 not a workbook"):
        with pytest.raises(TableFault):
            weigh(io.BytesIO(content))


def test_columns_are_named_as_in_a_spreadsheet():
    assert [column_letters(place) for place in (0, 25, 26, 701, 702)] == [
        *("A", "Z", "AA", "ZZ", "AAA"),
    ]


def zipped(name):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as parts:
        parts.writestr(name, "<w/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\nNPSN;Nama\n",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old workbook",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0JFIF",
        zipped("word/document.xml"),
    ],
    ids=["pdf", "xls", "png", "jpeg", "docx"],
)
def test_another_kind_of_file_is_told_apart_by_its_content(content):
    with pytest.raises(TableFault, match="bukan tabel"):
        list(read_rows(io.BytesIO(content)))
