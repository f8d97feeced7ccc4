"""What was reminded of, to whom, on which day."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from sakaguru.followup.enums import Rung


class Digest(models.Model):
    """The overdue points that climbed to a unit on a day.

    ``points`` are their keys, the oldest first. ``rung`` says how far they climbed:
    a unit's own head, or the next tier above it.
    """

    organisation = models.ForeignKey(
        "organisations.Organisation", models.CASCADE, related_name="digests"
    )
    day = models.DateField()
    rung = models.PositiveSmallIntegerField(choices=Rung)
    points = ArrayField(models.BigIntegerField())

    class Meta:
        ordering = ["-day", "organisation", "rung"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "day", "rung"],
                name="followup_one_digest_per_unit_day_and_rung",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.day} {self.rung}: {len(self.points)}"


class Reminder(models.Model):
    """That a person was written to on a day: once at most."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminders"
    )
    day = models.DateField()
    points = ArrayField(models.BigIntegerField())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "day"], name="followup_one_reminder_per_person_and_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.day}: {len(self.points)}"
