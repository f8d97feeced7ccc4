"""Work of findings in the background."""

from __future__ import annotations

from django.utils import timezone

from sakaguru.core.queue import task
from sakaguru.findings.services import derivation, ends


@task
def derive_findings(*, run_id: int) -> None:
    """Findings of a run that was just opened to somebody."""
    derivation.derive_findings(
        run_id=run_id,
        at=timezone.now(),  # noqa: TID251 -- a task is a door
    )


@task
def refresh_ends(*, finding_id: int) -> None:
    """Whether a finding has an owner and an action, after a point changed."""
    ends.refresh_ends(finding_id=finding_id)
