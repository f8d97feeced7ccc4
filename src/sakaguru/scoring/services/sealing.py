"""Seal the answers of closed campaigns as packed Parquet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sakaguru.core.audit import record
from sakaguru.core.errors import DomainError
from sakaguru.scoring import permissions
from sakaguru.scoring.adapters import sealing
from sakaguru.scoring.queries.sealing import digest_of, parts_of, prefix_of, rows_of

if TYPE_CHECKING:
    from datetime import datetime

    from sakaguru.core.access import Actor
    from sakaguru.scoring.adapters.sealing import Key, Part, Seal
    from sakaguru.survey.models import Campaign


class CampaignStillOpen(DomainError):
    code = "campaign_still_open"


class AnswersChangedMeanwhile(DomainError):
    code = "answers_changed_meanwhile"


def seal_campaign(
    *, actor: Actor, campaign: Campaign, at: datetime, anew: bool = False
) -> bool:
    """Seal a closed campaign; later only what came late. False: nothing was to do.

    One role of one province is in memory at a time, however large the campaign.
    PostgreSQL stays the source: ``anew`` writes all files again, to the same bytes.

    Raises:
        NotAllowed: the actor may not compute scores of this owner.
        CampaignStillOpen: answers may still change.
        AnswersChangedMeanwhile: they did; the seal from before stands.
    """
    permissions.COMPUTE_SCORES.check(actor, campaign)
    if campaign.closed_at is None:
        raise CampaignStillOpen(campaign.name)
    prefix = prefix_of(campaign, campaign.instrument_version)
    before = None if anew else sealing.seal_of(prefix)
    parts = parts_of(campaign)
    if before and before.parts == parts:
        return False
    _write(campaign, prefix, before, parts)
    seal = sealing.Seal(digest_of(campaign), parts)
    if parts_of(campaign) != parts:
        raise AnswersChangedMeanwhile(campaign.name)
    sealing.note_seal(prefix, seal)
    record(
        actor=actor,
        action="answers.sealed",
        subject=campaign,
        at=at,
        path=campaign.owner.path,
        detail={"submissions": seal.submissions, "digest": seal.digest},
    )
    return True


def _write(
    campaign: Campaign, prefix: str, before: Seal | None, parts: dict[Key, Part]
) -> None:
    """Write the parts that are new or not as they were."""
    for key in sorted(parts):
        if before is None:
            sealing.seal_part(prefix, key, rows_of(campaign, key))
        elif before.parts.get(key) != parts[key]:
            sealing.add_to_part(prefix, key, rows_of(campaign, key))
