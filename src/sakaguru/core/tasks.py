"""Chaining in the background."""

from __future__ import annotations

from django.utils import timezone

from sakaguru.core import trail
from sakaguru.core.queue import every


@every("* * * * *")
def seal_trail(_moment: int) -> None:
    trail.seal_all()


@every("10 17 * * *")
def publish_trail_head(_moment: int) -> None:
    """Shortly after midnight, WIB."""
    trail.seal_all()
    trail.publish(at=timezone.now())  # noqa: TID251 -- a task is a door
