"""A store with a nation's answers in it, beside an empty one: for `bench/intake.py`.

Both have the same schools, 81 sets to a school, 1,000 of which send; the tables are
filled by one statement each and indexed afterwards, as after a restored backup.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import django
import psycopg
from serving import Service

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SETS_A_SCHOOL = 81
SENDING = 1_000
SCHOOLS = """
WITH one AS (
  SELECT o.*, max(o.id) OVER () AS last FROM organisations_organisation o
  JOIN survey_assignment a ON a.school_id = o.id ORDER BY a.id LIMIT 1)
INSERT INTO organisations_organisation
SELECT made.* FROM one, generate_series(1, %s) n, jsonb_populate_record(
  NULL::organisations_organisation, to_jsonb(one) || jsonb_build_object(
    'id', (SELECT max(id) FROM organisations_organisation) + n,
    'code', 'B' || n, 'path', left(path, -1 - length(code)) || 'B' || n || '/')) made
"""
ASKED = """
WITH one AS (SELECT * FROM survey_assignment ORDER BY id LIMIT 1)
INSERT INTO survey_assignment
SELECT made.* FROM one, (SELECT max(id) FROM survey_assignment) most(id),
  organisations_organisation o, jsonb_populate_record(
    NULL::survey_assignment, to_jsonb(one) || jsonb_build_object(
      'id', most.id + o.id, 'school_id', o.id, 'poster_digest', md5(o.code))) made
WHERE o.code ~ '^B[0-9]+$'
"""
SETS = """
WITH bodies AS MATERIALIZED (
  SELECT n, md5(n::text) || md5('b' || n) AS digest,
    (SELECT decode(string_agg('0' || floor(4 * random() + 0 * (n + k))::int, ''), 'hex')
     FROM generate_series(1, 200) k) AS body
  FROM generate_series(0, 999) n)
INSERT INTO survey_submission (id, campaign_id, assignment_id, role, body, digest,
  sequence, key_digest, consent, flags, received_on, filled_for)
SELECT gen_random_uuid(), a.campaign_id, a.id, 'SS', b.body, b.digest, 1, b.digest,
  '2026-1', 0, current_date, ''
FROM survey_assignment a CROSS JOIN generate_series(0, %s) place
JOIN bodies b ON b.n = (a.id + place * 7) %% 1000
"""
COUNTED = """
UPDATE survey_assignment a SET received[3] = n.sets, state = 2
FROM (SELECT assignment_id, count(*) AS sets FROM survey_submission GROUP BY 1) n
WHERE n.assignment_id = a.id
"""
RULES = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
FROM pg_constraint WHERE contype IN ('f', 'p', 'u')
AND 'survey_submission'::regclass IN (conrelid, confrelid) ORDER BY contype = 'f'
"""
INDEXES = """
SELECT indexname, indexdef FROM pg_indexes
WHERE tablename = 'survey_submission' AND indexname <> ALL(%s)
"""


def service_with(folder: Path, sets: int, schools: int, processes: int) -> Service:
    """A started service; what a folder holds already is taken as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    service = Service(folder, processes=processes)
    try:
        make(service, sets, schools, folder / "doors.json")
        service.start()
    except Exception:
        service.close()
        raise
    return service


def make(service: Service, sets: int, schools: int, known: Path) -> None:
    if known.exists():
        service.postgres.start()
        service.environment["DATABASE_URL"] = service.postgres.url("intake")
        service.doors = json.loads(known.read_text())
    else:
        service.prepare()
        fill(service, sets, schools)
        service.doors = doors_of(service)
        known.write_text(json.dumps(service.doors))


def fill(service: Service, sets: int, schools: int) -> None:
    began = time.monotonic()
    address = service.environment["DATABASE_URL"]
    with psycopg.connect(address, autocommit=True) as database:
        database.execute("SET maintenance_work_mem = '1GB'")
        database.execute(SCHOOLS, [schools])
        database.execute(ASKED)
        if sets:
            with without_indexes(database):
                database.execute(SETS, [sets // schools - 1])
                database.execute(COUNTED)
        for table in ("submission", "assignment"):
            database.execute(f"VACUUM (ANALYZE) survey_{table}")
        database.execute("CHECKPOINT")
        size = database.execute(
            "SELECT pg_size_pretty(pg_table_size('survey_submission')), "
            "pg_size_pretty(pg_indexes_size('survey_submission')), "
            "count(*) FROM survey_submission"
        ).fetchone()
    took = time.monotonic() - began
    print(f"filled in {took:.0f} s: {size[2]:,} sets, {size[0]}, indexes {size[1]}")


@contextmanager
def without_indexes(database: psycopg.Connection) -> Iterator[None]:
    """Take the indexes and rules of the sets away while they are filled in."""
    found = database.execute(RULES).fetchall()
    names = [name for _table, name, _said in found]
    indexes = database.execute(INDEXES, [names]).fetchall()
    for table, name, _said in reversed(found):
        database.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _said in indexes:
        database.execute(f'DROP INDEX "{name}"')
    yield
    for _name, said in indexes:
        database.execute(said)
    for table, name, said in found:
        database.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {said}')


def doors_of(service: Service) -> list[str]:
    """The passes of some schools, which only the application can make."""
    told = subprocess.run(
        [sys.executable, __file__],
        env=service.environment | {"PYTHONPATH": os.pathsep.join(sys.path)},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return json.loads(told.stdout.splitlines()[-1])


def make_doors() -> list[str]:
    django.setup()
    from sakaguru.survey.adapters.vault import (  # noqa: PLC0415 -- settings first
        poster_pass,
        poster_token,
    )
    from sakaguru.survey.logic.tokens import digest_of  # noqa: PLC0415
    from sakaguru.survey.models import Assignment  # noqa: PLC0415

    rows = list(Assignment.objects.select_related("campaign").order_by("?")[:SENDING])
    for row in rows:
        row.poster_digest = digest_of(poster_token(row.campaign, row))
    Assignment.objects.bulk_update(rows, ["poster_digest"], batch_size=200)
    return [poster_pass(row.campaign, row, "SS") for row in rows]


if __name__ == "__main__":
    if os.environ.get("DATABASE_URL"):
        sys.stdout.write(json.dumps(make_doors()) + "\n")
