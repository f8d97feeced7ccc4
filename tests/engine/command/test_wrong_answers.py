"""Answers in CSV that are wrong: every cell is told with its place."""

from __future__ import annotations

import pytest
from engine.command.wrong import GOOD, HEAD, faults_of
from engine.files import World

from sakaguru.engine.command import tables


@pytest.fixture
def world(tmp_path):
    return World(tmp_path)


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


def test_a_respondent_twice_is_told_over_roles_and_files(world, capsys):
    world.answers(HEAD + GOOD + "001,k,GS,,,1,1,\n")
    world.answers(HEAD + "\n002,k,KS,1,1,,,\n001,k,SS,,,,,1\n", "b.csv")

    faults = faults_of(world, capsys, regions=False)

    assert faults == [
        "a.csv:3:respondent_id: k of school 001 is already in a.csv:2, expected once",
        "b.csv:4:respondent_id: k of school 001 is already in a.csv:2, expected once",
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
