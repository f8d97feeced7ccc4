"""What is not yours looks just like what does not exist."""

from __future__ import annotations

import re
import time
from statistics import median

import pytest
from matrix.cells import Cell, Knocker, address_of, operations, wanted
from matrix.cells import cells as every_cell
from matrix.keeping import say
from matrix.policy import Outcome
from matrix.portions import LONG, group, portions

KNOCKERS = ["head of a school", "officer of another district", "partner"]
TIMED = (
    "evidence:evidence-detail",
    "findings:finding-detail",
    "followup:point-detail",
    "organisations:organisation-detail",
    "scoring:card-detail",
    "survey:campaign-detail",
)
TIMES = 200 if LONG else 3
MOST_APART = 0.05
CSRF_FIELD = rb'(name="csrfmiddlewaretoken" value=")[^"]+'
CSRF_HEADER = rb'("X-CSRFToken": ")[^"]+'
TOKEN = re.compile(CSRF_FIELD + b"|" + CSRF_HEADER)

PARTS = 4


def told(world, cell, response):
    """Body and headers, without what differs from answer to answer by its nature."""
    address = address_of(world, cell).encode()
    body = TOKEN.sub(b"(token)", response.read_body).replace(address, b"(address)")
    headers = dict(response.headers)
    headers.pop("Content-Length", None)
    return response.status_code, headers, body


def pairs(world, part):
    """For each operation a foreign object, and one that is nowhere."""
    for operation in operations()[part::PARTS]:
        for name in world.people if LONG else KNOCKERS:
            person = world.people[name]
            if not operation.row.kind or not person.is_signed_in:
                continue
            nowhere = Cell(person, operation, "none", None)
            for thing in world.things[operation.row.kind]:
                cell = Cell(person, operation, "foreign", thing)
                if wanted(cell) is wanted(nowhere) is Outcome.UNKNOWN:
                    yield cell, nowhere
                    break


@pytest.mark.parametrize("part", portions(range(PARTS)))
def test_a_foreign_object_is_answered_like_one_that_does_not_exist(world, part):
    knocker, different, count = Knocker(world), [], 0
    for cell, nowhere in pairs(world, part):
        one = told(world, cell, knocker.ask(cell))
        other = told(world, nowhere, knocker.ask(nowhere))
        count += 1
        if one != other:
            parts = ("status", "headers", "body")
            what = [
                name for name, a, b in zip(parts, one, other, strict=True) if a != b
            ]
            different.append(f"{cell}: {what}")
    say(f"{count} pairs of answers compared")

    assert count > 25
    assert not different, "\n".join(different)


@pytest.mark.xdist_group(group(0))
def test_the_time_tells_nothing_either(world):
    """By the clock or by our processor: on a shared machine both waver."""
    knocker, apart = Knocker(world), {}
    person = world.people["head of a school"]
    for operation in operations():
        if operation.address.name not in TIMED or operation.method != "GET":
            continue
        nowhere = Cell(person, operation, "none", None)
        things = world.things[operation.row.kind]
        cells = (Cell(person, operation, "foreign", thing) for thing in things)
        foreign = next(cell for cell in cells if wanted(cell) is Outcome.UNKNOWN)
        none, other = times(knocker, nowhere, foreign)
        clock, processor = (abs(a - b) / a for a, b in zip(none, other, strict=True))
        say(
            f"{operation.name}: {1000 * none[0]:.2f} ms nowhere, {clock:.1%} apart by "
            f"the clock, {processor:.1%} by the processor"
        )
        apart[operation.name] = min(clock, processor)

    assert len(apart) == len(TIMED)
    assert not LONG or max(apart.values()) <= MOST_APART, apart


def times(knocker, *two):
    """Median seconds of each, by the clock and of our processor, asked in turn."""
    found = [[] for _ in two]
    for turn in range(TIMES):
        pairs = list(zip(two, found, strict=True))
        for cell, told in pairs[:: -1 if turn % 2 else 1]:
            before = time.perf_counter(), time.process_time()
            knocker.ask(cell)
            after = time.perf_counter(), time.process_time()
            told.append([b - a for a, b in zip(before, after, strict=True)])
    return [[median(each) for each in zip(*told, strict=True)] for told in found]


@pytest.mark.xdist_group(group(1))
def test_nobody_is_told_more_by_another_door(world):
    """A verb that is unknown, and an object that is unknown, are both not there."""
    knocker = Knocker(world)
    person = world.people["head of a school"]
    unknown = [
        cell
        for cell in every_cell(world)
        if cell.person is person and cell.operation.verb and cell.thing is None
    ]

    assert unknown
    for cell in unknown:
        if cell.operation.row.kind:
            assert knocker.ask(cell).status_code == 404, str(cell)
