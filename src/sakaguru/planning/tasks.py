"""Work of planning in the background."""

from __future__ import annotations

from django.utils import timezone

from sakaguru.core.queue import every, task
from sakaguru.planning.services import choices, doing, effects, peers, points


@task
def open_points(*, plan_id: int) -> None:
    """Put the activities of a plan that was approved on the register."""
    points.open_points(
        plan_id=plan_id,
        at=timezone.now(),  # noqa: TID251 -- a task is a door
    )


@task
def follow_point(*, point_id: int) -> None:
    """Bring an activity into line with its action point."""
    doing.follow_point(
        point_id=point_id,
        at=timezone.now(),  # noqa: TID251 -- a task is a door
    )


@task
def measure_effects(*, run_id: int) -> None:
    """What activities changed, as a run that was just opened shows it."""
    effects.measure_effects(
        run_id=run_id,
        at=timezone.now(),  # noqa: TID251 -- a task is a door
    )


@every("30 19 * * *")
def refresh_peers(_moment: int) -> None:
    """At 02.30 WIB: compare schools alike anew, where scores were opened since."""
    peers.refresh_stale_peers(at=timezone.now())  # noqa: TID251 -- a task is a door


@task
def solve_choice(*, choice_id: int) -> None:
    """Find the best activities for a sum of money."""
    choices.solve_choice(
        choice_id=choice_id,
        at=timezone.now(),  # noqa: TID251 -- a task is a door
    )
