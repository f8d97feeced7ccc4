"""What planning does when a capability below announces something, or itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.dispatch import receiver

from sakaguru.core.queue import later
from sakaguru.followup.signals import point_changed
from sakaguru.planning.enums import SOURCE
from sakaguru.planning.queries.rises import explained_rises
from sakaguru.planning.signals import plan_approved
from sakaguru.scoring.enums import Audience
from sakaguru.scoring.signals import rises_found, scores_published

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sakaguru.planning.queries.rises import Rise

AFTER_FINDINGS = -20  # somebody waits for findings; effects may come a moment later


@receiver(point_changed, dispatch_uid="planning.follow_changed_point")
def follow_changed_point(*, point_id: int, source: str, **_: Any) -> None:
    if source == SOURCE:
        later("planning.tasks.follow_point", point_id=point_id)


@receiver(plan_approved, dispatch_uid="planning.open_points_of_plan")
def open_points_of_plan(*, plan_id: int, **_: Any) -> None:
    later("planning.tasks.open_points", plan_id=plan_id)


@receiver(scores_published, dispatch_uid="planning.measure_after_scores")
def measure_after_scores(*, run_id: int, audience: int, **_: Any) -> None:
    """Schools are compared with others only once offices may see the scores."""
    if audience != Audience.TREE:
        return
    later(
        "planning.tasks.measure_effects",
        once=f"planning.effects.{run_id}",
        priority=AFTER_FINDINGS,
        run_id=run_id,
    )


@receiver(rises_found, dispatch_uid="planning.explain_rises")
def explain_rises(
    *,
    rises: Mapping[Rise, set[str]],
    framework_id: int,
    since: date,
    until: date,
    **_: Any,
) -> set[Rise]:
    return explained_rises(rises, framework_id=framework_id, since=since, until=until)
