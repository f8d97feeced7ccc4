"""docs/functions.md names every function, and what it calls running has a scenario."""

import re
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
NUMBERS = {"H": 9, "D": 7, "P": 13, "K": 13, "U": 5, "G": 4, "S": 5, "M": 5}
STATES = {"running", "partly", "not yet"}
MARKER = re.compile(r'@pytest\.mark\.function\("([A-Z]\d+)"\)')


class Row(NamedTuple):
    code: str
    function: str
    state: str
    screen: str
    tests: list[str]


def rows():
    text = (ROOT / "docs/functions.md").read_text()
    found = re.findall(r"^\| ([A-Z]\d+) \|(.*)\|$", text, re.MULTILINE)
    for code, rest in found:
        function, state, screen, tests = (cell.strip() for cell in rest.split("|"))
        yield Row(code, function, state, screen, [t for t in tests.split(", ") if t])


def test_every_function_of_the_mission_stands_there_once():
    wanted = [f"{letter}{n}" for letter, n in NUMBERS.items() for n in range(1, n + 1)]

    assert sorted(row.code for row in rows()) == sorted(wanted)


@pytest.mark.parametrize("row", list(rows()), ids=lambda row: row.code)
def test_what_runs_names_its_screen_and_a_scenario_that_carries_the_code(row):
    assert row.state in STATES
    if row.state == "not yet":
        assert (row.screen, row.tests) == ("", [])
        return
    assert row.screen
    assert row.tests
    for test in row.tests:
        assert row.code in MARKER.findall((ROOT / test).read_text()), test


def test_every_scenario_belongs_to_a_function_that_runs():
    marked = {
        code
        for path in (ROOT / "tests").rglob("test_*.py")
        for code in MARKER.findall(path.read_text())
    }

    assert marked <= {row.code for row in rows() if row.state != "not yet"}
