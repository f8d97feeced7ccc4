"""What measurements said about activities, for screens and reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sakaguru.planning.enums import Verdict
from sakaguru.planning.logic.effects import Measure, own_change
from sakaguru.planning.models import Activity, Effect

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sakaguru.planning.models import Plan


class EffectShown(NamedTuple):
    """An effect with the change of the school alone and its margin, if known."""

    effect: Effect
    change: float
    margin: float | None

    @property
    def before_margin(self) -> float | None:
        return self._before.margin

    @property
    def after_margin(self) -> float | None:
        return self._after.margin

    @property
    def _before(self) -> Measure:
        return Measure(self.effect.before or 0.0, self.effect.before_se)

    @property
    def _after(self) -> Measure:
        return Measure(self.effect.after or 0.0, self.effect.after_se)


class ActivityResult(NamedTuple):
    """An activity of a plan with its newest effect, if it was measured."""

    activity: Activity
    shown: EffectShown | None

    @property
    def effect(self) -> Effect | None:
        return self.shown.effect if self.shown else None


class PlanResults(NamedTuple):
    """What a plan brought, activity by activity."""

    rows: list[ActivityResult]
    better: int
    unclear: int
    no_better: int
    unmeasured: int


def shown_effect(effect: Effect) -> EffectShown:
    change, margin = own_change(
        Measure(effect.before or 0.0, effect.before_se),
        Measure(effect.after or 0.0, effect.after_se),
    )
    return EffectShown(effect, change, margin)


def effects_of(threads: Sequence[UUID]) -> dict[UUID, list[EffectShown]]:
    """Effects by the activity's thread, the newest first. One query."""
    rows = Effect.objects.filter(activity__thread__in=threads).select_related(
        "activity", "node__version", "run_before", "run_after"
    )
    found: dict[UUID, list[EffectShown]] = {}
    for effect in rows.order_by("-run_after__data_on", "-computed_at", "-pk"):
        found.setdefault(effect.activity.thread, []).append(shown_effect(effect))
    return found


def plan_results(plan: Plan) -> PlanResults:
    """What each activity of a plan that aims at a node brought. Two queries."""
    activities = list(
        plan.activities.filter(node__isnull=False).select_related("node", "finding")
    )
    effects = effects_of([activity.thread for activity in activities])
    rows = [
        ActivityResult(one, next(iter(effects.get(one.thread, ())), None))
        for one in activities
    ]
    verdicts = [row.effect.verdict if row.effect else "" for row in rows]
    return PlanResults(
        rows,
        better=verdicts.count(Verdict.BETTER),
        unclear=verdicts.count(Verdict.UNDECIDED),
        no_better=verdicts.count(Verdict.NO_CHANGE) + verdicts.count(Verdict.WORSE),
        unmeasured=verdicts.count(""),
    )
