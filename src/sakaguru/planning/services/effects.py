"""Measure what activities changed, when the next cycle is published.

Doing it again changes nothing: an activity has one effect per run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from sakaguru.core.access import SYSTEM
from sakaguru.core.audit import record
from sakaguru.findings.models import Finding
from sakaguru.findings.services.ends import forget_action
from sakaguru.organisations.enums import Tier
from sakaguru.planning.enums import SOURCE, LessonSource, PlanState, Verdict
from sakaguru.planning.logic import effects as logic
from sakaguru.planning.logic.effects import Measure, Next
from sakaguru.planning.models import Activity, Effect
from sakaguru.planning.queries.baselines import scale_of
from sakaguru.planning.queries.standards import target_of
from sakaguru.planning.services.lessons import offer_lesson
from sakaguru.planning.services.standards import propose_standard
from sakaguru.scoring.enums import Audience, RunPurpose, RunState
from sakaguru.scoring.logic.cards import known
from sakaguru.scoring.models import SchoolResult, ScoreRun
from sakaguru.ui.logic.formats import written_number

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sakaguru.planning.logic.matching import Pool
    from sakaguru.planning.logic.matching_errors import Estimate

METHOD = "nearest-neighbours-regression-1"
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
    newest = rows.distinct("organisation_id").select_related("run")
    return {row.organisation_id: row for row in newest}


def _measure_node(run: ScoreRun, code: str, pairs: list[Pair], at: datetime) -> int:
    """One transaction per node; its schools alike are gathered once."""
    from sakaguru.planning.queries import pools  # noqa: PLC0415 -- brings NumPy

    framework = run.framework_version.framework_id
    cohort = pools.cohort(framework, code, only_cycle=run.cycle_label)
    done = pools.completed_on(framework, code)
    pool = pools.pool_of(cohort, done, last_only=True)
    reach = pools.internet({pair.activity.plan.organisation_id for pair in pairs})
    with transaction.atomic():
        return sum(_measure(pair, code, pool, reach, at) for pair in pairs)


def _measure(
    pair: Pair, code: str, pool: Pool | None, reach: dict[int, float], at: datetime
) -> bool:
    before, after = _figure(pair.before, code), _figure(pair.after, code)
    if before is None or after is None:
        return False
    count, foreseen = 0, None
    if pool is not None:
        count, foreseen = _foreseen(pair, code, pool, reach)
    difference = None
    if foreseen is not None:
        difference = logic.beyond(before, after, foreseen.points, foreseen.margin)
    said = logic.verdict(difference)
    effect = Effect.objects.create(
        activity=pair.activity,
        run_before=pair.before.run,
        run_after=pair.after.run,
        node=pair.activity.node,
        before=before.points,
        before_se=before.error,
        after=after.points,
        after_se=after.error,
        peers_change=foreseen.points if foreseen else None,
        difference=difference.points if difference else None,
        low=difference.low if difference else None,
        high=difference.high if difference else None,
        n_with=1,
        n_without=count,
        verdict=Verdict(said.value),
        method={
            "name": METHOD,
            "dof": foreseen.dof if foreseen else None,
            "error": foreseen.error if foreseen else None,
        },
        computed_at=at,
    )
    _follow_up(effect, pair, after.points, at)
    return True


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
    score = row.scores[row.run.nodes.index(code)]
    reading = pools.Reading(
        school, row.run_id, row.run.data_on, score, row.pupils, row.status, row.path
    )
    return foreseen(pool, pools.self_of(reading, reach.get(school, float("nan"))))


def _follow_up(effect: Effect, pair: Pair, after: float, at: datetime) -> None:
    """Propose a higher standard where the target was met, else ask for what is next."""
    activity = pair.activity
    unit, node = activity.plan.organisation, activity.node
    if node is None:
        return
    scale = scale_of(pair.after.run, node)
    floor = round(scale.national + 0.01, 2)
    target = max(floor, target_of(activity) or 0.0)
    step = logic.what_next(logic.Said(effect.verdict), after, target, scale.top)
    if step is Next.RAISE:
        higher = logic.raised(after, target, scale.top)
        if higher is not None:
            propose_standard(
                actor=SYSTEM,
                organisation=unit,
                effect=effect,
                floor=floor,
                expected=higher,
                at=at,
            )
    if step in {Next.CARRY_ON, Next.NEW_STRATEGY}:
        _ask_for_strategy(effect, activity, step, target, at)


def _ask_for_strategy(
    effect: Effect, activity: Activity, step: Next, target: float, at: datetime
) -> None:
    """The gap lies open again: what was done no longer answers it."""
    finding = activity.finding
    if finding is not None and Finding.objects.open_gaps().filter(pk=finding.pk):
        forget_action(finding=finding, source=SOURCE, key=activity.key)
    unit = activity.plan.organisation
    if step is Next.CARRY_ON:
        words = _(
            "“{title}” membantu, tetapi {node} baru {after} dari sasaran {target}: "
            "teruskan atau tambah kegiatannya."
        )
    else:
        words = _(
            "Sesudah “{title}”, {node} masih {after} dari sasaran {target} dan belum "
            "terbukti naik lebih daripada sekolah serupa: pilih cara lain."
        )
    lesson = offer_lesson(
        actor=SYSTEM,
        organisation=unit,
        text=words.format(
            title=activity.title,
            node=effect.node.code,
            after=written_number(effect.after, "id", 2),
            target=written_number(target, "id", 2),
        ),
        at=at,
        source=LessonSource.EFFECT,
        key=f"{activity.key}:{effect.run_after_id}",
        label=activity.title,
        address=activity.get_absolute_url(),
    )
    record(
        actor=SYSTEM,
        action="strategy.asked",
        subject=lesson,
        at=at,
        path=unit.path,
        detail={"effect": effect.pk, "step": step.value},
    )
