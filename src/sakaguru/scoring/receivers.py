"""What scoring does when a capability below it announces something."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from sakaguru.core.queue import later
from sakaguru.survey.signals import campaign_closed


@receiver(campaign_closed, dispatch_uid="scoring.score_closed_campaign")
def score_closed_campaign(*, campaign_id: int, **_: Any) -> None:
    later("scoring.tasks.score_campaign", campaign_id=campaign_id)
