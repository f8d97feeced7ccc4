"""Keep the scores of open campaigns up to date while answers come in (R16b).

Nobody but the background sees them: they tell nothing to a page, and are dropped when
the campaign closes. People see published runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, transaction

from sakaguru.scoring.adapters import provisional
from sakaguru.scoring.models import Arrival
from sakaguru.scoring.queries.snapshots import open_snapshot
from sakaguru.survey.models import Assignment, Campaign

if TYPE_CHECKING:
    from datetime import date

TAKE = "DELETE FROM scoring_arrival WHERE campaign_id = %s RETURNING assignment_id"


def count_arrivals(*, day: date) -> int:
    """Rescore the schools at which answers arrived, and their ancestors.

    All that came since the last time goes in one batch per campaign. Only background
    work calls this. Gives the number of schools brought up to date.
    """
    waiting = Arrival.objects.order_by().values_list("campaign", flat=True).distinct()
    return sum(_count(campaign_id, day) for campaign_id in list(waiting))


@transaction.atomic
def _count(campaign_id: int, day: date) -> int:
    """Marks go in the transaction in which the scores come up to date.

    Answers that are committed after the marks were taken bring marks of their own.
    """
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [campaign_id])
        touched = {row[0] for row in cursor.fetchall()}
    campaigns = Campaign.objects.select_related("scope", "instrument_version")
    campaign = campaigns.filter(pk=campaign_id).first()
    if campaign is None or campaign.closed_at is not None:
        provisional.forget(campaign_id)
        return 0
    snapshot = open_snapshot(campaign, day, touched)
    if not provisional.is_current(campaign_id, snapshot):
        provisional.start(campaign_id, open_snapshot(campaign, day))
        return len(touched)
    places = {s.stand.pk: place for place, s in enumerate(snapshot.schools)}
    schools = Assignment.objects.filter(pk__in=touched)
    dirty = [places[pk] for pk in schools.values_list("school_id", flat=True)]
    provisional.bring_up(campaign_id, snapshot, dirty)
    return len(dirty)
