"""Play the cycles of the demo: ask, close, score, publish."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sakaguru.dashboards.logic import story
from sakaguru.scoring.enums import Audience
from sakaguru.scoring.services.cycles import gather_cycle
from sakaguru.scoring.services.publications import publish_run
from sakaguru.scoring.services.runs import compute_run, request_run
from sakaguru.survey.services.campaigns import (
    CampaignPlan,
    close_campaign,
    draft_campaign,
    open_campaign,
)

if TYPE_CHECKING:
    from datetime import date

    from sakaguru.core.access import Actor
    from sakaguru.dashboards.logic.story import Cycle
    from sakaguru.instruments.models import InstrumentVersion
    from sakaguru.organisations.models import Organisation
    from sakaguru.scoring.models import ScoreRun
    from sakaguru.survey.models import Campaign

LOCAL = ZoneInfo("Asia/Jakarta")


def moment(day: date, hour: int = 9) -> datetime:
    """A moment of the story, at the place where it plays."""
    return datetime.combine(day, time(hour), LOCAL)


def ask(
    *,
    actor: Actor,
    district: Organisation,
    version: InstrumentVersion,
    cycle: Cycle,
) -> Campaign:
    """Draft and open the campaign of a cycle on its first day."""
    plan = CampaignPlan(
        name=cycle.name,
        cycle_label=cycle.label,
        instrument_version=version,
        scope=district,
        opens_on=cycle.opens_on,
        closes_on=cycle.closes_on,
    )
    drafted = moment(cycle.opens_on - timedelta(7))
    campaign = draft_campaign(actor=actor, owner=district, plan=plan, at=drafted)
    return open_campaign(
        actor=actor,
        campaign=campaign,
        day=cycle.opens_on,
        at=moment(cycle.opens_on, 7),
    )


def close_and_score(*, actor: Actor, campaign: Campaign, day: date) -> ScoreRun:
    """Close a campaign on its last day and compute its scores that evening."""
    campaign = close_campaign(actor=actor, campaign=campaign, at=moment(day, 17))
    run = request_run(actor=actor, campaign=campaign, at=moment(day, 18))
    computed = compute_run(run_id=run.pk, clock=lambda: moment(day, 18))
    return computed or run


def publish(*, actor: Actor, run: ScoreRun, day: date) -> None:
    """Schools read first, then the tiers above, then parents; one step a week."""
    for step, audience in enumerate(Audience, start=1):
        on = day + timedelta(story.READ_FIRST_FOR * step)
        until = on + timedelta(story.READ_FIRST_FOR)
        publish_run(
            actor=actor,
            run=run,
            audience=audience,
            at=moment(on),
            today=on,
            until=until if audience is Audience.SCHOOL else None,
        )
        if audience is Audience.TREE:
            gather_cycle(cycle_label=run.cycle_label, clock=lambda on=on: moment(on))
