"""docs/asvs.csv answers each requirement of ASVS 5.0.0, levels 1 and 2."""

from __future__ import annotations

import ast
import csv
from functools import cache

from sources import ROOT

LEVELS = """
1.1=22 1.2=1111122223 1.3=112222222223 1.4=222 1.5=123
2.1=122 2.2=112 2.3=12223 2.4=23
3.1=3 3.2=113 3.3=12223 3.4=11222233 3.5=11122333 3.6=3 3.7=22333
4.1=12233 4.2=23333 4.3=22 4.4=1222
5.1=2 5.2=112333 5.3=113 5.4=222
6.1=122 6.2=111111112222 6.3=11223333 6.4=112233 6.5=22222333 6.6=2223 6.7=33 6.8=2222
7.1=222 7.2=1111 7.3=22 7.4=11222 7.5=223 7.6=22
8.1=1233 8.2=1123 8.3=133 8.4=23
9.1=111 9.2=1222
10.1=22 10.2=223 10.3=22223 10.4=1111122222233333 10.5=22222 10.6=22 10.7=222
11.1=2233 11.2=22233 11.3=11233 11.4=1222 11.5=23 11.6=23 11.7=33
12.1=12233 12.2=11 12.3=22223
13.1=2333 13.2=222223 13.3=2233 13.4=1222233
14.1=22 14.2=12223333 14.3=122
15.1=12233 15.2=12233 15.3=1222222 15.4=3333
16.1=2 16.2=22222 16.3=2222 16.4=222 16.5=2223
17.1=23 17.2=22223333 17.3=22
"""
"""Per section the level of each requirement, in their order."""

ASKED = {
    f"v5.0.0-{section}.{number}": level
    for part in LEVELS.split()
    for section, levels in [part.split("=")]
    for number, level in enumerate(levels, 1)
    if level in "12"
}
STATES = {"test": {"met", "not met"}, "review": {"met", "not met"}}
STATES["not applicable"] = {"n.a."}


@cache
def rows():
    with (ROOT / "docs" / "asvs.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def names_in(file):
    tree = ast.parse((ROOT / file).read_text())
    return {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)}


def named(row):
    parts = [part.strip() for part in row["evidence"].split(";")]
    return [part for part in parts if "/" in part.split(" ")[0] or part.endswith(".md")]


def test_levels_1_and_2_have_as_many_requirements_as_their_authors_say():
    levels = list(ASKED.values())

    assert (levels.count("1"), levels.count("2")) == (70, 183)


def test_every_requirement_has_one_row_with_its_level():
    assert [row["id"] for row in rows()] == list(ASKED)
    assert {row["id"]: row["level"] for row in rows()} == ASKED


def test_no_row_is_without_words_and_evidence():
    for row in rows():
        assert row["state"] in STATES[row["how"]], row
        assert row["subject"], row
        assert row["evidence"], row
        assert row["date"].startswith("2026-"), row
        if row["state"] == "not met":
            reasons = set(row["evidence"].split("; ")) - set(named(row))
            assert reasons, f"{row['id']}: why not?"


def test_every_named_test_and_file_exists():
    missing = []
    for row in rows():
        for place in named(row):
            file, _, name = place.partition("::")
            if not (ROOT / file).is_file() or (name and name not in names_in(file)):
                missing.append(f"{row['id']}: {place}")

    assert missing == []


def test_what_is_said_to_be_tested_names_a_test_and_what_is_reviewed_a_file():
    for row in rows():
        tests = [place for place in named(row) if "::" in place]
        assert bool(tests) == (row["how"] == "test"), row
        assert bool(named(row)) == (row["how"] != "not applicable"), row


def test_most_that_applies_is_tested_and_little_is_not_met():
    applies = [row for row in rows() if row["how"] != "not applicable"]
    tested = [row for row in applies if row["how"] == "test"]
    unmet = [row["id"] for row in applies if row["state"] == "not met"]

    assert len(tested) / len(applies) >= 0.6
    assert len(unmet) <= 14, unmet
