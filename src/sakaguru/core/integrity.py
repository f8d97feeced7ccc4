"""Questions to which the data must have no answer: each finds what contradicts itself.

Constraints and triggers keep most contradictions out. What is asked here either spans
what a constraint can see, or guards against a hand, a disk or a restore that went
past them. A capability lists its own in ``queries/integrity.py`` as ``CHECKS``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from django_stubs_ext import StrOrPromise


class Weight(StrEnum):
    CRITICAL = "CRITICAL"
    """What people see or sign may be wrong."""

    WARNING = "WARNING"
    """Somebody should look at it."""


@dataclass(frozen=True, slots=True)
class Check:
    """``find`` yields one short text for each contradiction, without personal data."""

    name: str
    says: StrOrPromise
    find: Callable[[], Iterable[str]]
    weight: Weight = Weight.CRITICAL


@dataclass(frozen=True, slots=True)
class Outcome:
    check: Check
    count: int
    examples: list[str]


def asked(
    name: str,
    says: StrOrPromise,
    query: str,
    weight: Weight = Weight.CRITICAL,
) -> Check:
    """A check by one query whose only column names what contradicts itself."""

    def find() -> Iterator[str]:
        with connection.cursor() as cursor:
            cursor.execute(query)
            yield from (str(name) for (name,) in cursor)

    return Check(name, says, find, weight)


def all_checks() -> list[Check]:
    """The checks of all installed capabilities."""
    found: list[Check] = list(import_module(f"{__name__}_of_trail").CHECKS)
    for config in sorted(apps.get_app_configs(), key=lambda each: each.name):
        module = f"{config.name}.queries.integrity"
        if find_spec(f"{config.name}.queries") and find_spec(module):
            found += import_module(module).CHECKS
    return found


def outcome_of(check: Check, *, most: int = 5) -> Outcome:
    """Ask a check; count all it finds, keep the first few."""
    examples: list[str] = []
    count = 0
    for example in check.find():
        count += 1
        if len(examples) < most:
            examples.append(example)
    return Outcome(check, count, examples)
