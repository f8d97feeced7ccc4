"""Whoever may not do a thing is told so, however badly they filled in its form."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from matrix.cells import Knocker, agrees, cells, outcome, wanted
from matrix.keeping import say
from matrix.policy import Outcome
from matrix.portions import LONG, portions

SHORT_CELLS = 400
SEED = 20261121
PARTS = 2
REFUSED = {Outcome.FORBIDDEN, Outcome.UNKNOWN}


def refused_cells(world, part):
    """Each operation that takes a form once, and more of them by a seeded draw."""
    every = [
        cell
        for cell in cells(world)
        if cell.operation.method == "POST" and wanted(cell) in REFUSED
    ]
    random.Random(SEED).shuffle(every)
    if not LONG:
        known = {c.operation.name: c for c in every if wanted(c) is Outcome.FORBIDDEN}
        every = [*known.values(), *every[:SHORT_CELLS]]
    return every[part::PARTS]


def with_nothing_filled_in(cell):
    row = replace(cell.operation.row, data=None)
    return replace(cell, operation=replace(cell.operation, row=row))


@pytest.mark.parametrize("part", portions(range(PARTS)))
def test_the_right_is_asked_before_the_form_is_read(world, part):
    knocker, wrong, count = Knocker(world), [], 0
    for cell in refused_cells(world, part):
        response = knocker.ask(with_nothing_filled_in(cell))
        count += 1
        if not agrees(cell, response):
            told = response.status_code, outcome(cell, response)
            wrong.append(f"{cell}: {told} instead of {wanted(cell).value}")
    say(f"{count} empty forms of people who may not send them")
    assert not wrong, "\n".join(wrong)
