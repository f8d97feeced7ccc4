"""Standard errors against those of R's `survey` package, on kept figures."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from engine.drawing import compiled, packed, population_array
from engine.survey.cases import CASES, case

from sakaguru.engine.executors.local import score_schools

FIGURES = Path(__file__).parent / "survey" / "figures.csv"


def figures():
    with FIGURES.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    return {
        number: found
        for number in range(CASES)
        if (found := [row for row in rows if int(row["case"]) == number])
    }


def test_most_cases_have_roles_that_are_samples():
    assert len(figures()) == 21


@pytest.mark.parametrize(("number", "expected"), figures().items())
def test_errors_are_those_of_the_survey_package(number, expected):
    framework, items, submissions, people = case(number)
    instrument = compiled(framework, items)

    scores = score_schools(
        instrument,
        packed(instrument, submissions, ["S"]),
        schools=1,
        population=population_array(people, ["S"]),
    )

    for row in expected:
        at = 0, scores.framework.index[row["node"]]
        assert scores.score[at] == pytest.approx(float(row["score"]), abs=1e-9)
        assert scores.se[at] == pytest.approx(float(row["se"]), abs=1e-9)
