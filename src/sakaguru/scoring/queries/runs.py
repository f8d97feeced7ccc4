"""Read score runs for their pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from sakaguru.scoring import permissions
from sakaguru.scoring.enums import RunState, Segment
from sakaguru.scoring.models import RegionResult, ScoreRun
from sakaguru.survey.models import Campaign

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sakaguru.core.access import Actor

MOST_LISTED = 100


def visible_runs(actor: Actor) -> QuerySet[ScoreRun]:
    """Runs the actor may see, newest first. Their numbers say nothing of scores."""
    runs = permissions.VIEW_RUN.filter(actor, ScoreRun.objects.all())
    return runs.select_related(
        "owner", "campaign", "framework_version__framework", "requested_by"
    ).order_by("-pk")


def visible_campaigns(actor: Actor) -> QuerySet[Campaign]:
    """Campaigns whose runs the actor may see."""
    campaigns = permissions.VIEW_RUN.filter(actor, Campaign.objects.all())
    return campaigns.select_related("owner")


def listed_runs(actor: Actor) -> list[ScoreRun]:
    """The newest runs that the actor may see. One query."""
    return list(visible_runs(actor)[:MOST_LISTED])


def runs_of(actor: Actor, campaign: Campaign) -> list[ScoreRun]:
    """All runs of a campaign with their publications, newest first. Two queries."""
    runs = visible_runs(actor).filter(campaign=campaign)
    return list(runs.prefetch_related("publications"))


def count_regions(run: ScoreRun) -> int:
    """How many units have figures in a run. One query."""
    return RegionResult.objects.filter(run=run, segment=Segment.ALL).count()


def campaigns_to_compute(chosen: list[int]) -> list[Campaign]:
    """Closed campaigns by their numbers, else all that have no finished run.

    For scheduled work and operators: not narrowed to an actor.
    """
    closed = Campaign.objects.filter(closed_at__isnull=False)
    if chosen:
        return list(closed.filter(pk__in=chosen).order_by("pk"))
    done = ScoreRun.objects.filter(campaign=OuterRef("pk"), state=RunState.DONE)
    return list(closed.filter(~Exists(done)).order_by("pk"))
