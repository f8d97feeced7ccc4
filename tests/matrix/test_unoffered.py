"""What a form does not offer is not taken: numbers in its body, of other units too."""

from __future__ import annotations

import pytest
from canary.test_canary import to_read
from matrix.cells import Knocker, address_of
from matrix.forms import forms_of
from matrix.keeping import say, undone
from matrix.ledger import changed, ledger
from matrix.portions import LONG, portions

MANY_FORMS = ["head of a school"]
if LONG:
    MANY_FORMS += ["officer of a district", "officer of the nation"]
PARTS = 6
JUDGED = ("aturan-",)  # any other word there means: no rule for this activity
MOST_NUMBERS = 40 if LONG else 4
MOST_FORMS = 1_000 if LONG else 6


def pages_with_forms(world, knocker, person):
    seen = set()
    for cell in to_read(world, person):
        is_mine = cell.relation in {"own", "no object"}
        if not is_mine or not cell.operation.address.is_ours:
            continue
        response = knocker.ask(cell)
        if response.status_code != 200 or b"<form" not in response.read_body:
            continue
        address = address_of(world, cell)
        for form in forms_of(response.read_body.decode()):
            form.action = form.action or address
            mark = form.action, tuple(sorted(form.data))
            if form.offered and form.action.startswith("/") and mark not in seen:
                seen.add(mark)
                yield form


def unoffered(world, values):
    """Numbers of anything else there is; a made-up word where words are offered."""
    if not all(value.isdigit() for value in values):
        codes = [unit.code for unit in world.units.values()]
        return [c for c in [*codes, "tidak-ditawarkan"] if c not in values]
    most = max((int(value) for value in values), default=0) + MOST_NUMBERS
    return [str(n) for n in range(most, 0, -1) if str(n) not in values]


def taken(client, before, form, data):
    """Which tables the form changed."""
    with undone():
        response = client.post(form.action, data)
        if response.status_code in {301, 302}:
            return changed(before, ledger())
    return []


@pytest.mark.parametrize("name", portions(MANY_FORMS))
def test_no_choice_is_taken_that_was_not_offered(world, name):
    good, tries = nothing_is_taken(world, name)

    assert good >= 5
    assert tries >= 10


if LONG:

    @pytest.mark.parametrize("part", portions(range(PARTS)))
    def test_nor_by_anybody_else(world, part):
        others = [name for name in world.people if name not in MANY_FORMS]
        for name in others[part::PARTS]:
            nothing_is_taken(world, name)


def nothing_is_taken(world, name):
    """How many forms worked as they were, and how many values were tried in them."""
    knocker, wrong, good, tries = Knocker(world), [], 0, 0
    client, before = knocker.client(world.people[name]), ledger()
    for form in pages_with_forms(world, knocker, world.people[name]):
        if not taken(client, before, form, form.data):
            continue
        good += 1
        if good > MOST_FORMS:
            break
        for choice, values in form.offered.items():
            if choice.startswith(JUDGED):
                continue
            for value in unoffered(world, values)[:MOST_NUMBERS]:
                tries += 1
                if rows := taken(client, before, form, form.data | {choice: value}):
                    wrong.append(f"{form.action} {choice}={value}: {rows}")
    say(f"{name}: {good} forms that work, {tries} values not offered")

    assert not wrong, "\n".join(wrong)
    return good, tries
