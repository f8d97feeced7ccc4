"""Who may do what, tried cell by cell: everybody, everywhere, on everything."""

from __future__ import annotations

import random
import time
from collections import Counter

import pytest
from matrix.cells import Knocker, agrees, cells, outcome, wanted
from matrix.keeping import say
from matrix.policy import Outcome
from matrix.portions import LONG, portions

SHORT_CELLS = 2400
SEED = 20261121
PARTS = 8


def chosen(world, part):
    """All cells in shuffled order in the long form; else a seeded draw of them.

    In the draw every operation stands at least once.
    """
    every = cells(world)
    random.Random(SEED).shuffle(every)
    if not LONG:
        once = {cell.operation.name: cell for cell in every}
        every = [*once.values(), *every[: SHORT_CELLS - len(once)]]
    return every[part::PARTS]


@pytest.mark.parametrize("part", portions(range(PARTS)))
def test_everybody_may_do_what_the_table_says_and_nothing_else(world, part):
    knocker, wrong, count = Knocker(world), [], Counter()
    began = time.perf_counter()
    for cell in chosen(world, part):
        response = knocker.ask(cell)
        count[wanted(cell)] += 1
        if not agrees(cell, response):
            found = outcome(cell, response)
            said = found.value if isinstance(found, Outcome) else found
            wrong.append(f"{cell}: {said} instead of {wanted(cell).value}")
    took = time.perf_counter() - began
    told = ", ".join(f"{n} {kind.value}" for kind, n in count.items())
    say(f"{sum(count.values())} cells in {took:.1f} s: {told}")
    assert not wrong, "\n".join(wrong)
