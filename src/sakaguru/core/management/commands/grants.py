"""Give the services' account of the database what they need, and nothing more.

Asked by the owner of the tables, after each `sakaguru setup`. The services then read
and write rows; they change no table, remove no trigger, empty nothing at a stroke, and
of the trail they may add events and chain them, but neither change nor remove one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from psycopg import sql

if TYPE_CHECKING:
    from argparse import ArgumentParser

KNOWN = """
SELECT rolsuper OR rolcreaterole OR rolreplication FROM pg_roles WHERE rolname = %s
"""
# Whoever owns the database or its schema may drop what others own in it.
OWNS = """
WITH owners (id) AS (
  SELECT relowner FROM pg_class
    WHERE relkind IN ('r', 'S') AND relnamespace = 'public'::regnamespace
  UNION SELECT nspowner FROM pg_namespace WHERE nspname = 'public'
  UNION SELECT datdba FROM pg_database WHERE datname = current_database()
  UNION SELECT oid FROM pg_roles WHERE rolsuper OR rolname = 'pg_write_all_data')
SELECT count(*) FROM owners WHERE pg_has_role(%s, id, 'MEMBER')
"""
TOO_MUCH = (
    "is a superuser, makes roles or copies, or owns the tables or the database, "
    "itself or by a role it is in: take another for the services."
)
STATEMENTS = (
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC, {0}",
    "GRANT USAGE ON SCHEMA public TO {0}",
    "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {0}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {0}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {0}",
    "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {0}",
    "REVOKE UPDATE, DELETE ON core_auditevent, core_audithead FROM {0}",
    "GRANT UPDATE (position, digest) ON core_auditevent TO {0}",
    "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {0}",
)


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("account", help="name of the services' role in PostgreSQL")

    @transaction.atomic
    def handle(self, *, account: str, **_: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(KNOWN, [account])
            row = cursor.fetchone()
            if row is None:
                raise CommandError(f"PostgreSQL knows no role {account}.")
            cursor.execute(OWNS, [account])
            if row[0] or cursor.fetchone()[0]:
                raise CommandError(f"{account} {TOO_MUCH}")
            for statement in STATEMENTS:
                cursor.execute(sql.SQL(statement).format(sql.Identifier(account)))
        self.stdout.write(f"{account} reads and writes rows, and no more.")
