"""Whether anything changed in the database: each table's rows as one hash."""

from __future__ import annotations

from django.db import connection

FLEETING = {"django_session", "survey_knock", "accounts_counted"}
"""Sign-ins, and counts of tries: they change by being asked."""


def ledger() -> dict[str, tuple[int, str]]:
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        found = {}
        for name in sorted(set(names) - FLEETING):
            cursor.execute(
                f"SELECT count(*), coalesce(md5(string_agg(t::text, '|' ORDER BY "
                f"t::text)), '') FROM \"{name}\" AS t"
            )
            found[name] = cursor.fetchone()
        return found


def changed(before: dict, after: dict) -> list[str]:
    return [name for name, told in after.items() if before[name] != told]
