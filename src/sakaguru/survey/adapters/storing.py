"""A first set and all that its arrival changes, in one statement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection

from sakaguru.survey.enums import AssignmentState

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sakaguru.survey.models import Submission


class Stored(NamedTuple):
    """Rows written: the set, and the link that it spent."""

    sets: int
    links: int


STATEMENT = """
WITH kept AS (
  INSERT INTO survey_submission (id, campaign_id, assignment_id, role, body, digest,
    sequence, said, key_digest, consent, flags, received_on, received_at,
    seconds_total, filled_for, link_id)
  SELECT %(id)s, c.id, %(assignment)s, %(role)s, %(body)s, %(digest)s,
    %(sequence)s, %(said)s, %(key_digest)s, %(consent)s, %(flags)s, %(day)s, %(at)s,
    %(seconds)s, %(filled_for)s, %(link)s
  FROM survey_campaign c
  WHERE c.id = %(campaign)s AND c.opened_at IS NOT NULL AND c.closed_at IS NULL
    AND c.opens_on <= %(day)s AND %(day)s < c.closes_on
  ON CONFLICT (id) DO NOTHING
  RETURNING id),
counted AS (
  UPDATE survey_assignment a SET last_received_on = %(day)s,
    received[%(place)s] = a.received[%(place)s] + 1,
    state = CASE WHEN EXISTS (
      SELECT FROM unnest(a.needed, a.received) WITH ORDINALITY AS t(want, had, place)
      WHERE t.had + (t.place = %(place)s)::int < t.want)
      THEN %(sent)s ELSE %(complete)s END
  WHERE a.id = %(assignment)s AND EXISTS (SELECT FROM kept)),
spent AS (
  UPDATE survey_link l SET is_used = true, used_on = %(used_on)s
  WHERE l.id = %(spends)s AND NOT l.is_used AND EXISTS (SELECT FROM kept)
  RETURNING id),
gone AS (
  DELETE FROM survey_draft WHERE (token_digest = %(token)s OR link_id = %(spends)s)
    AND EXISTS (SELECT FROM kept))
SELECT (SELECT count(*) FROM kept), (SELECT count(*) FROM spent)
"""


def is_stored(submission_id: UUID) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM survey_submission WHERE id = %s", [submission_id])
        return cursor.fetchone() is not None


def store_first(
    submission: Submission,
    *,
    place: int,
    spends: int | None,
    used_on: date | None,
    token: str,
) -> Stored:
    """Keep a set while its campaign accepts it; count it; spend link ``spends``.

    ``place`` is that of the role among all, from 0. Nothing is written where the id is
    known already or the campaign accepts nothing that day.
    """
    given: dict[str, Any] = {
        "id": submission.pk,
        "campaign": submission.campaign_id,
        "assignment": submission.assignment_id,
        "role": submission.role,
        "body": submission.body,
        "digest": submission.digest,
        "sequence": submission.sequence,
        "said": submission.said,
        "key_digest": submission.key_digest,
        "consent": submission.consent,
        "flags": submission.flags,
        "day": submission.received_on,
        "at": submission.received_at,
        "seconds": submission.seconds_total,
        "filled_for": submission.filled_for,
        "link": submission.link_id,
        "place": place + 1,
        "spends": spends,
        "used_on": used_on,
        "token": token,
        "sent": AssignmentState.SENT,
        "complete": AssignmentState.COMPLETE,
    }
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, given)
        return Stored(*cursor.fetchone())
