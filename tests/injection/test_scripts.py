"""200 texts that would run, in every stored text: on no page does one come to life."""

from __future__ import annotations

import pytest
from canary.test_canary import to_read
from injection.payloads import MARK, SCRIPTS, alive_in
from injection.poison import poison
from matrix.cells import Knocker
from matrix.keeping import say, undone
from matrix.portions import LONG, portions

SHORT = ["head of a school", "officer of a district", "parent with a link"]

PARTS = 8 if LONG else 1


def test_the_watcher_sees_what_runs():
    """A search that finds nothing anywhere would prove nothing."""
    assert len(set(SCRIPTS)) == 200
    raw = [text for text in SCRIPTS if alive_in(f"<p title='{text}'>{text}</p>")[0]]
    assert len(raw) >= 120
    assert alive_in(f"<p>&lt;{MARK}&gt;</p>") == ([], 1)


@pytest.mark.parametrize("part", portions(range(PARTS)))
def test_no_stored_text_comes_to_life_on_any_page(world, part):
    names = list(world.people)[part::PARTS] if LONG else SHORT
    alive, pages, met, opened = {}, 0, 0, set()
    with undone():
        # Each part begins with another text, so that a field holds many in turn.
        first = part * len(SCRIPTS) // PARTS
        fields, refused = poison(SCRIPTS[first:] + SCRIPTS[:first])
        knocker = Knocker(world)
        for name in names:
            for cell in to_read(world, world.people[name]):
                door = cell.operation.address.name, cell.relation
                if not LONG and door in opened:
                    continue
                opened.add(door)
                response = knocker.ask(cell)
                if "html" not in response.headers.get("Content-Type", ""):
                    continue
                found, count = alive_in(response.read_body.decode())
                pages, met = pages + 1, met + count
                for each in found:
                    alive.setdefault(each, str(cell))
    say(
        f"{len(SCRIPTS)} texts in {fields} fields ({len(refused)} refused: {refused}); "
        f"{pages} pages read, {met} texts met, {len(alive)} alive"
    )

    assert not alive, "\n".join(f"{k} in {v}" for k, v in list(alive.items())[:20])
    assert fields >= 40
    assert met >= 1_000
