"""A small country in which everything exists once in every unit.

One nation with two provinces, and a partner beside the tree. Each file of ``samples``
plants the objects of its capability. The world is built once per process in a database
of its own, so that thousands of requests can be tried on it and rolled back.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sakaguru.core.access import Reach

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sakaguru.core.access import Rule
    from sakaguru.organisations.models import Organisation

HERE = Path(__file__).parent
TREE = {
    "N": ("", 1),
    "P1": ("N", 2),
    "D1": ("P1", 3),
    "A1": ("D1", 4),
    "C1": ("A1", 5),
    "S1": ("C1", 6),
    "S2": ("C1", 6),
    "S3": ("C1", 6),
    "A2": ("D1", 4),
    "C2": ("A2", 5),
    "S4": ("C2", 6),
    "D2": ("P1", 3),
    "A3": ("D2", 4),
    "C3": ("A3", 5),
    "S5": ("C3", 6),
    "P2": ("N", 2),
    "D3": ("P2", 3),
    "A4": ("D3", 4),
    "C4": ("A4", 5),
    "S6": ("C4", 6),
    "M": ("", 9),
}
SCHOOLS = [key for key, (_, tier) in TREE.items() if tier == 6]
AT = dt.datetime.now(dt.UTC).replace(microsecond=0)
TODAY = AT.astimezone(dt.timezone(dt.timedelta(hours=7))).date()
LONG_AGO = dt.date(2020, 1, 1)


def line(key: str) -> list[str]:
    """The unit and those above it, from below."""
    found = []
    while key:
        found.append(key)
        key = TREE[key][0]
    return found


def relation(stands: str, owner: str) -> str:
    """How a unit lies to where somebody stands, told by the tree and not by paths."""
    if stands == owner:
        return "own"
    if owner in line(stands):
        return "ancestor"
    if stands in line(owner):
        return "descendant"
    above = TREE[stands][0]
    return "sibling" if above and above in line(owner) else "other branch"


RELATIONS = ("own", "ancestor", "descendant", "sibling", "other branch")
SPANS = {
    Reach.OWN: {"own"},
    Reach.BELOW: {"own", "descendant"},
    Reach.ABOVE: {"own", "ancestor"},
}


@dataclass(frozen=True)
class Person:
    """Somebody who knocks: roles at a unit, and where else these reach."""

    name: str
    unit: str
    roles: frozenset[str] = frozenset()
    grants: tuple[tuple[str, frozenset[str]], ...] = ()
    kind: str = "member"
    """member, token (a program of one), nobody (signed in, but no role today),
    outsider (not signed in), support"""
    user_id: int | None = None
    session: str = ""
    cookies: tuple[tuple[str, str], ...] = ()

    @property
    def is_signed_in(self) -> bool:
        return self.kind != "outsider"

    @property
    def standings(self) -> list[tuple[str, frozenset[str]]]:
        if self.kind not in {"member", "token"}:
            return []
        return [(self.unit, self.roles), *self.grants]

    def reached_by(self, rule: Rule, owner: str) -> bool:
        """What the rule must say, computed without the rule's own arithmetic."""
        return any(
            bool(roles & rule.roles) and relation(unit, owner) in SPANS[rule.reach]
            for unit, roles in self.standings
        )


@dataclass(frozen=True)
class Thing:
    """An object in a unit: what its address needs, in one state."""

    kind: str
    unit: str
    state: str
    kwargs: dict[str, Any]


@dataclass(frozen=True)
class Secret:
    """A string planted in one field, and whom it may reach."""

    text: str
    what: str
    unit: str
    rules: tuple[Rule, ...] | None
    """Any of these may see it; nobody at all where there is none."""
    also: tuple[str, ...] = ()
    """Persons who may see it though no rule says so, by name."""

    def is_for(self, person: Person) -> bool:
        if person.name in self.also:
            return True
        return any(person.reached_by(rule, self.unit) for rule in self.rules or ())


@dataclass
class World:
    units: dict[str, Organisation] = field(default_factory=dict)
    things: dict[str, list[Thing]] = field(default_factory=lambda: defaultdict(list))
    missing: dict[str, dict[str, Any]] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    users: dict[str, Any] = field(default_factory=dict)
    secrets: list[Secret] = field(default_factory=list)
    kept: dict[str, Any] = field(default_factory=dict)
    """What one capability plants and another needs."""

    def put(self, kind: str, unit: str, state: str = "", /, **kwargs: Any) -> None:
        self.things[kind].append(Thing(kind, unit, state, kwargs))

    def states(self, kind: str) -> list[str]:
        return list(dict.fromkeys(thing.state for thing in self.things[kind]))

    def find(self, kind: str, unit: str, state: str = "") -> Thing | None:
        same = (t for t in self.things[kind] if (t.unit, t.state) == (unit, state))
        return next(same, None)

    def secret(
        self, what: str, unit: str, *rules: Rule, also: tuple[str, ...] = ()
    ) -> str:
        """A string to plant in a field, known to these rules alone."""
        text = f"Kanari{len(self.secrets):04}x"
        self.secrets.append(Secret(text, what, unit, rules, also))
        return text

    def known(self, text: str, what: str, unit: str, *rules: Rule) -> None:
        """Note a secret that the software itself made."""
        self.secrets.append(Secret(text, what, unit, rules))


def capabilities() -> list[str]:
    """Those with samples, lowest first: they may build on each other."""
    from django.conf import settings

    names = [name.rpartition(".")[2] for name in settings.CAPABILITIES]
    return [n for n in reversed(names) if (HERE / "samples" / f"{n}.py").exists()]


def samples() -> Iterator[Any]:
    for name in capabilities():
        yield import_module(f"matrix.samples.{name}")


def build() -> World:
    """Plant everything. Some seconds."""
    world = World()
    for module in samples():
        module.plant(world)
    return world
