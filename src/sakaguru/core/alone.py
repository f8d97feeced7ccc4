"""One worker does a piece of work at a time, also when a queue delivers it twice.

The lock is of the database session: a worker that dies gives it back in dying. So work
whose state says "going on" and whose lock nobody holds was cut off.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator

RUNS, SCHOOL_LISTS = 5_272, 5_273
"""Our parts of the advisory locks' numbers; 5,271 is the intake's."""


@contextmanager
def working_alone(space: int, number: int) -> Iterator[bool]:
    """Tell whether the work is ours; if so, nobody else's until the end."""
    is_ours = _asked("SELECT pg_try_advisory_lock(%s, %s)", space, number)
    try:
        yield is_ours
    finally:
        if is_ours and connection.connection and not connection.connection.closed:
            _asked("SELECT pg_advisory_unlock(%s, %s)", space, number)


def is_worked_on(space: int, number: int) -> bool:
    """Whether anybody works on it just now. Only reads. One query."""
    return _asked(
        "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND database ="
        " (SELECT oid FROM pg_database WHERE datname = current_database())"
        " AND classid = %s AND objid = %s AND objsubid = 2 AND granted)",
        space,
        number,
    )


def _asked(statement: str, space: int, number: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, [space, number % 2**31])
        return bool(cursor.fetchone()[0])
