"""Write many rows at once, by COPY, in the caller's transaction. Constraints hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import Model

PARCEL = "organisations_parcel"
"""The passing table of one statement."""


def next_keys(model: type[Model], count: int) -> list[int]:
    """Take so many keys out of a table's sequence."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id'))"
            " FROM generate_series(1, %s)",
            [_table(model), count],
        )
        return [key for (key,) in cursor.fetchall()]


def append_rows(
    model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Add rows that are new."""
    _copy(_table(model), columns, rows)


def change_rows(
    model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Change rows by their key: each is the key and then the columns' new values."""
    table, key = _table(model), str(model._meta.pk.column)  # noqa: SLF001 -- as below
    listed = ", ".join((key, *columns))
    assigned = ", ".join(f"{name} = p.{name}" for name in columns)
    _run(
        f"CREATE TEMP TABLE {PARCEL} ON COMMIT DROP AS"  # noqa: S608 -- our own names
        f" SELECT {listed} FROM {table} WITH NO DATA"
    )
    _copy(PARCEL, (key, *columns), rows)
    _run(f"ANALYZE {PARCEL}")
    _run(
        f"UPDATE {table} t SET {assigned}"  # noqa: S608 -- our own names
        f" FROM {PARCEL} p WHERE t.{key} = p.{key}"
    )
    _run(f"DROP TABLE {PARCEL}")


def _copy(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _table(model: type[Model]) -> str:
    return model._meta.db_table  # noqa: SLF001 -- Django's public name
