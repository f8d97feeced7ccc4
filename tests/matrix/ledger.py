"""Whether anything changed in the database: each table's rows as one hash."""

from __future__ import annotations

from django.db import connection

FLEETING = {"django_session", "survey_knock", "accounts_counted"}
"""Sign-ins, and counts of tries: they change by being asked."""
HASHED = (
    "SELECT '{0}', count(*), sum(hashtextextended(t::text, 0)::numeric) FROM \"{0}\" t"
)


def ledger() -> dict[str, tuple[int, int | None]]:
    """Rows and the sum of their hashes, by table."""
    with connection.cursor() as cursor:
        names = set(connection.introspection.table_names(cursor)) - FLEETING
        cursor.execute(" UNION ALL ".join(map(HASHED.format, sorted(names))))
        return {name: (rows, hashes) for name, rows, hashes in cursor.fetchall()}


def changed(before: dict, after: dict) -> list[str]:
    return [name for name, told in after.items() if before[name] != told]
