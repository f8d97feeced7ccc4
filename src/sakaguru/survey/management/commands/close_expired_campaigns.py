from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from sakaguru.core.access import SYSTEM
from sakaguru.survey.queries.campaigns import expired_campaigns
from sakaguru.survey.services.campaigns import close_campaign


class Command(BaseCommand):
    help = "Close every campaign that is past its last day."

    def handle(self, *_args: Any, **_options: Any) -> None:
        now = timezone.now()  # noqa: TID251 -- a door
        for campaign in expired_campaigns(timezone.localdate(now)):
            close_campaign(actor=SYSTEM, campaign=campaign, at=now)
            self.stdout.write(f"Ditutup: {campaign.name}")
