"""New sets and all that their arrival changes: one statement, sent at once.

The statement runs as a transaction of its own, durable when it returns, unless the
caller has one. Many sets cost one flush of the disk. Locks are taken in one order
(links, slips, sets, schools, each by its id), so that batches wait for one another.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import psycopg
from django.db import connection

from sakaguru.survey.adapters.intake_lock import SPACE
from sakaguru.survey.enums import ROLES, AssignmentState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from sakaguru.survey.models import Submission


class Arriving(NamedTuple):
    """A set, and what it uses up.

    ``spends`` is a link, and ``used_on`` the day to write there. ``token`` digests the
    key of the sender's own draft; ``mark`` is a family slip's. None: there is none.
    Drafts that other devices began at a personal link stay until closing: that one
    vanished would tell whoever else has the address that somebody has answered.
    """

    row: Submission
    spends: int | None
    used_on: date | None
    token: str | None
    mark: str | None


COLUMNS = {
    "id": "uuid",
    "campaign_id": "bigint",
    "assignment_id": "bigint",
    "role": "text",
    "body": "bytea",
    "digest": "text",
    "sequence": "integer",
    "said": "bytea",
    "key_digest": "text",
    "consent": "text",
    "flags": "smallint",
    "received_on": "date",
    "received_at": "timestamptz",
    "seconds_total": "integer",
    "filled_for": "text",
    "link_id": "bigint",
}
BESIDE = {"spends": "bigint", "used_on": "date", "token": "text", "mark": "text"}
GIVEN = {**COLUMNS, **BESIDE}
PLACES = tuple(enumerate(ROLES, 1))
LISTED = ", ".join(COLUMNS)

SHARE = """
SELECT pg_advisory_xact_lock_shared(%s, each),
  set_config('plan_cache_mode', 'force_generic_plan', true)
FROM unnest(%s::integer[]) each
"""
ONE = f"SELECT {', '.join(f'%({n})s::{t} AS {n}' for n, t in GIVEN.items())}"
MANY = f"""
  SELECT * FROM unnest({", ".join(f"%({n})s::{t}[]" for n, t in GIVEN.items())})
    AS t({", ".join(GIVEN)})
"""  # noqa: S608 -- names of ours; values are parameters
KEPT = f"""
given AS ({{given}}),
{{unused}}welcome AS (
  SELECT g.* FROM given g JOIN survey_campaign c ON c.id = g.campaign_id
  WHERE c.opened_at IS NOT NULL AND c.closed_at IS NULL
    AND c.opens_on <= g.received_on AND g.received_on < c.closes_on
    AND NOT EXISTS (SELECT FROM survey_submission s WHERE s.id = g.id)
    AND NOT EXISTS (SELECT FROM survey_withdrawnset w WHERE w.id = g.id)
    {{welcome}}){{slips}},
kept AS (
  INSERT INTO survey_submission ({LISTED})
  SELECT {LISTED} FROM welcome {{kept}} ORDER BY id
  ON CONFLICT (id) DO NOTHING RETURNING id, assignment_id, role)
"""  # noqa: S608 -- names of ours; values are parameters
COUNTED = f"""
sums AS (
  SELECT assignment_id,
    {", ".join(f"count(*) FILTER (WHERE role = '{r}') AS {r}" for r in ROLES)}
  FROM kept GROUP BY assignment_id),
queue AS (
  SELECT id FROM survey_assignment WHERE id IN (SELECT assignment_id FROM sums)
  ORDER BY id FOR NO KEY UPDATE),
counted AS (
  UPDATE survey_assignment a SET last_received_on = %(day)s, is_fresh = true,
    received = ARRAY[{", ".join(f"a.received[{p}] + {r}" for p, r in PLACES)}],
    state = CASE
      WHEN {" AND ".join(f"a.received[{p}] + {r} >= a.needed[{p}]" for p, r in PLACES)}
      THEN {AssignmentState.COMPLETE:d} ELSE {AssignmentState.SENT:d} END
  FROM sums s JOIN queue q ON q.id = s.assignment_id WHERE a.id = s.assignment_id)
"""  # noqa: S608 -- as above
UNUSED = """
unused AS (
  SELECT id FROM survey_link WHERE id IN (SELECT spends FROM given) AND NOT is_used
  ORDER BY id FOR NO KEY UPDATE)
"""
SPENT = """
spent AS (
  UPDATE survey_link l SET is_used = true, used_on = g.used_on
  FROM kept JOIN given g USING (id) WHERE l.id = g.spends)
"""
SLIPS = """
slips AS (
  INSERT INTO survey_usedslip (id, assignment_id, mark, used_on)
  SELECT gen_random_uuid(), assignment_id, mark, received_on FROM welcome
  WHERE mark IS NOT NULL ORDER BY mark
  ON CONFLICT (mark) DO NOTHING RETURNING mark)
"""
FORGOTTEN = """
forgotten AS (
  DELETE FROM survey_draft d USING kept JOIN given g USING (id)
  WHERE d.token_digest = g.token),
forgotten_at_offices AS (
  DELETE FROM survey_draft d USING kept JOIN given g USING (id)
  WHERE d.link_id = g.link_id)
"""


@lru_cache
def statement(*, many: bool, links: bool, slips: bool, drafts: bool) -> str:
    """The whole, without what these sets do not need: planning and running cost."""
    welcome = "AND (g.spends IS NULL OR g.spends IN (SELECT id FROM unused))"
    kept = "WHERE mark IS NULL OR mark IN (SELECT mark FROM slips)"
    parts = [
        KEPT.format(
            given=MANY if many else ONE,
            unused=f"{UNUSED}," if links else "",
            welcome=welcome if links else "",
            slips=f", {SLIPS}" if slips else "",
            kept=kept if slips else "",
        ),
        COUNTED,
        SPENT if links else "",
        FORGOTTEN if drafts else "",
    ]
    return f"WITH {','.join(filter(None, parts))} SELECT id FROM kept"  # noqa: S608 -- ours


def store_sets(sets: Sequence[Arriving], *, day: date) -> set[UUID]:
    """Keep what is welcome, count it at its schools, spend its links and slips.

    Not kept is a known or withdrawn id, a campaign that accepts nothing that day, a
    used link, a used slip. No two ``sets`` may share an id, a link or a slip. Gives the
    ids kept.
    """
    told: dict[str, list[Any]] = {
        **{name: [getattr(each.row, name) for each in sets] for name in COLUMNS},
        **{name: [getattr(each, name) for each in sets] for name in BESIDE},
    }
    campaigns = sorted(set(told["campaign_id"]))
    links, slips, many = any(told["spends"]), any(told["mark"]), len(sets) > 1
    drafts = links or any(told["token"])
    store = statement(many=many, links=links, slips=slips, drafts=drafts)
    given = told if many else {name: values[0] for name, values in told.items()}
    connection.ensure_connection()
    with connection.wrap_database_errors:
        line = connection.connection
        line.prepare_threshold = 5  # Django has put it off; its own cursors never do
        stored = psycopg.Cursor(line)
        with line.pipeline():
            # The lock comes first and alone: what follows sees a closing before it.
            psycopg.Cursor(line).execute(SHARE, [SPACE, campaigns], prepare=True)
            stored.execute(store, {**given, "day": day}, prepare=True)
        return {row[0] for row in stored.fetchall()}


def campaign_of(submission_id: UUID) -> int | None:
    """Where a set is stored; None: nowhere. Locks nothing."""
    statement = "SELECT campaign_id FROM survey_submission WHERE id = %s"
    with connection.cursor() as cursor:
        cursor.execute(statement, [submission_id])
        row = cursor.fetchone()
    return row and int(row[0])
