"""Read printed editions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sakaguru.scoring.models import Edition, ScoreRun

if TYPE_CHECKING:
    from django.db.models import QuerySet


def editions() -> QuerySet[Edition]:
    """All editions with what their page shows. Not narrowed: the code is the key."""
    return Edition.objects.select_related("run", "organisation")


def newer_run(edition: Edition) -> ScoreRun | None:
    """A later published run of the same campaign, which supersedes the paper."""
    runs = ScoreRun.objects.filter(
        campaign=edition.run.campaign,
        pk__gt=edition.run_id,
        audience__gte=1,
    )
    return runs.order_by("-pk").first()
