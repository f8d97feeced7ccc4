"""One worker computes a run at a time, also when a queue delivers its task twice.

The lock is of the database session: a worker that dies gives it back in dying.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator

SPACE = 5_272  # our part of the advisory locks' numbers


@contextmanager
def computing_alone(run_id: int) -> Iterator[bool]:
    """Tell whether the run is ours to compute; if so, nobody else's until the end."""
    is_ours = _asked("SELECT pg_try_advisory_lock(%s, %s)", run_id)
    try:
        yield is_ours
    finally:
        if is_ours and connection.connection and not connection.connection.closed:
            _asked("SELECT pg_advisory_unlock(%s, %s)", run_id)


def _asked(statement: str, run_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, [SPACE, run_id % 2**31])
        return bool(cursor.fetchone()[0])
