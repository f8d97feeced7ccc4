"""Work of dashboards in the background."""

from __future__ import annotations

from django.utils import timezone

from sakaguru.core.queue import every
from sakaguru.dashboards.services.figures import prepare_figures


@every("40 * * * *")
def prepare_cockpits(timestamp: int) -> None:  # noqa: ARG001 -- the clock's
    """Count large units anew, every hour."""
    now = timezone.now()  # noqa: TID251 -- a door
    prepare_figures(day=timezone.localdate(now), at=now)
