"""Seal the answers of closed campaigns as packed Parquet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sakaguru.core.audit import record
from sakaguru.scoring import permissions
from sakaguru.scoring.adapters import sealing
from sakaguru.scoring.queries.sealing import prefix_of, rows_to_seal
from sakaguru.scoring.services.runs import CampaignStillOpen

if TYPE_CHECKING:
    from datetime import datetime

    from sakaguru.core.access import Actor
    from sakaguru.survey.models import Campaign


def seal_campaign(
    *, actor: Actor, campaign: Campaign, at: datetime, anew: bool = False
) -> bool:
    """Seal a closed campaign; later only what came late. False: nothing was to do.

    PostgreSQL stays the source: ``anew`` writes all files again, to the same bytes.

    Raises:
        NotAllowed: the actor may not compute scores of this owner.
        CampaignStillOpen: answers may still change.
    """
    permissions.COMPUTE_SCORES.check(actor, campaign)
    if campaign.closed_at is None:
        raise CampaignStillOpen(campaign.name)
    prefix = prefix_of(campaign, campaign.instrument_version)
    rows, seal = rows_to_seal(campaign)
    before = None if anew else sealing.seal_of(prefix)
    if before == seal:
        return False
    if before is None or not sealing.add_rows(prefix, rows, seal):
        sealing.seal_rows(prefix, rows, seal)
    record(
        actor=actor,
        action="answers.sealed",
        subject=campaign,
        at=at,
        path=campaign.owner.path,
        detail={"submissions": seal.submissions, "digest": seal.digest},
    )
    return True
