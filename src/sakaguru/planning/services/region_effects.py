"""Before and after of activities of offices: the mean of the schools below them.

No unit stands beside them for comparison, so no more is said than what changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from sakaguru.organisations.enums import Tier
from sakaguru.planning.enums import PlanState, Verdict
from sakaguru.planning.models import Activity, Effect
from sakaguru.scoring.enums import Audience, RunPurpose, Segment
from sakaguru.scoring.logic.cards import known
from sakaguru.scoring.models import RegionResult, ScoreRun

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

METHOD = "before-after-only"


@transaction.atomic
def measure_offices(*, run: ScoreRun, at: datetime) -> int:
    """Measure activities of offices that ended before a published run; how many."""
    activities = _completed(run)
    units = {activity.plan.organisation_id for activity in activities}
    after = _results(units, ScoreRun.objects.filter(pk=run.pk))
    before = _results(units, _runs_before(run))
    fresh = []
    for activity in activities:
        unit = activity.plan.organisation_id
        if unit in after and unit in before:
            effect = _effect(activity, before[unit], after[unit], at)
            if effect is not None:
                fresh.append(effect)
    Effect.objects.bulk_create(fresh)
    return len(fresh)


def _completed(run: ScoreRun) -> list[Activity]:
    rows = Activity.objects.completed().filter(
        plan__state=PlanState.APPROVED,
        plan__organisation__region_results__run=run,
        plan__organisation__region_results__segment=Segment.ALL,
        node__version__framework=run.framework_version.framework_id,
        done_on__lte=run.data_on,
    )
    rows = rows.exclude(plan__organisation__tier=Tier.SCHOOL)
    rows = rows.exclude(effects__run_after=run).select_related("plan", "node")
    return list(rows.order_by("pk"))


def _runs_before(run: ScoreRun) -> Iterable[ScoreRun]:
    return ScoreRun.objects.published_to(Audience.TREE).filter(
        framework_version__framework=run.framework_version.framework_id,
        purpose=RunPurpose.CAMPAIGN,
        data_on__lt=run.data_on,
    )


def _results(units: set[int], runs: Iterable[ScoreRun]) -> dict[int, RegionResult]:
    rows = RegionResult.objects.filter(
        organisation__in=units, run__in=runs, segment=Segment.ALL
    ).order_by("organisation_id", "-run__data_on", "-run")
    newest = rows.distinct("organisation_id").select_related("run")
    return {row.organisation_id: row for row in newest}


def _effect(
    activity: Activity, before: RegionResult, after: RegionResult, at: datetime
) -> Effect | None:
    node, done_on = activity.node, activity.done_on
    if node is None or done_on is None or done_on <= before.run.data_on:
        return None
    then, now = _figure(before, node.code), _figure(after, node.code)
    if then is None or now is None:
        return None
    return Effect(
        activity=activity,
        run_before=before.run,
        run_after=after.run,
        node=node,
        before=then[0],
        before_se=then[1],
        after=now[0],
        after_se=now[1],
        verdict=Verdict.UNDECIDED,
        method={"name": METHOD},
        computed_at=at,
    )


def _figure(result: RegionResult, code: str) -> tuple[float, float | None] | None:
    """The mean of a node with its error; None where it is not known."""
    if code not in result.run.nodes:
        return None
    place = result.run.nodes.index(code)
    mean = known(result.mean[place])
    return None if mean is None else (round(mean, 2), known(result.errors[place]))
