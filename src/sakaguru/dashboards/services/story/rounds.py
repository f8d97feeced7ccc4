"""Play the cycles of the demo: ask, answer, close, score, publish."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sakaguru.dashboards.logic import story
from sakaguru.dashboards.services.story import answers
from sakaguru.findings.services.derivation import derive_findings
from sakaguru.planning.services.effects import measure_effects
from sakaguru.planning.services.peers import refresh_peers
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
    from collections.abc import Sequence
    from datetime import date

    from sakaguru.core.access import Actor
    from sakaguru.dashboards.logic.model import Schools
    from sakaguru.dashboards.logic.story import Cycle
    from sakaguru.dashboards.services.story.places import Stage
    from sakaguru.instruments.models import InstrumentVersion
    from sakaguru.organisations.models import Organisation
    from sakaguru.scoring.models import ScoreRun
    from sakaguru.survey.models import Campaign

LOCAL = ZoneInfo("Asia/Jakarta")


@dataclass(frozen=True)
class Play:
    """What stays the same through all cycles; ``figures`` and ``done`` grow.

    ``done`` holds the schools that completed an activity, by its node.
    """

    stage: Stage
    schools: Sequence[Organisation]
    drawn: Schools
    version: InstrumentVersion
    actor: Actor
    figures: dict[str, dict[str, float]] = field(default_factory=dict)
    done: dict[str, set[str]] = field(default_factory=dict)


def moment(day: date, hour: int = 9) -> datetime:
    """A moment of the story, at the place where it plays."""
    return datetime.combine(day, time(hour), LOCAL)


def play_asking(play: Play, *, number: int, cycle: Cycle, today: date) -> Campaign:
    """Open the campaign of a cycle; schools enter figures and people answer."""
    last = (cycle.closed_on or today) - timedelta(1)
    play.figures.update(_enter_figures(play, cycle))
    campaign = _ask(play, cycle)
    answers.answer_campaign(
        campaign,
        play.drawn,
        number=number,
        hero=play.stage.school.code,
        last=last,
        at=moment(last),
        done=play.done,
    )
    return campaign


def play_scoring(play: Play, *, campaign: Campaign, day: date) -> ScoreRun:
    """Close a campaign on its last day, compute that evening, publish week by week."""
    actor = play.actor
    closed = close_campaign(actor=actor, campaign=campaign, at=moment(day, 17))
    run = request_run(actor=actor, campaign=closed, at=moment(day, 18))
    compute_run(run_id=run.pk, clock=lambda: moment(day, 18))
    for step, audience in enumerate(Audience, start=1):
        on = day + timedelta(story.READ_FIRST_FOR * step)
        _publish(actor, run, audience, on)
        if audience is Audience.TREE:
            derive_findings(run_id=run.pk, at=moment(on, 10))
            measure_effects(run_id=run.pk, at=moment(on, 11))
            refresh_peers(at=moment(on, 12))
    run.refresh_from_db()
    return run


def _enter_figures(play: Play, cycle: Cycle) -> dict[str, dict[str, float]]:
    day, at = cycle.opens_on, moment(cycle.opens_on, 8)
    district, hero = play.stage.district, play.stage.school
    if not play.figures:
        return answers.enter_figures(district, play.schools, play.drawn, day=day, at=at)
    schools = play.schools
    if cycle.closed_on is None:
        schools = [school for school in schools[::2] if school.pk != hero.pk]
    return answers.renew_figures(
        district, schools, play.figures, done=play.done, day=day, at=at
    )


def _ask(play: Play, cycle: Cycle) -> Campaign:
    plan = CampaignPlan(
        name=cycle.name,
        cycle_label=cycle.label,
        instrument_version=play.version,
        scope=play.stage.district,
        opens_on=cycle.opens_on,
        closes_on=cycle.closes_on,
    )
    campaign = draft_campaign(
        actor=play.actor,
        owner=play.stage.district,
        plan=plan,
        at=moment(cycle.opens_on - timedelta(7)),
    )
    return open_campaign(
        actor=play.actor,
        campaign=campaign,
        day=cycle.opens_on,
        at=moment(cycle.opens_on, 7),
    )


def _publish(actor: Actor, run: ScoreRun, audience: Audience, on: date) -> None:
    first = audience is Audience.SCHOOL
    publish_run(
        actor=actor,
        run=run,
        audience=audience,
        at=moment(on),
        today=on,
        until=on + timedelta(story.READ_FIRST_FOR) if first else None,
    )
    if audience is Audience.TREE:
        gather_cycle(cycle_label=run.cycle_label, clock=lambda: moment(on))
