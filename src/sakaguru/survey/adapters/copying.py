"""Writes many rows by COPY, in the caller's transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import Model


def copy_rows(
    model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> int:
    """Append rows to a model's table; gives their number. Constraints hold as ever."""
    table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001 -- Django's public name
    names = ", ".join(connection.ops.quote_name(name) for name in columns)
    count = 0
    with (
        connection.cursor() as cursor,
        cursor.cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)
            count += 1
    return count
