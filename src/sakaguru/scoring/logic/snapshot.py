"""What a calculation starts from, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from sakaguru.organisations.queries.tree import StandThen

UNKNOWN = -1
"""Stands for a number of people that nobody stated."""


class SchoolThen(NamedTuple):
    """A school as it stood on the day of the data. Headcounts by role, -1 unknown."""

    stand: StandThen
    status: str
    pupils: int | None
    is_invited: bool
    people: tuple[int, ...]
    minimum: tuple[int, ...]


class RoleBodies(NamedTuple):
    """Packed answers of one role: the school's ordinal and the body, by row."""

    ordinals: list[int]
    bodies: list[bytes]


class MarkedRow(NamedTuple):
    """One row of answers that intake marked; ``flags`` as survey keeps them."""

    role: str
    ordinal: int
    body: bytes
    flags: int


@dataclass(frozen=True)
class Snapshot:
    """All that a calculation needs; ordinals are places in ``schools``.

    Answers come from the database (``answers``) or, by role, as Arrow tables of sealed
    files (``sealed``). ``marked`` are the rows among them with a mark of intake.
    """

    framework: dict[str, Any]
    instrument: dict[str, Any]
    schools: list[SchoolThen]
    units: list[StandThen]
    digest: str = ""
    answers: dict[str, RoleBodies] = field(default_factory=dict)
    sealed: dict[str, list[Any]] = field(default_factory=dict)
    marked: list[MarkedRow] = field(default_factory=list)
    submissions: int = 0
