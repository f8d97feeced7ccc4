"""How far the targets of a plan are, measured cycle by cycle."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sakaguru.organisations.enums import Tier
from sakaguru.planning.queries.baselines import Baseline, baselines, runs_of
from sakaguru.scoring.enums import Audience

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sakaguru.core.access import Actor
    from sakaguru.planning.models import Plan, Target

MOST_CYCLES = 4


class Point(NamedTuple):
    """A node in one cycle, with its standard error where it is known."""

    cycle: str
    score: float
    error: float | None


class TargetShown(NamedTuple):
    """A target with its scores over the cycles, the oldest first.

    ``latest`` is the newest one measured since the plan began, None before that.
    """

    target: Target
    trend: list[Point]
    latest: Point | None

    @property
    def is_met(self) -> bool:
        return self.latest is not None and self.latest.score >= self.target.expected


def targets_shown(
    actor: Actor, plan: Plan, targets: Sequence[Target]
) -> list[TargetShown]:
    """As far as the actor may see scores. At most five queries, none without targets.

    People of a school see its scores before the tree above does.
    """
    if not targets:
        return []
    unit = plan.organisation
    own = unit.tier == Tier.SCHOOL and actor.path == unit.path
    runs = runs_of(unit, Audience.SCHOOL if own else Audience.TREE)
    framework = targets[0].node.version.framework_id
    runs = runs.filter(framework_version__framework=framework)
    cycles = {run.cycle_label: run for run in runs[: 2 * MOST_CYCLES][::-1]}
    codes = [target.node.code for target in targets]
    measured = [
        (run, baselines(unit, run, codes))
        for run in sorted(cycles.values(), key=lambda run: run.data_on)[-MOST_CYCLES:]
    ]
    began = plan.starts_on
    shown = []
    for target in targets:
        code = target.node.code
        points = [
            (run.data_on, _point(run.cycle_label, found[code]))
            for run, found in measured
            if code in found
        ]
        since = [point for day, point in points if day > began]
        latest = since[-1] if since else None
        shown.append(TargetShown(target, [point for _day, point in points], latest))
    return shown


def _point(cycle: str, found: Baseline) -> Point:
    return Point(cycle, found.score, found.error)
