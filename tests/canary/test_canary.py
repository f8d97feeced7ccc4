"""A string planted in every field that not everybody may see; then all doors are read.

Whoever knocks reads all they can open, as page, JSON, CSV, XLSX and PDF: no planted
string may come to them that no rule lets them see.
"""

from __future__ import annotations

import pytest
from canary.watch import Watch, is_for_the_door, own_door, readable
from matrix.cells import (
    Cell,
    Knocker,
    found_address,
    operations,
    things_for,
    wanted,
)
from matrix.keeping import say, undone
from matrix.policy import Outcome
from matrix.portions import LONG, group, portions

SHORT = [
    "teacher",
    "committee (parents)",
    "partner",
    "officer of another district",
    "anonymous",
    "parent with a link",
    "pupil at a poster",
]
SEARCHED = ("cari", "q", "unit", "keadaan", "urutan")
"""Words behind the question mark with which lists are searched and ordered."""
PARTS = 4


def to_read(world, person):
    """Everything that can be opened: one object per relation and state."""
    for operation in operations():
        if operation.method != "GET":
            continue
        for how, thing in things_for(world, person, operation.row):
            cell = Cell(person, operation, how, thing)
            if wanted(cell) is Outcome.THROUGH:
                yield cell


@pytest.mark.parametrize("name", portions(SHORT))
def test_nothing_planted_reaches_whom_it_is_not_for(world, name):
    read_all(world, [world.people[name]])


if LONG:

    @pytest.mark.parametrize("part", portions(range(PARTS)))
    def test_nothing_planted_reaches_anybody_else(world, part):
        others = [p for n, p in world.people.items() if n not in SHORT]
        read_all(world, others[part::PARTS])


def read_all(world, people):
    knocker, watch, leaks, count = Knocker(world), Watch(world), {}, 0
    for person in people:
        for cell in to_read(world, person):
            response = knocker.ask(cell)
            text = readable(response, response.read_body)
            count += 1
            for secret in watch.leaks(person, text, own_door(cell)):
                if not is_for_the_door(cell, secret):
                    told = f"{person.name}: {secret.what} of {secret.unit}"
                    leaks.setdefault(told, []).append(str(cell))
    say(f"{count} answers read, {len(watch.found)} kinds of planted strings met")

    assert not leaks, "\n".join(f"{k} in {v[0]} ({len(v)})" for k, v in leaks.items())


@pytest.mark.xdist_group(group(0))
def test_no_search_and_no_order_tells_of_what_is_hidden(world):
    """Lists, searched for the planted word: in what they show, and how many."""
    knocker, watch, leaks = Knocker(world), Watch(world), []
    lists = [o for o in operations() if o.method == "GET" and not o.row.kind]
    for name in ("head of a school", "partner", "committee (parents)"):
        person = world.people[name]
        client = knocker.client(person)
        for operation in lists:
            if not operation.address.is_ours or operation.verb:
                continue
            address = found_address(operation.address, {})
            with undone():
                response = client.get(address, dict.fromkeys(SEARCHED[:2], "Kanari"))
            if response.status_code == 200:
                text = readable(response, b"".join(response))
                leaks += [f"{name}: {s.what}" for s in watch.leaks(person, text)]

    assert not leaks, "\n".join(leaks)


@pytest.mark.xdist_group(group(1))
def test_enough_is_planted_and_some_of_it_is_found_by_whom_it_is_for(world):
    """A search that finds nothing anywhere would prove nothing."""
    knocker, watch = Knocker(world), Watch(world)
    person = world.people["head of a school"]
    for cell in to_read(world, person):
        if cell.relation == "own":
            response = knocker.ask(cell)
            watch.leaks(person, readable(response, response.read_body))
    kinds = {secret.what for secret in world.secrets}
    say(f"{len(world.secrets)} strings of {len(kinds)} kinds; {len(watch.found)} met")

    assert len(kinds) >= 30
    assert len(watch.found) >= 20
