"""Ask for score runs, and carry them out in the background."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sakaguru.core.access import SYSTEM
from sakaguru.core.alone import RUNS, working_alone
from sakaguru.core.audit import record
from sakaguru.core.errors import DomainError
from sakaguru.core.queue import later
from sakaguru.scoring import permissions
from sakaguru.scoring.adapters import compute, results, warehouse
from sakaguru.scoring.enums import RunPurpose, RunState, SchoolState
from sakaguru.scoring.models import ScoreRun
from sakaguru.scoring.queries.sealing import is_large
from sakaguru.scoring.queries.snapshots import campaign_snapshot
from sakaguru.scoring.services.closeups import keep_closeups
from sakaguru.scoring.services.sealing import CampaignStillOpen, seal_campaign
from sakaguru.survey.models import Campaign

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sakaguru.core.access import Actor
    from sakaguru.scoring.adapters.compute import Computed
    from sakaguru.scoring.logic.snapshot import Snapshot

GIVEN_UP_AFTER = timedelta(hours=2)


class RunUnderWay(DomainError):
    code = "run_under_way"


@transaction.atomic
def request_run(*, actor: Actor, campaign: Campaign, at: datetime) -> ScoreRun:
    """Queue the calculation of a closed campaign's scores.

    Raises:
        NotAllowed: the actor may not compute scores of this owner.
        CampaignStillOpen: answers may still change.
        RunUnderWay: one is waiting or being computed.
    """
    campaigns = Campaign.objects.select_related("owner", "instrument_version")
    campaign = campaigns.select_for_update(of=("self",)).get(pk=campaign.pk)
    permissions.COMPUTE_SCORES.check(actor, campaign)
    if campaign.closed_at is None:
        message = _("Kampanye {name} masih dibuka. Tutup dulu, lalu hitung skornya.")
        raise CampaignStillOpen(message.format(name=campaign.name))
    _give_up_stalled(campaign, at)
    if ScoreRun.objects.unfinished().filter(campaign=campaign).exists():
        message = _("Skor kampanye {name} sedang dihitung. Tunggu sampai selesai.")
        raise RunUnderWay(message.format(name=campaign.name))
    run = ScoreRun.objects.create(
        owner=campaign.owner,
        campaign=campaign,
        purpose=RunPurpose.CAMPAIGN,
        cycle_label=campaign.cycle_label,
        data_on=timezone.localdate(campaign.closed_at),
        framework_version_id=campaign.instrument_version.framework_version_id,
        instrument_version=campaign.instrument_version,
        requested_at=at,
        requested_by_id=actor.user_id,
    )
    record(
        actor=actor,
        action="score_run.requested",
        subject=run,
        at=at,
        path=campaign.owner.path,
    )
    later("scoring.tasks.compute_run", run_id=run.pk)
    return run


@transaction.atomic
def request_first_run(
    *, actor: Actor, campaign: Campaign, at: datetime
) -> ScoreRun | None:
    """Queue the run that a closing asks for; none where one was asked for before.

    A queue may deliver the same task twice.

    Raises:
        NotAllowed, CampaignStillOpen: as for any run.
    """
    if ScoreRun.objects.filter(campaign=campaign).exists():
        return None
    return request_run(actor=actor, campaign=campaign, at=at)


def _give_up_stalled(campaign: Campaign, at: datetime) -> None:
    """A run whose worker died does not block the next one for ever."""
    stalled = ScoreRun.objects.unfinished().filter(
        campaign=campaign, requested_at__lt=at - GIVEN_UP_AFTER
    )
    stalled.update(
        state=RunState.FAILED, finished_at=at, failure=_("Terhenti di tengah jalan.")
    )


def compute_run(*, run_id: int, clock: Callable[[], datetime]) -> ScoreRun | None:
    """Compute a run and keep its results; None where there is nothing to do.

    Nothing is to be done either where another worker computes it just now.

    Only background work calls this. Progress is visible while it goes on; results
    and the state "done" appear together. A run that failed or was cut off can be
    computed again.

    Args:
        run_id: of a run that is not done.
        clock: tells the time, as the work takes a while.
    """
    with working_alone(RUNS, run_id) as is_ours:
        run = _begin(run_id, clock()) if is_ours else None
        if run is None or run.campaign is None:
            return None
        return _compute(run, run.campaign, clock)


def _compute(
    run: ScoreRun, campaign: Campaign, clock: Callable[[], datetime]
) -> ScoreRun:
    try:
        if is_large(campaign):
            seal_campaign(actor=SYSTEM, campaign=campaign, at=clock())
        snapshot = campaign_snapshot(run, campaign)
        _tell(run, 10)
        computed = compute.compute_scores(snapshot, told=_teller(run))
        return finish_run(run, snapshot, computed, clock())
    except Exception as error:
        fail_run(run, error, clock())
        raise


def _begin(run_id: int, at: datetime) -> ScoreRun | None:
    with transaction.atomic():
        runs = ScoreRun.objects.select_related(
            "campaign__scope",
            "framework_version__framework",
            "instrument_version__instrument",
            "instrument_version__framework_version__framework",
        )
        run = runs.select_for_update(of=("self",)).get(pk=run_id)
        if run.is_done:
            return None
        run.state, run.started_at, run.progress_percent = RunState.RUNNING, at, 2
        run.failure, run.finished_at = "", None
        run.save()
    return run


def _tell(run: ScoreRun, percent: int) -> None:
    ScoreRun.objects.filter(pk=run.pk).update(progress_percent=percent)


def _teller(run: ScoreRun) -> Callable[[int], None]:
    """Pass progress on, but not from the engine's own threads (their connections)."""

    def told(percent: int) -> None:
        if percent >= compute.GATHERING:
            _tell(run, percent)

    return told


@transaction.atomic
def finish_run(
    run: ScoreRun, snapshot: Snapshot, computed: Computed, at: datetime
) -> ScoreRun:
    """Keep the results: files first, then rows and the state in one transaction."""
    counts = _counts(snapshot, computed)
    run.engine_version, run.method_version = (
        computed.engine_version,
        computed.method_version,
    )
    run.digest, run.minimum = (
        snapshot.digest,
        snapshot.framework["minimum_respondents"],
    )
    run.nodes, run.leaves, run.uppers = (
        computed.nodes,
        computed.leaves,
        computed.uppers,
    )
    manifest = {
        "run": run.pk,
        "digest": run.digest,
        "engine": run.engine_version,
        "method": run.method_version,
        "counts": counts,
    }
    warehouse.write_run(run.pk, snapshot.schools, computed, manifest)
    if run.purpose == RunPurpose.CAMPAIGN:
        results.copy_schools(run.pk, snapshot.schools, computed)
    results.copy_regions(run.pk, computed.regions)
    keep_closeups(run, snapshot, computed)
    run.counts, run.state, run.progress_percent = counts, RunState.DONE, 100
    run.finished_at = at
    run.save()
    return run


def _counts(snapshot: Snapshot, computed: Computed) -> dict[str, int]:
    states = computed.schools.states
    return {
        "schools": len(states),
        "submissions": snapshot.submissions,
        **{state.value: states.count(state) for state in SchoolState},
    }


def fail_run(run: ScoreRun, error: Exception, at: datetime) -> None:
    """Note that a run ended without results, and the kind of fault."""
    failed = ScoreRun.objects.filter(pk=run.pk).exclude(state=RunState.DONE)
    failed.update(
        state=RunState.FAILED,
        finished_at=at,
        failure=f"{type(error).__name__}: {error}"[:300],
    )
