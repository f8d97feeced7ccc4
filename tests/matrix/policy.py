"""The words of the policy table: what must come of a knock at an address.

Each address has one row in ``samples/<capability>.py``. A row names the kind of object
behind the address, by which rules one may know of it (else it is not there: 404), and
by which one may do it (else it is forbidden: 403).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

from sakaguru.core.access import Rule

if TYPE_CHECKING:
    from matrix.world import Person, Thing, World

Test = Callable[["Person", "Thing"], bool]
Said = Rule | Test


class Outcome(Enum):
    THROUGH = "through"
    """The right is there; what follows (a form's fault, a state) is no matter of it."""
    FORBIDDEN = "forbidden"
    UNKNOWN = "not there"
    SIGN_IN = "sign in first"


class Audience(Enum):
    BY_RULE = "rules decide"
    SIGNED_IN = "anybody signed in, about their own"
    EVERYONE = "everybody, signed in or not"
    STAFF = "support staff"


@dataclass(frozen=True)
class Row:
    """What must hold for one address, or for one verb of it."""

    kind: str = ""
    """Kind of object, as planted; empty: the address names none."""
    sees: tuple[Said, ...] | None = None
    """Any of these knows of the object. None: whoever may do it."""
    may: tuple[Said, ...] = ()
    audience: Audience = Audience.BY_RULE
    verbs: dict[str, Row] = field(default_factory=dict)
    query: Callable[[World, Thing | None], dict[str, Any]] | None = None
    """What stands behind the question mark, where that names the object."""
    data: Callable[[World, Thing | None], dict[str, Any]] | None = None
    then: Outcome = Outcome.THROUGH
    """What follows where the right is there, if these objects have nothing to show."""

    def rules(self) -> set[int]:
        told = {id(each) for each in (*(self.sees or ()), *self.may)}
        return told.union(*(row.rules() for row in self.verbs.values()))


def says(test: Said, person: Person, thing: Thing) -> bool:
    if isinstance(test, Rule):
        return person.reached_by(test, thing.unit)
    return test(person, thing)


def expected(row: Row, person: Person, thing: Thing) -> Outcome:
    """Say what must come of it. Where the object is missing, see ``cells``."""
    if row.audience is Audience.EVERYONE:
        return Outcome.THROUGH
    if not person.is_signed_in:
        return Outcome.SIGN_IN
    if row.audience is Audience.SIGNED_IN:
        return Outcome.THROUGH
    may = any(says(test, person, thing) for test in row.may)
    sees = any(says(test, person, thing) for test in row.sees or ())
    if may and (sees or row.sees is None):
        return row.then
    return Outcome.FORBIDDEN if sees else Outcome.UNKNOWN


def unit(*sees: Said, may: tuple[Said, ...] | Rule = (), **more: Any) -> Row:
    return of("unit", *sees, may=may, **more)


def of(kind: str, *sees: Said, may: tuple[Said, ...] | Said = (), **more: Any) -> Row:
    """Make a row: who sees it may do it, unless ``may`` says who of them."""
    given = may if isinstance(may, tuple) else (may,)
    return Row(kind=kind, sees=tuple(sees), may=given or tuple(sees), **more)


def own(*may: Said, sees: tuple[Said, ...] | None = None, **more: Any) -> Row:
    """About the actor's own unit, which no address names. 403 for other members."""
    return Row(kind="", sees=sees or (member,), may=may, **more)


def member(person: Person, thing: Thing) -> bool:
    return bool(person.standings)


def everybody(person: Person, thing: Thing) -> bool:
    return True


SIGNED_IN = Row(audience=Audience.SIGNED_IN)
EVERYONE = Row(audience=Audience.EVERYONE)
STAFF = Row(audience=Audience.STAFF)
