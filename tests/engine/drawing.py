"""Read drawn tables, and bring small worlds into the shapes of the engine."""

from __future__ import annotations

from typing import Any

import numpy as np
from engine.reference import ROLES, Submission

from sakaguru.engine.answers import RoleAnswers, answers_from_bodies
from sakaguru.engine.framework import compile_framework
from sakaguru.engine.instruments import compile_instrument
from sakaguru.engine.packing import pack

LEVELS = [2.04, 3.70, 5.06, 6.66, 7.0]


def table(drawn: str) -> list[dict[str, str]]:
    """Rows of a table drawn with ``|``; cells are texts without outer blanks."""
    lines = [line for line in drawn.strip().splitlines() if line.strip()]
    lines = [line for line in lines if set(line.strip()) - set("|-: ")]
    rows = [[cell.strip() for cell in line.strip("| ").split("|")] for line in lines]
    head, *body = rows
    return [dict(zip(head, _filled(row, head), strict=True)) for row in body]


def _filled(row, head):
    return row + [""] * (len(head) - len(row))


def framework_document(nodes, minimum=None, scale=7) -> dict[str, Any]:
    return {
        "code": "F",
        "version": "1",
        "scale_max": scale,
        "levels": [
            {"label_id": f"Tingkat {place}", "up_to": top}
            for place, top in enumerate(LEVELS, start=1)
        ],
        "minimum_respondents": minimum or {},
        "nodes": nodes,
    }


def instrument_document(items) -> dict[str, Any]:
    return {"code": "I", "version": "1", "framework": "F", "items": items}


def compiled(framework, items):
    return compile_instrument(
        [instrument_document(items)], compile_framework(framework)
    )


def packed(instrument, submissions: list[Submission], schools: list[str]):
    """Submissions as the engine takes them, per role."""
    answers: dict[str, RoleAnswers] = {}
    for role in ROLES:
        mine = sorted(
            (s for s in submissions if s.role == role),
            key=lambda s: (schools.index(s.school), s.respondent),
        )
        part = instrument.part(role)
        answers[role] = answers_from_bodies(
            [schools.index(s.school) for s in mine],
            [pack(s.points.get(item) for item in part.items) for s in mine],
            len(part.items),
        )
    return answers


def population_array(population, schools):
    people = np.full((len(schools), len(ROLES)), -1, np.int64)
    for (school, role), count in population.items():
        people[schools.index(school), ROLES.index(role)] = count
    return people
