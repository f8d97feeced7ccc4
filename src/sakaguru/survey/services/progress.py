"""Prepare the counts of large campaigns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from sakaguru.organisations.enums import Tier
from sakaguru.organisations.models import Organisation
from sakaguru.survey.logic.progress import tallies
from sakaguru.survey.models import UnitProgress
from sakaguru.survey.queries.progress import COUNTED_LIVE, school_standings

if TYPE_CHECKING:
    from datetime import datetime

    from sakaguru.survey.models import Campaign


@transaction.atomic
def refresh_progress(*, campaign: Campaign, at: datetime) -> int:
    """Count all schools of a campaign anew for every unit above them.

    Only units with more schools than are counted live get a row, and all units
    directly below such a unit. Gives the number of rows.
    """
    below = campaign.scope.path
    counts = tallies(school_standings(campaign, below), below=below)
    large = {path for path, tally in counts.items() if tally.asked > COUNTED_LIVE}
    kept = large | {path for path in counts if _parent(path) in large}
    units = Organisation.objects.filter(path__startswith=below)
    ids = dict(units.exclude(tier=Tier.SCHOOL).order_by().values_list("path", "pk"))
    rows = [
        UnitProgress(
            campaign=campaign,
            organisation_id=ids[path],
            refreshed_at=at,
            **{**counts[path]._asdict(), "received": list(counts[path].received)},
        )
        for path in sorted(kept & ids.keys())
    ]
    UnitProgress.objects.filter(campaign=campaign).delete()
    UnitProgress.objects.bulk_create(rows, batch_size=2_000)
    return len(rows)


def _parent(path: str) -> str:
    return path[: path[:-1].rfind("/") + 1]
