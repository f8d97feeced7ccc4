"""Put the cockpit of a unit together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sakaguru.dashboards.logic.cockpit import Decision, Figures, Step, first_unfinished
from sakaguru.dashboards.queries.decisions import decisions_of
from sakaguru.dashboards.queries.figures import figures_for, newest_round
from sakaguru.dashboards.queries.ring import steps_of
from sakaguru.dashboards.queries.standards import Standards, standards_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from sakaguru.core.access import Actor
    from sakaguru.organisations.models import Organisation
    from sakaguru.survey.models import Campaign


@dataclass(frozen=True)
class Cockpit:
    """Everything the page of one unit shows; ``counted_at`` None: counted just now."""

    figures: Figures
    counted_at: datetime | None
    campaigns: list[Campaign]
    standards: Standards | None
    steps: list[Step]
    decisions: list[Decision]

    @property
    def here(self) -> Step | None:
        return first_unfinished(self.steps)

    @property
    def late(self) -> list[Step]:
        return [step for step in self.steps if step.late]

    @property
    def is_empty(self) -> bool:
        return not self.campaigns and self.standards is None


def cockpit_of(actor: Actor, unit: Organisation, day: date) -> Cockpit:
    """A constant number of queries, some 25 where nothing is prepared.

    Not narrowed to an actor: ask `permissions.VIEW_COCKPIT` first.
    """
    standards = standards_of(actor, unit)
    campaigns = newest_round(unit)
    counted = figures_for(
        actor,
        unit,
        day,
        campaigns=[campaign.pk for campaign in campaigns],
        run=standards.run.pk if standards else None,
    )
    figures = counted.figures
    return Cockpit(
        figures=figures,
        counted_at=counted.counted_at,
        campaigns=campaigns,
        standards=standards,
        steps=steps_of(unit, figures, campaigns, standards, day),
        decisions=decisions_of(actor, unit, figures, campaigns, standards, day),
    )
