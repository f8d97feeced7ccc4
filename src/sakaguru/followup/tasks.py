"""Work of the register in the background."""

from __future__ import annotations

from django.utils import timezone

from sakaguru.core.queue import every
from sakaguru.followup.services.climbing import let_points_climb, remind_people


@every("15 22 * * *")
def climb_and_remind(timestamp: int) -> None:  # noqa: ARG001 -- the clock's
    """At 05.15 WIB: digests of what is overdue, then one mail per person."""
    day = timezone.localdate()
    let_points_climb(day=day)
    remind_people(day=day)
