"""Work for the background. A task loads its objects and makes one call."""

from __future__ import annotations

from django.utils import timezone

from sakaguru.core.access import SYSTEM
from sakaguru.core.queue import every, task
from sakaguru.scoring.queries.sealing import campaigns_to_seal
from sakaguru.scoring.services import cycles, runs
from sakaguru.scoring.services.provisional import count_arrivals as count_now
from sakaguru.scoring.services.sealing import seal_campaign
from sakaguru.survey.models import Campaign


@task
def score_campaign(*, campaign_id: int) -> None:
    """Queue a run for a campaign that was just closed."""
    runs.request_first_run(
        actor=SYSTEM,
        campaign=Campaign.objects.get(pk=campaign_id),
        at=timezone.now(),  # noqa: TID251 -- a task is a door
    )


@task
def compute_run(*, run_id: int) -> None:
    runs.compute_run(run_id=run_id, clock=timezone.now)  # noqa: TID251


@task
def gather_cycle(*, cycle_label: str) -> None:
    cycles.gather_cycle(cycle_label=cycle_label, clock=timezone.now)  # noqa: TID251


@every("15 18 * * *")
def seal_answers(_moment: int) -> None:
    """Seal closed campaigns at 01.15 WIB, and what came late to sealed ones."""
    for campaign in campaigns_to_seal([]):
        seal_campaign(
            actor=SYSTEM,
            campaign=campaign,
            at=timezone.now(),  # noqa: TID251
        )


@every("* * * * * */10")
def count_arrivals(_moment: int) -> None:
    """Every ten seconds: rescore the schools of open campaigns where answers came."""
    count_now(day=timezone.localdate())
