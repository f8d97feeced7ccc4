"""`sakaguru score` on files that are wrong: every fault at once, nothing written."""

from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from engine.drawing import framework_document, instrument_document
from engine.files import World, items, nodes

from sakaguru.engine.command import tables

HEAD = "school_id,respondent_id,role,K1,K2,G1,G2,S1\n"
GOOD = "001,k,KS,1,1,,,\n"


@pytest.fixture
def world(tmp_path):
    return World(tmp_path)


def faults_of(world, capsys, **options):
    assert world.run(**options) == 2
    assert not world.out.exists()
    assert not [p for p in world.folder.iterdir() if p.name.startswith(".out")]
    return capsys.readouterr().err.splitlines()


ANSWER_FAULTS = [
    (
        "001,k,KS,4,1,,,",
        "2:K1: '4' is out of range, expected a whole number from 0 to 3",
    ),
    ("001,k,KS,1.5,1,,,", "2:K1: '1.5' is no answer, expected"),
    ("001,k,KS,-1,1,,,", "2:K1: '-1' is no answer"),
    ("001,k,KS,tt,1,,,", "2:K1: 'tt' is no answer"),
    ("001,k,KS,9999999999,1,,,", "2:K1: '9999999999' is no answer"),
    ("001,k,KS,1,1,2,,", "2:G1: item of GS answered by KS, expected an empty cell"),
    ("001,k,XX,1,1,,,", "2:role: unknown role 'XX', expected one of KS, GS"),
    ("001,k,,1,1,,,", "2:role: unknown role ''"),
    (",k,KS,1,1,,,", "2:school_id: '' is no id"),
    ("0 1,k,KS,1,1,,,", "2:school_id: '0 1' is no id"),
    ("001,,KS,1,1,,,", "2:respondent_id: '' is no id"),
    ("001,k,KS,1", "2:K2: 4 cells, expected 8"),
    ("001,k,KS,1,1,,,,,", "2:S1: 10 cells, expected 8"),
    ('001,"k,KS,1,1,,,', "2:1: not CSV: a quote is never closed"),
    ('001,"k"k,KS,1,1,,,', "2:1: not CSV: text after a closing quote"),
    ("001,k\rl,KS,1,1,,,", "2:1: not CSV: a lone carriage return (CR)"),
    ("001,k,KS,1\0,1,,,", "2:1: NUL byte"),
    ("001,k,KS,\xff,1,,,", "2:1: not UTF-8"),
]


@pytest.mark.parametrize(("line", "expected"), ANSWER_FAULTS)
def test_a_wrong_line_is_told(line, expected, world, capsys):
    world.answers((HEAD + line + "\n").encode("latin-1"))

    faults = faults_of(world, capsys, regions=False)

    assert any(fault.startswith(f"a.csv:{expected}") for fault in faults), faults


HEADERS = [
    (b"", "a.csv: no header"),
    (b"\n", "a.csv: no header"),
    (b"\xff\xfe,a\n", "a.csv:1:1: not UTF-8"),
    (
        b"school_id,respondent_id,role,XX\n001,k,KS,1\n",
        "a.csv:1:XX: unknown item column",
    ),
    (b"school_id,role,K1\n001,KS,1\n", "a.csv:1:respondent_id: column missing"),
    (b"school_id,respondent_id,role,K1,K1\n", "a.csv:1:K1: column given twice"),
    (b"school_id,respondent_id,role,,K1\n", "a.csv:1:4: column without a name"),
    (b"school_id,respondent_id,role,K1\n", "a.csv: no answers at all"),
    (b"school_id,respondent_id,role,K1\n001,k,KS,TT\n", "a.csv: no answers at all"),
]


@pytest.mark.parametrize(("text", "expected"), HEADERS)
def test_a_wrong_header_is_told(text, expected, world, capsys):
    world.answers(text)

    faults = faults_of(world, capsys, regions=False)

    assert any(fault.startswith(expected) for fault in faults), faults


EXTRAS = [
    ("seconds", "-1"),
    ("seconds", "soon"),
    ("seconds", "inf"),
    ("filled_by_other", "2"),
    ("started_at", "yesterday"),
]


@pytest.mark.parametrize(("name", "cell"), EXTRAS)
def test_a_wrong_extra_cell_is_told(name, cell, world, capsys):
    world.answers(f"school_id,respondent_id,role,K1,{name}\n001,k,KS,1,{cell}\n")

    (fault,) = faults_of(world, capsys, regions=False)

    assert fault.startswith(f"a.csv:2:{name}: {cell!r} is wrong, expected ")


def test_what_python_says_is_put_in_words_or_passed_on():
    assert tables._in_words(tables.csv.Error("odd\nthing")) == "odd thing"
    larger = tables.csv.Error("field larger than field limit (131072)")
    assert tables._in_words(larger).startswith("a cell of more than")


NOBODY = "school_id: the row names nobody, expected school_id, respondent_id, role"


@pytest.mark.parametrize("more", ["", ",,,1,,,,\n"])
def test_a_row_that_names_nobody_is_told_once(more, world, capsys):
    world.answers(HEAD + ",,,,,,,\n" + GOOD + more)

    faults = faults_of(world, capsys, regions=False)

    rows = [2, 4] if more else [2]
    assert faults == [f"a.csv:{row}:{NOBODY}, or no row" for row in rows]


def test_rows_after_an_open_quote_are_read_too(world, capsys):
    lines = ['001,"k,KS,1,1,,,', "001,l\0,KS,1,1,,,", '001,"m,KS,1,1,,,', GOOD]
    world.answers(HEAD + "\n".join([*lines, "001,n,KS,9,1,,,"]) + "\n")

    faults = faults_of(world, capsys, regions=False)

    assert [fault.split(":")[1:3] for fault in faults] == [
        *(["2", "1"], ["3", "1"], ["4", "1"]),
        ["7", "K1"],
    ]


def test_a_file_that_is_no_csv_at_all_is_given_up(world, capsys, monkeypatch):
    monkeypatch.setattr(tables, "WRONG_ROWS", 2)
    world.answers(HEAD + '001,"k"k,KS,1,1,,,\n' * 9)

    assert len(faults_of(world, capsys, regions=False)) == 3


@pytest.mark.parametrize("out", ["/proc/x", "/proc/x/y"])
def test_a_folder_that_cannot_be_written_is_told(out, world, capsys):
    world.out = out

    assert world.run() == 2

    told = capsys.readouterr().err
    assert told.startswith(f"--out {out}: hasil tidak dapat ditulis di sini")
    assert "Traceback" not in told


def test_a_respondent_twice_is_told_over_roles_and_files(world, capsys):
    world.answers(HEAD + GOOD + "001,k,GS,,,1,1,\n")
    world.answers(HEAD + "\n002,k,KS,1,1,,,\n001,k,SS,,,,,1\n", "b.csv")

    faults = faults_of(world, capsys, regions=False)

    assert faults == [
        "a.csv:3:respondent_id: k of school 001 is already in a.csv:2, expected once",
        "b.csv:4:respondent_id: k of school 001 is already in a.csv:2, expected once",
    ]


def test_all_faults_are_told_at_once_in_order(world, capsys):
    lines = ["001,k,KS,9,1,,,", "001,l,KS,1", '"001",m,KS,1,9,,,', "001,n,KS,1,1,1,,"]
    world.answers(HEAD + "\n".join(lines))
    (world.folder / "population.csv").write_text("school_id,role\n")

    faults = faults_of(world, capsys, regions=False)

    assert [fault.split(": ")[0] for fault in faults] == [
        "a.csv:2:K1",
        "a.csv:3:K2",
        "a.csv:4:K2",
        "a.csv:5:G1",
        "population.csv:1:people",
    ]


@pytest.mark.parametrize("odd", ["0x1", "1.5"])
def test_faults_are_found_behind_what_was_read_quickly(odd, world, capsys, monkeypatch):
    monkeypatch.setattr(tables, "BYTES", 1 << 12)
    lines = [f"001,k{n},KS,1,1,,," for n in range(2000)]
    lines[700] = f"001,k700,KS,2.0,{odd},,,"
    lines[1500] = "001,bad,KS,1"
    lines[1999] = "001,bad2,KS,7,1,,,"
    world.answers(HEAD + "\n".join(lines))

    faults = faults_of(world, capsys, regions=False)

    assert [fault.split(": ")[0] for fault in faults] == [
        "a.csv:702:K2",
        "a.csv:1502:K2",
        "a.csv:2001:K1",
    ]


def test_a_bad_line_far_down_is_found_where_it_is(world, capsys, monkeypatch):
    lines = [f"001,k{n},KS,1,1,,," for n in range(200_000)]
    lines[150_000] = "001,bad,KS,1"
    lines[199_999] = "001,bad2,KS,7,1,,,"
    world.answers(HEAD + "\n".join(lines))

    faults = faults_of(world, capsys, regions=False)

    assert [fault.split(": ")[0] for fault in faults] == [
        "a.csv:150002:K2",
        "a.csv:200001:K1",
    ]


REGION_FAULTS = [
    ("001,G1,K1,D1,P1\n001,G1,K1,D1,P1\n", "3:school_id: 001 listed twice"),
    ("001,G1,K1,D1,P1\n002,G1,K2,D1,P1\n", "3:gugus: G1 lies in kecamatan 'K2' here"),
    ("001,G1,K1,D1,P1\n002,G2,K1,D2,P1\n", "3:kecamatan: K1 lies in district 'D2'"),
    ("001,G1,K1,D1,P1\n002,G2,K2,D1,P2\n", "3:district: D1 lies in province 'P2'"),
    ("001,G1,,D1,P1\n", "2:kecamatan: '' is no code"),
    ("!,G1,K1,D1,P1\n", "2:school_id: '!' is no id"),
    ("002,G1,K1,D1,P1\n", " school 001 has answers and is not listed"),
]


@pytest.mark.parametrize(("lines", "expected"), REGION_FAULTS)
def test_wrong_regions_are_told(lines, expected, world, capsys):
    world.answers(HEAD + GOOD)
    head = "school_id,gugus,kecamatan,district,province\n"
    (world.folder / "regions.csv").write_text(head + lines)

    faults = faults_of(world, capsys)

    assert any(fault.startswith(f"regions.csv:{expected}") for fault in faults), faults


def test_wrong_columns_of_regions_are_told(world, capsys):
    (world.folder / "regions.csv").write_text(
        "school_id,gugus,kecamatan,district,pupils,x\n001,G,K,D,many,1\n"
    )

    faults = faults_of(world, capsys)

    assert "regions.csv:1:province: column missing, expected it" in faults
    assert any(f.startswith("regions.csv:1:x: unknown column") for f in faults)


def test_wrong_pupils_are_told(world, capsys):
    (world.folder / "regions.csv").write_text(
        "school_id,gugus,kecamatan,district,province,pupils\n"
        "001,G,K,D,P,many\n002,G,K,D,P,12\n"
    )

    assert faults_of(world, capsys) == [
        "regions.csv:2:pupils: 'many' is wrong, expected a whole number"
    ]


def test_wrong_population_is_told(world, capsys):
    (world.folder / "population.csv").write_text(
        "school_id,role,people\n001,GS,2\n001,GS,3\n?,XX,some\n"
    )

    faults = faults_of(world, capsys)

    assert [fault.split(": ")[0] for fault in faults] == [
        "population.csv:3:school_id",
        "population.csv:4:school_id",
        "population.csv:4:role",
        "population.csv:4:people",
    ]


FRAMEWORK_FAULTS = [
    ({"nodes": []}, "nodes: missing"),
    ({"nodes": [3]}, "nodes[0]: expected an object"),
    ({"code": ""}, "code: missing"),
    ({"code": "\ud800"}, "code: missing"),
    ({"scale_max": 0}, "scale_max: must be a number above 0"),
    ({"scale_max": 1e300}, "scale_max: must be a number above 0"),
    ({"levels": [{"up_to": 2}, {"up_to": 1}]}, "levels: up_to must rise"),
    ({"levels": [{}]}, "levels: every level needs"),
    ({"levels": [{"up_to": 10**400}]}, "levels: every level needs"),
    ({"levels": 5}, "levels: missing"),
    ({"minimum_respondents": {"XX": 1}}, "minimum_respondents: unknown role 'XX'"),
    ({"minimum_respondents": {"KS": -1}}, "minimum_respondents: KS must be"),
    ({"minimum_respondents": {"KS": 10**30}}, "minimum_respondents: KS must be"),
    ({"minimum_respondents": 3}, "minimum_respondents: expected an object"),
]


@pytest.mark.parametrize(("change", "expected"), FRAMEWORK_FAULTS)
def test_a_wrong_framework_is_told(change, expected, world, capsys):
    world.write_json("framework.json", framework_document(nodes()) | change)

    faults = faults_of(world, capsys)

    assert any(fault.startswith(f"framework.json: {expected}") for fault in faults)


NODE_FAULTS = [
    ({"parent": "9"}, "node 1.1: unknown parent '9'"),
    ({"parent": None}, "node 1.1: the parent of a indicator must be standard"),
    ({"parent": "1.1.1"}, "node 1.1: is its own ancestor"),
    ({"kind": "x"}, "node 1.1: kind must be one of"),
    ({"weight": 0}, "node 1.1: weight must be above 0"),
    ({"weight": True}, "node 1.1: weight must be above 0"),
    ({"weight": 1e308}, "node 1.1: weight must be above 0"),
    ({"weight": 10**400}, "node 1.1: weight must be above 0"),
    ({"weight": 5e-324}, "node 1.1: weight must be above 0"),
    ({"applies": 1}, "node 1.1: applies must be true or false"),
    ({"role_weights": {"XX": 1}}, "node 1.1: role_weights names the unknown role 'XX'"),
    ({"role_weights": {"KS": 0}}, "node 1.1: role weight of KS must be above 0"),
    ({"role_weights": []}, "node 1.1: role_weights must be an object"),
    ({"code": "a b"}, "node 'a b': not a usable code"),
    ({"code": 5}, "node 5: not a usable code"),
    ({"code": "1"}, "node 1: given twice"),
]


@pytest.mark.parametrize(("change", "expected"), NODE_FAULTS)
def test_a_wrong_node_is_told(change, expected, world, capsys):
    first, second, *rest = nodes()
    world.write_json(
        "framework.json", framework_document([first, second | change, *rest])
    )

    faults = faults_of(world, capsys)

    assert any(fault.startswith(f"framework.json: {expected}") for fault in faults), (
        faults
    )


ITEM_FAULTS = [
    ({"code": "K2"}, "item K2: given twice"),
    ({"code": None}, "item None: not a usable code"),
    ({"role": "XX"}, "item K1: unknown role 'XX'"),
    ({"node": "7"}, "item K1: unknown node '7'"),
    ({"node": 7}, "item K1: unknown node 7"),
    ({"node": "1.1"}, "item K1: node 1.1 is not a subindicator"),
    ({"weight": -1}, "item K1: weight must be above 0"),
    ({"max": 0}, "item K1: max must be a whole number from 1 to 250"),
    ({"max": 251}, "item K1: max must be a whole number from 1 to 250"),
    ({"max": 1.5}, "item K1: max must be a whole number from 1 to 250"),
]


@pytest.mark.parametrize(("change", "expected"), ITEM_FAULTS)
def test_a_wrong_item_is_told(change, expected, world, capsys):
    first, *rest = items()
    world.write_json("instrument.json", instrument_document([first | change, *rest]))

    faults = faults_of(world, capsys)

    assert any(fault.startswith(f"instrument.json: {expected}") for fault in faults), (
        faults
    )


def test_an_item_twice_in_two_instruments_is_told(world, capsys):
    world.write_json("more.json", instrument_document(items()[:1]))
    arguments = world.arguments("--instrument", str(world.folder / "more.json"))

    from sakaguru.engine.command import run

    assert run(arguments) == 2
    assert capsys.readouterr().err == "more.json: item K1: given twice\n"


def test_an_instrument_of_another_framework_is_told(world, capsys):
    world.write_json(
        "instrument.json", instrument_document(items()) | {"framework": "G"}
    )

    assert faults_of(world, capsys) == [
        "instrument.json: framework: 'G' is not the given 'F'"
    ]


@pytest.mark.parametrize(
    "text", ["{", "[1, 2]", "\xff", "null", "[" * 100_000, f'{{"code": {"1" * 5000}}}']
)
def test_documents_that_are_no_objects_are_told(text, world, capsys):
    (world.folder / "framework.json").write_bytes(text.encode("latin-1"))
    (world.folder / "instrument.json").write_bytes(text.encode("latin-1"))

    assert faults_of(world, capsys)


def test_an_instrument_that_is_no_object_is_told(world, capsys):
    world.write_json("instrument.json", [1])

    assert faults_of(world, capsys) == [
        "instrument.json: the document must be a JSON object"
    ]


def test_the_lock_of_an_open_sheet_is_no_table(world):
    world.answers("a lock", "~$a.xlsx")

    assert world.run() == 0


def test_files_that_are_not_there_are_told(world, capsys):
    for name in ("framework.json", "population.csv", "regions.csv", "answers/a.csv"):
        (world.folder / name).unlink()

    faults = faults_of(world, capsys)

    assert len(faults) == 4
    assert "no table in this folder" in " ".join(faults)


def test_a_folder_of_answers_that_is_not_there_is_told(world, capsys):
    (world.folder / "answers" / "a.csv").unlink()
    (world.folder / "answers").rmdir()

    (fault,) = faults_of(world, capsys)

    assert fault.endswith("answers: no such file or folder, expected answers")


def test_other_kinds_of_files_are_told(world, capsys):
    world.answers("x", "a.xls")

    assert faults_of(world, capsys) == [
        "a.xls: unknown kind of file, expected .csv, .parquet or .xlsx"
    ]


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


def test_population_in_another_kind_of_file_is_read_as_csv(world, capsys):
    (world.folder / "population.csv").unlink()
    (world.folder / "population.csv").mkdir()

    (fault,) = faults_of(world, capsys)

    assert fault.startswith("population.csv: cannot be read")


def test_out_may_not_be_a_file(world, capsys):
    world.out.write_text("x")

    assert world.run() == 2
    assert "is a file, expected a folder" in capsys.readouterr().err


@pytest.mark.parametrize("more", [["--workers", "0"], ["--engine", "x"], ["--what"]])
def test_wrong_arguments_end_with_2(more, world, capsys):
    assert world.run(*more) == 2
    assert "usage: sakaguru score" in capsys.readouterr().err


def test_help_ends_with_0(world, capsys):
    assert world.run("--help") == 0
    assert json.dumps("usage: sakaguru score")[1:-1] in capsys.readouterr().out
