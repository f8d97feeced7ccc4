"""What is left to do when a campaign has been closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from sakaguru.survey.models import Campaign, Draft
from sakaguru.survey.services.data_sets import build_data_sets
from sakaguru.survey.services.mixing import mix_personal_answers
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
