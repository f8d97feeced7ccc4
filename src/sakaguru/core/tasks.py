"""Chaining and forgetting in the background."""

from __future__ import annotations

from django.utils import timezone

from sakaguru.core import trail
from sakaguru.core.access import SYSTEM
from sakaguru.core.models import AuditHead
from sakaguru.core.queue import every
from sakaguru.core.retention import forget_overdue


@every("* * * * *")
def seal_trail(_moment: int) -> None:
    """Each minute; a new installation publishes its first head with its first link."""
    trail.seal_all()
    if not AuditHead.objects.exists():
        trail.publish(at=timezone.now())  # noqa: TID251 -- a task is a door


@every("10 17 * * *")
def publish_trail_head(_moment: int) -> None:
    """Shortly after midnight, WIB."""
    trail.seal_all()
    trail.publish(at=timezone.now())  # noqa: TID251 -- a task is a door


@every("25 18 * * *")
def forget_what_is_overdue(_moment: int) -> None:
    """In the night, WIB."""
    now = timezone.now()  # noqa: TID251 -- a task is a door
    forget_overdue(actor=SYSTEM, day=timezone.localdate(now), at=now)
