"""Who may do what, tried cell by cell: everybody, everywhere, on everything."""

from __future__ import annotations

import random
import time
from collections import Counter

import pytest
from canary.watch import Watch, is_for_the_door, own_door
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
    knocker, watch, wrong, count = Knocker(world), Watch(world), [], Counter()
    began = time.perf_counter()
    for cell in chosen(world, part):
        response = knocker.ask(cell)
        count[wanted(cell)] += 1
        if not agrees(cell, response):
            found = outcome(cell, response)
            said = found.value if isinstance(found, Outcome) else found
            wrong.append(f"{cell}: {said} instead of {wanted(cell).value}")
        told = watch.leaks(cell.person, words(response), own_door(cell))
        leaks = {each.what for each in told if not is_for_the_door(cell, each)}
        wrong += [f"{cell}: tells {leaks}"] if leaks else []
    took = time.perf_counter() - began
    told = ", ".join(f"{n} {kind.value}" for kind, n in count.items())
    say(f"{sum(count.values())} cells in {took:.1f} s: {told}")
    assert not wrong, "\n".join(wrong)


def words(response):
    """An answer as it stands; tests/canary also unpacks tables and papers."""
    body = response.read_body.decode("utf-8", "replace")
    return f"{body} {dict(response.headers)} {response.cookies.output()}"
