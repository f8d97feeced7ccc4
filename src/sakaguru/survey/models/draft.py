"""Answers that are still with the respondent, and knocks at the poster's door."""

from __future__ import annotations

from django.db import models

from sakaguru.survey.models.assignment import Assignment, Link


class Draft(models.Model):
    """Unsent answers, readable only with the key of their door (`doors.Door.key`).

    ``sealed`` is AES-GCM under that key, which is not kept: the database alone reads
    nothing, and behind a personal ``link`` neither does somebody else who has its
    address. Gone when its own device sends the answers or the campaign ends.
    """

    token_digest = models.CharField(max_length=64, unique=True)
    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="drafts")
    link = models.ForeignKey(Link, models.CASCADE, null=True, related_name="drafts")
    role = models.CharField(max_length=4)
    sealed = models.BinaryField()
    saved_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.role} #{self.pk}"


class Knock(models.Model):
    """Wrong PINs or codes from one place at one door.

    ``door`` is a keyed digest of the door and the network address or device that
    knocks; the address itself is not kept.
    """

    door = models.CharField(max_length=64, unique=True)
    failures = models.PositiveSmallIntegerField(default=0)
    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.failures} #{self.pk}"
