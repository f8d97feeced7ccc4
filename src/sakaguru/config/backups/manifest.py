"""What a backup says of itself: counts, digests, the head of the audit trail."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from psycopg import sql

if TYPE_CHECKING:
    import psycopg


@dataclass(frozen=True)
class TableFacts:
    """Number of rows, and the sum of their digests: equal for equal rows, any order."""

    rows: int
    digest: str


@dataclass(frozen=True)
class Manifest:
    made_at: str
    version: str
    migrations: list[str]
    tables: dict[str, TableFacts]
    trail_head: str
    files: dict[str, str] = field(default_factory=dict)
    """Path inside the backup to SHA-256."""

    def to_json(self) -> bytes:
        return json.dumps(asdict(self), indent=1, sort_keys=True).encode()

    @classmethod
    def from_json(cls, text: bytes) -> Manifest:
        fields = json.loads(text)
        tables = {name: TableFacts(**facts) for name, facts in fields["tables"].items()}
        return cls(**{**fields, "tables": tables})


TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
ORDER BY 1
"""
FACTS = """
SELECT count(*),
  coalesce(sum(('x' || left(md5(t::text), 15))::bit(60)::bigint::numeric), 0)::text
FROM {} AS t
"""
HEAD = """
SELECT digest FROM core_auditevent ORDER BY position DESC NULLS LAST LIMIT 1
"""
STEADY = "SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO, YMD'"


def facts_of_tables(connection: psycopg.Connection[Any]) -> dict[str, TableFacts]:
    """Count and digest every table; asked inside one transaction."""
    connection.execute(STEADY)
    names = [name for (name,) in connection.execute(TABLES)]
    return {name: _facts_of(connection, name) for name in names}


def _facts_of(connection: psycopg.Connection[Any], name: str) -> TableFacts:
    query = sql.SQL(FACTS).format(sql.Identifier(name))
    rows, digest = connection.execute(query).fetchone() or (0, "0")
    return TableFacts(rows, digest)


def migrations_of(connection: psycopg.Connection[Any]) -> list[str]:
    rows = connection.execute("SELECT app, name FROM django_migrations ORDER BY 1, 2")
    return [f"{app}.{name}" for app, name in rows]


def trail_head_of(connection: psycopg.Connection[Any]) -> str:
    row = connection.execute(HEAD).fetchone()
    return str(row[0]) if row else ""


def differences(expected: Manifest, found: Manifest) -> list[str]:
    """What of a restored installation is not as the backup says; empty when equal."""
    faults = []
    for name, facts in expected.tables.items():
        other = found.tables.get(name)
        if other is None:
            faults.append(f"table {name} is missing")
        elif other.rows != facts.rows:
            faults.append(f"table {name}: {other.rows} rows instead of {facts.rows}")
        elif other.digest != facts.digest:
            faults.append(f"table {name}: rows differ")
    for path, digest in expected.files.items():
        if found.files.get(path) != digest:
            faults.append(f"file {path} is missing or differs")
    if expected.migrations != found.migrations:
        faults.append("the migrations differ")
    if expected.trail_head != found.trail_head:
        faults.append("the head of the audit trail differs")
    return faults
