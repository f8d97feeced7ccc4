"""Counts of large units, prepared so that nobody waits for them."""

from __future__ import annotations

from django.db import models


class UnitFigures(models.Model):
    """What the cockpit of a large unit counts below it, as of ``counted_at``.

    Only for units with more schools than are counted while somebody waits. ``counts``
    holds the plain fields of `logic.figures.Figures`; nothing here is the source of
    anything.
    """

    organisation = models.OneToOneField(
        "organisations.Organisation", models.CASCADE, related_name="+"
    )
    counts = models.JSONField()
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.organisation_id} at {self.counted_at:%Y-%m-%d %H:%M}"
