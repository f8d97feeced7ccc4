"""Write many rows at once, by COPY into PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

PARCEL = "findings_parcel"
"""The passing table of one statement."""


def next_keys(table: str, count: int) -> list[int]:
    """Take so many keys out of a table's sequence."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id'))"
            " FROM generate_series(1, %s)",
            [table, count],
        )
        return [key for (key,) in cursor.fetchall()]


def append_rows(
    table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Add rows that are new."""
    listed = ", ".join(columns)
    statement = f"COPY {table} ({listed}) FROM STDIN"
    with connection.cursor() as cursor, cursor.cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def append_rows_once(
    table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Add rows, leaving out those that a unique constraint knows already."""
    listed = ", ".join(columns)
    _run(
        f"DROP TABLE IF EXISTS {PARCEL}",
        f"CREATE TEMP TABLE {PARCEL} ON COMMIT DROP AS"  # noqa: S608 -- our own names
        f" SELECT {listed} FROM {table} WITH NO DATA",
    )
    append_rows(PARCEL, columns, rows)
    _run(
        f"INSERT INTO {table} ({listed}) SELECT {listed} FROM {PARCEL}"  # noqa: S608 -- as above
        " ON CONFLICT DO NOTHING",
        f"DROP TABLE {PARCEL}",
    )


def change_rows(
    table: str, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]
) -> None:
    """Change rows by their key: each is the key and then the columns' new values.

    ``columns`` names the type of each.
    """
    typed = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    assigned = ", ".join(f"{name} = p.{name}" for name in columns)
    _run(
        f"DROP TABLE IF EXISTS {PARCEL}",
        f"CREATE TEMP TABLE {PARCEL} (id bigint, {typed}) ON COMMIT DROP",
    )
    append_rows(PARCEL, ["id", *columns], rows)
    _run(
        f"UPDATE {table} t SET {assigned}"  # noqa: S608 -- our own names
        f" FROM {PARCEL} p WHERE t.id = p.id",
        f"DROP TABLE {PARCEL}",
    )


def _run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
