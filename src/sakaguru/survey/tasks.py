"""Work of survey in the background."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from sakaguru.core.access import SYSTEM
from sakaguru.core.queue import every, task
from sakaguru.survey.models import Campaign
from sakaguru.survey.queries.campaigns import expired_campaigns, open_campaigns
from sakaguru.survey.services.aftercare import look_after_arrivals
from sakaguru.survey.services.campaigns import close_campaign
from sakaguru.survey.services.closing import settle_closed_campaign
from sakaguru.survey.services.handing_out import hand_out_links
from sakaguru.survey.services.mixing import mix_recent_answers
from sakaguru.survey.services.progress import refresh_progress
from sakaguru.survey.services.slips import mix_used_slips


@task
def hand_out_campaign(campaign_id: int, day: str) -> None:
    """Ask the schools of a large scope; goes on where a stopped run was."""
    campaign = Campaign.objects.select_related("scope").get(pk=campaign_id)
    hand_out_links(campaign=campaign, day=date.fromisoformat(day))
    refresh_progress(campaign=campaign, at=timezone.now())  # noqa: TID251 -- a door


@task
def settle_campaign(campaign_id: int) -> None:
    """Finish the closing of a large campaign."""
    campaign = Campaign.objects.select_related("scope").get(pk=campaign_id)
    at = campaign.closed_at or timezone.now()  # noqa: TID251 -- a door
    settle_closed_campaign(campaign=campaign, at=at)
    refresh_progress(campaign=campaign, at=timezone.now())  # noqa: TID251 -- a door


@every("35 17 * * *")
def mix_slips(timestamp: int) -> None:  # noqa: ARG001 -- the clock's
    """Part slips and personal answers from the order of arrival, every night."""
    mix_used_slips()
    mix_recent_answers(since=timezone.localdate() - timedelta(days=2))


@every("* * * * * */20")
def look_after_answers(timestamp: int) -> None:  # noqa: ARG001 -- the clock's
    """Every twenty seconds: count schools anew where answers came."""
    look_after_arrivals(at=timezone.now())  # noqa: TID251 -- a door


@every("*/10 * * * *")
def refresh_open_campaigns(timestamp: int) -> None:  # noqa: ARG001 -- the clock's
    """Count large open campaigns anew."""
    now = timezone.now()  # noqa: TID251 -- a door
    for campaign in open_campaigns(timezone.localdate(now)):
        refresh_progress(campaign=campaign, at=now)


@every("5 17 * * *")
def close_expired_campaigns(timestamp: int) -> None:  # noqa: ARG001 -- the clock's
    """Close what passed its last day, shortly after midnight in Jakarta."""
    now = timezone.now()  # noqa: TID251 -- a door
    for campaign in expired_campaigns(timezone.localdate(now)):
        close_campaign(actor=SYSTEM, campaign=campaign, at=now)
