"""Part personal answers from the order in which they came (R16a).

The database keeps rows in order of arrival and stamps each with its transaction; rows
written anew share one transaction and stand in the order of their random ids.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from sakaguru.survey.adapters import intake_lock
from sakaguru.survey.enums import PERSONAL
from sakaguru.survey.models import Campaign, Edit, Submission

if TYPE_CHECKING:
    from datetime import date

SCHOOLS_AT_ONCE = 200
"""Intake of the campaign waits that long: parts of a second."""


def mix_personal_answers(
    campaign: Campaign, assignments: list[int] | None = None
) -> int:
    """Write the personal answers of a campaign, or some schools of it, anew.

    The same is done to what is kept of their edits. Gives the number of sets.
    """
    chosen = "campaign_id = %s AND (%s::bigint[] IS NULL OR assignment_id = ANY(%s))"
    given: list[Any] = [campaign.pk, assignments, assignments, list(PERSONAL)]
    of_these = f"SELECT id FROM survey_submission WHERE {chosen}"  # noqa: S608 -- ours
    with connection.cursor() as cursor:
        for table, condition in (
            ("survey_edit", f"submission_id IN ({of_these})"),
            ("survey_submission", chosen),
        ):
            # The references to a set are looked at when all are back.
            statement = f"""
                WITH taken AS (
                  DELETE FROM {table} WHERE {condition} AND role = ANY(%s)
                  RETURNING *)
                INSERT INTO {table} SELECT * FROM taken ORDER BY id
            """  # noqa: S608 -- names of ours
            cursor.execute(statement, given)
        return int(cursor.rowcount)


def mix_recent_answers(*, since: date) -> int:
    """Mix what came to open campaigns since a day; gives the number of sets.

    Not one transaction: a number of schools at a time.
    """
    count = 0
    for campaign in Campaign.objects.filter(closed_at=None).exclude(opened_at=None):
        sets = Submission.objects.filter(campaign=campaign, role__in=PERSONAL)
        fresh = set(sets.filter(received_on__gte=since).values_list("assignment"))
        edits = Edit.objects.filter(submission__in=sets, received_on__gte=since)
        fresh |= set(edits.values_list("submission__assignment"))
        schools = sorted(pk for (pk,) in fresh)
        for place in range(0, len(schools), SCHOOLS_AT_ONCE):
            with transaction.atomic():
                intake_lock.hold(campaign.pk)
                some = schools[place : place + SCHOOLS_AT_ONCE]
                count += mix_personal_answers(campaign, some)
    return count
