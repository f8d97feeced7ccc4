"""That answers of a school came in, until the background has counted them."""

from __future__ import annotations

from django.db import models


class Arrival(models.Model):
    """Marks a school of an open campaign dirty: written by a trigger with the answers.

    One short row per statement and school, no role, no time (R16a); gone as soon as
    the school is rescored. Without constraints, so that intake locks nothing.
    """

    campaign = models.ForeignKey(
        "survey.Campaign", models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    assignment = models.ForeignKey(
        "survey.Assignment",
        models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )

    def __str__(self) -> str:
        return f"assignment {self.assignment_id}"
