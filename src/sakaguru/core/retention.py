"""How long each kind of personal data is kept, and the work that forgets it.

A capability lists what it keeps in ``services/retention.py`` as ``KEPT``. The night's
work asks each for what is overdue and forgets it; `docs/privacy.md` prints the list.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import transaction

from sakaguru.core.audit import record
from sakaguru.core.models import AuditHead

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import date, datetime

    from django_stubs_ext import StrOrPromise

    from sakaguru.core.access import Actor


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of data with a period in days.

    ``overdue`` gives what came to its end before a day; ``forget`` makes it go and
    tells how much went.
    """

    name: str
    what: StrOrPromise
    why: StrOrPromise
    days: int
    overdue: Callable[[date], Collection[Any]]
    forget: Callable[[Any], int]

    def due_on(self, day: date) -> Collection[Any]:
        return self.overdue(day - timedelta(days=self.days))


def delete(rows: Any) -> int:
    """Forget whole rows; give how many, with what hangs on them."""
    return int(rows.delete()[0])


def all_kept() -> list[Kept]:
    """What all installed capabilities keep for a time."""
    found: list[Kept] = []
    for config in sorted(apps.get_app_configs(), key=lambda each: each.name):
        module = f"{config.name}.services.retention"
        if find_spec(f"{config.name}.services") and find_spec(module):
            found += import_module(module).KEPT
    return found


def forget_overdue(*, actor: Actor, day: date, at: datetime) -> dict[str, int]:
    """Forget all that is overdue on a day; each kind in a transaction of its own."""
    gone = {kept.name: _forget(kept, day) for kept in all_kept()}
    gone = {name: count for name, count in gone.items() if count}
    if gone:
        record(
            actor=actor,
            action="data.forgotten",
            subject=AuditHead(),
            at=at,
            detail={"gone": gone},
        )
    return gone


@transaction.atomic
def _forget(kept: Kept, day: date) -> int:
    due = kept.due_on(day)
    return kept.forget(due) if due else 0
