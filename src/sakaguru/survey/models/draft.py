"""Answers that are still with the respondent, and knocks at the poster's door."""

from __future__ import annotations

from django.db import models

from sakaguru.survey.models.assignment import Assignment


class Draft(models.Model):
    """Unsent answers, readable only with the token of the link or session.

    ``sealed`` is AES-GCM under a key derived from the token, which is not kept: the
    database alone reads nothing. Gone when the answers are sent or the campaign ends.
    """

    token_digest = models.CharField(max_length=64, unique=True)
    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="drafts")
    role = models.CharField(max_length=4)
    sealed = models.BinaryField()
    saved_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.role} #{self.pk}"


class Knock(models.Model):
    """Wrong PINs from one place at one school's door.

    ``door`` is a keyed digest of school and network address; the address itself is
    not kept.
    """

    door = models.CharField(max_length=64, unique=True)
    failures = models.PositiveSmallIntegerField(default=0)
    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.failures} #{self.pk}"
