"""Measure what activities changed, when the next cycle is published.

Doing it again changes nothing: an activity has one effect per run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

from sakaguru.core.access import SYSTEM
from sakaguru.core.audit import record
from sakaguru.organisations.enums import Tier
from sakaguru.planning.enums import PlanState, Verdict
from sakaguru.planning.logic import effects as logic
from sakaguru.planning.logic.effects import Measure
from sakaguru.planning.models import Activity, Effect
from sakaguru.planning.services import strategies
from sakaguru.planning.services.region_effects import measure_offices
from sakaguru.scoring.enums import Audience, RunPurpose, RunState
from sakaguru.scoring.logic.cards import known
from sakaguru.scoring.models import SchoolResult, ScoreRun

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sakaguru.planning.logic.matching import Pool
    from sakaguru.planning.logic.matching_errors import Estimate

METHOD = "nearest-neighbours-regression-1"
PROVINCE = 2
"""Codes of a path down to the province: schools alike are sought in one's own."""

MEASURED = ("scores", "errors", "hidden", "sufficient")


class Pair(NamedTuple):
    """An activity with the results of its school before and after it."""

    activity: Activity
    before: SchoolResult
    after: SchoolResult


def measure_effects(*, run_id: int, at: datetime) -> int:
    """Measure the activities completed before a published run; how many.

    The run before is the newest one of the school on the same standard set. Activities
    that ended before that one were measured by it, or cannot be.
    """
    run = ScoreRun.objects.select_related("framework_version", "owner").get(pk=run_id)
    if run.state != RunState.DONE or run.purpose != RunPurpose.CAMPAIGN:
        return 0
    if run.audience < Audience.TREE:
        return 0
    by_node: dict[str, list[Pair]] = {}
    for pair in _pairs(run):
        node = pair.activity.node
        if node is not None:
            by_node.setdefault(node.code, []).append(pair)
    count = sum(_measure_node(run, code, rows, at) for code, rows in by_node.items())
    count += measure_offices(run=run, at=at)
    if count:
        record(
            actor=SYSTEM,
            action="effects.measured",
            subject=run,
            at=at,
            path=run.owner.path,
            detail={"count": count},
        )
    return count


def _pairs(run: ScoreRun) -> list[Pair]:
    activities = (
        Activity.objects.completed()
        .filter(
            plan__state=PlanState.APPROVED,
            plan__organisation__tier=Tier.SCHOOL,
            plan__organisation__school_results__run=run,
            node__version__framework=run.framework_version.framework_id,
            done_on__lte=run.data_on,
        )
        .exclude(effects__run_after=run)
        .select_related("plan__organisation", "node__version", "finding", "plan__run")
        .order_by("pk")
    )
    rows = list(activities)
    schools = {activity.plan.organisation_id for activity in rows}
    after = _results(schools, ScoreRun.objects.filter(pk=run.pk))
    before = _results(schools, _runs_before(run))
    return [
        Pair(one, before[key], after[key])
        for one in rows
        if (key := one.plan.organisation_id) in before
        and one.done_on is not None
        and before[key].run.data_on < one.done_on
    ]


def _runs_before(run: ScoreRun) -> Iterable[ScoreRun]:
    return ScoreRun.objects.published_to(Audience.SCHOOL).filter(
        framework_version__framework=run.framework_version.framework_id,
        purpose=RunPurpose.CAMPAIGN,
        data_on__lt=run.data_on,
    )


def _results(schools: set[int], runs: Iterable[ScoreRun]) -> dict[int, SchoolResult]:
    rows = SchoolResult.objects.filter(organisation__in=schools, run__in=runs)
    rows = rows.order_by("organisation_id", "-run__data_on", "-run")
    newest = rows.distinct("organisation_id").select_related("run__framework_version")
    return {row.organisation_id: row for row in newest}


def _measure_node(run: ScoreRun, code: str, pairs: list[Pair], at: datetime) -> int:
    """One transaction per node; its schools alike are gathered once."""
    from sakaguru.planning.queries import pools  # noqa: PLC0415 -- brings NumPy

    framework = run.framework_version.framework_id
    home = "/".join(run.owner.path.strip("/").split("/")[:PROVINCE]) + "/"
    cohort = pools.cohort(framework, code, run.cycle_label, within=home)
    done = pools.completed_on(framework, code)
    pool = pools.pool_of(cohort, done, last_only=True)
    reach = pools.internet({pair.activity.plan.organisation_id for pair in pairs})
    with transaction.atomic():
        return sum(_measure(pair, code, pool, reach, at) for pair in pairs)


def _measure(
    pair: Pair, code: str, pool: Pool | None, reach: dict[int, float], at: datetime
) -> bool:
    node = pair.activity.node
    before, after = _figure(pair.before, code), _figure(pair.after, code)
    if before is None or after is None or node is None:
        return False
    count, foreseen = 0, None
    if pool is not None:
        count, foreseen = _foreseen(pair, code, pool, reach)
    effect = Effect(
        activity=pair.activity,
        run_before=pair.before.run,
        run_after=pair.after.run,
        node=node,
        n_with=1,
        n_without=count,
        computed_at=at,
    )
    _fill_in(effect, before, after, foreseen)
    effect.save()
    strategies.follow_up(effect=effect, result=pair.after, at=at)
    return True


def _fill_in(
    effect: Effect, before: Measure, after: Measure, foreseen: Estimate | None
) -> None:
    """The figures, and what they allow to say."""
    effect.before, effect.before_se = before
    effect.after, effect.after_se = after
    difference = None
    effect.method = {"name": METHOD}
    if foreseen is not None:
        difference = logic.beyond(before, after, foreseen.points, foreseen.margin)
        effect.peers_change = foreseen.points
        effect.difference, effect.low, effect.high = difference
        effect.method |= {"dof": foreseen.dof, "error": foreseen.error}
    top = effect.run_after.framework_version.scale_max
    effect.verdict = Verdict(logic.verdict(difference, top).value)


def _figure(result: SchoolResult, code: str) -> Measure | None:
    """A node's score in a result; None where it may not be shown or is missing."""
    if code not in result.run.nodes:
        return None
    place = result.run.nodes.index(code)
    score, error, hidden, enough = (getattr(result, name)[place] for name in MEASURED)
    points = known(score)
    if hidden or not enough or points is None:
        return None
    return Measure(round(points, 2), known(error))


def _foreseen(
    pair: Pair, code: str, pool: Pool, reach: dict[int, float]
) -> tuple[int, Estimate | None]:
    from sakaguru.planning.logic.matching import foreseen  # noqa: PLC0415 -- NumPy
    from sakaguru.planning.queries import pools  # noqa: PLC0415 -- brings NumPy

    school = pair.activity.plan.organisation_id
    row = pair.before
    reading = pools.reading_from(row, row.run, row.run.nodes.index(code))
    return foreseen(pool, pools.self_of(reading, reach.get(school, float("nan"))))
