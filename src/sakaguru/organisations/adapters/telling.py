"""Tell how far a list is, while the transaction that takes it over is still open."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FAR = "UPDATE organisations_schoolimport SET rows_done = %s WHERE id = %s"


@contextmanager
def progress_told(import_id: int) -> Iterator[Callable[[int], None]]:
    """A function that notes the rows done, at once visible to everybody.

    It writes by a connection of its own. The caller's transaction must not hold the
    list's row meanwhile: both would wait for each other, unseen by the database.
    """
    beside = connection.copy()

    def told(rows: int) -> None:
        with beside.cursor() as cursor:
            cursor.execute(FAR, [rows, import_id])

    try:
        yield told
    finally:
        beside.close()
