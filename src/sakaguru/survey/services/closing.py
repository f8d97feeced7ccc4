"""What is left to do when a campaign has been closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, transaction

from sakaguru.survey.enums import PERSONAL
from sakaguru.survey.models import Campaign, Draft
from sakaguru.survey.services.data_sets import build_data_sets
from sakaguru.survey.signals import campaign_closed

if TYPE_CHECKING:
    from datetime import datetime


@transaction.atomic
def settle_closed_campaign(*, campaign: Campaign, at: datetime) -> None:
    """Build the DATA sets, mix personal answers, drop drafts, and announce the end."""
    build_data_sets(campaign=campaign, at=at)
    mix_personal_answers(campaign)
    Draft.objects.filter(assignment__campaign=campaign).delete()
    campaign_closed.send(sender=Campaign, campaign_id=campaign.pk)


def mix_personal_answers(campaign: Campaign) -> int:
    """Write the personal answers anew in the order of their random ids.

    The database keeps rows in order of arrival and stamps each with its transaction;
    afterwards all of them share one transaction and one order that says nothing
    (R16a). The same is done to what is kept of their edits. Gives the number of sets.
    """
    of_campaign = "SELECT id FROM survey_submission WHERE campaign_id = %s"
    with connection.cursor() as cursor:
        for table, column, chosen in (
            ("survey_edit", "submission_id", f"IN ({of_campaign})"),
            ("survey_submission", "campaign_id", "= %s"),
        ):
            # The references to a set are looked at when all are back.
            statement = f"""
                WITH taken AS (
                  DELETE FROM {table} WHERE {column} {chosen} AND role = ANY(%s)
                  RETURNING *)
                INSERT INTO {table} SELECT * FROM taken ORDER BY id
            """  # noqa: S608 -- names of ours
            cursor.execute(statement, [campaign.pk, list(PERSONAL)])
        return int(cursor.rowcount)
