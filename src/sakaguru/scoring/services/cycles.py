"""Gather the published runs of one cycle for the units above their owners."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from sakaguru.core.access import SYSTEM
from sakaguru.core.audit import record
from sakaguru.organisations.enums import Tier
from sakaguru.organisations.models import Organisation
from sakaguru.scoring.adapters import gathering
from sakaguru.scoring.enums import Audience, RunPurpose
from sakaguru.scoring.models import Publication, ScoreRun
from sakaguru.scoring.queries.snapshots import cycle_snapshot
from sakaguru.scoring.services.runs import fail_run, finish_run

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime


def gather_cycle(*, cycle_label: str, clock: Callable[[], datetime]) -> ScoreRun | None:
    """Compute province and nation from all runs of a cycle that the tree may see.

    Only background work calls this. Runs of another standard set than the newest are
    left out. None where there is nothing to gather.
    """
    sources = newest_sources(cycle_label)
    nation = Organisation.objects.filter(tier=Tier.NATION).first()
    if not sources or nation is None:
        return None
    run = _begin(sources, nation, clock())
    try:
        snapshot = cycle_snapshot(run, sources)
        if not snapshot.units:
            run.delete()
            return None
        computed = gathering.gather(snapshot, [source.pk for source in sources])
        finish_run(run, snapshot, computed, clock())
    except Exception as error:
        fail_run(run, error, clock())
        raise
    _open(run, clock())
    return run


def newest_sources(cycle_label: str) -> list[ScoreRun]:
    """Newest published run of each campaign of the cycle, on one standard set."""
    runs = ScoreRun.objects.published_to(Audience.TREE).filter(
        cycle_label=cycle_label, purpose=RunPurpose.CAMPAIGN
    )
    newest: dict[int | None, ScoreRun] = {}
    for run in runs.select_related("campaign__scope").order_by("pk"):
        newest[run.campaign_id] = run
    latest = max(newest.values(), key=lambda run: run.pk, default=None)
    return [
        run
        for run in newest.values()
        if latest and run.framework_version_id == latest.framework_version_id
    ]


def _begin(sources: Sequence[ScoreRun], nation: Organisation, at: datetime) -> ScoreRun:
    latest = max(sources, key=lambda run: run.pk)
    return ScoreRun.objects.create(
        owner=nation,
        purpose=RunPurpose.CYCLE,
        cycle_label=latest.cycle_label,
        data_on=max(run.data_on for run in sources),
        framework_version_id=latest.framework_version_id,
        instrument_version_id=latest.instrument_version_id,
        sources=[{"run": run.pk, "digest": run.digest} for run in sources],
        requested_at=at,
        started_at=at,
    )


@transaction.atomic
def _open(run: ScoreRun, at: datetime) -> None:
    """Its sources are published, so it is too."""
    Publication.objects.create(
        run=run, organisation=run.owner, audience=Audience.TREE, published_at=at
    )
    run.audience = Audience.TREE
    run.save(update_fields=["audience"])
    record(
        actor=SYSTEM,
        action="scores.gathered",
        subject=run,
        at=at,
        path=run.owner.path,
    )
