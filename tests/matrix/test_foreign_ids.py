"""Every number of every other unit, tried in every operation: nothing gives way."""

from __future__ import annotations

import pytest
from matrix.cells import SIGN_IN, Cell, Knocker, address_of, operations, wanted
from matrix.keeping import say, undone
from matrix.ledger import changed, ledger
from matrix.policy import Audience, Outcome
from matrix.portions import LONG, portions

from sakaguru.accounts.models import Counted

PARTS = 8
THIEVES = [
    *("officer of another district", "head of a school", "teacher", "anonymous"),
    "program with a token",
]
TOO_MUCH = 429  # says nothing of rights: forget the count and ask again
REFUSED = {Outcome.UNKNOWN, Outcome.FORBIDDEN, Outcome.SIGN_IN}


def tries(world, name):
    """Objects that this person must not use; in the short form one per operation."""
    person = world.people[name]
    for operation in operations():
        if operation.row.audience is Audience.EVERYONE or not operation.row.kind:
            continue
        foreign = (
            Cell(person, operation, "foreign", thing)
            for thing in world.things[operation.row.kind]
        )
        refused = [cell for cell in foreign if wanted(cell) in REFUSED]
        yield from refused if LONG else refused[-1:]


@pytest.mark.parametrize("name", portions(THIEVES))
def test_no_foreign_number_opens_or_changes_anything(world, name):
    nothing_gives_way(world, name)


if LONG:

    @pytest.mark.parametrize("part", portions(range(PARTS)))
    def test_nor_for_anybody_else(world, part):
        others = [name for name in world.people if name not in THIEVES]
        for name in others[part::PARTS]:
            nothing_gives_way(world, name)


def nothing_gives_way(world, name):
    knocker, through, count = Knocker(world), [], 0
    client = knocker.client(world.people[name])
    with undone():
        client.get("/")  # a program's key notes the day of its first use
        before = ledger()
        for cell in tries(world, name):
            response = sent(client, world, cell)
            if response.status_code == TOO_MUCH:
                Counted.objects.all().delete()
                response = sent(client, world, cell)
            count += 1
            if not is_refused(response):
                through.append(f"{cell}: {response.status_code}")
        rows = changed(before, ledger())
    say(f"{name}: {count} tries, {len(through)} through, {len(rows)} tables changed")

    assert count > 100
    assert not through, "\n".join(through)
    assert rows == []


def sent(client, world, cell):
    row = cell.operation.row
    data = row.data(world, cell.thing) if row.data else {}
    send = getattr(client, cell.operation.method.lower())
    given = {} if cell.operation.method == "GET" else data
    return send(address_of(world, cell), given)


def is_refused(response):
    if response.status_code in {301, 302}:
        return response.headers["Location"].startswith(SIGN_IN)
    return response.status_code in {401, 403, 404}
