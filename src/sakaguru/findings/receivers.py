"""What findings do when a capability below announces something."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from sakaguru.core.queue import later
from sakaguru.findings.enums import SOURCE
from sakaguru.followup.signals import point_changed
from sakaguru.scoring.signals import scores_published

AFTER_SCORES = -10  # somebody waits for scores; findings may come a moment later


@receiver(scores_published, dispatch_uid="findings.derive_published_scores")
def derive_published_scores(*, run_id: int, **_: Any) -> None:
    later(
        "findings.tasks.derive_findings",
        once=f"findings.derive.{run_id}",
        priority=AFTER_SCORES,
        run_id=run_id,
    )


@receiver(point_changed, dispatch_uid="findings.look_at_changed_point")
def look_at_changed_point(*, source: str, source_key: str, **_: Any) -> None:
    if source == SOURCE:
        later("findings.tasks.refresh_ends", finding_id=int(source_key))
