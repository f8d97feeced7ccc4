"""Answers as they were accepted."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from sakaguru.survey.enums import OFFICE, PERSONAL, ROLES
from sakaguru.survey.models.assignment import Assignment, Link
from sakaguru.survey.models.campaign import Campaign


class Submission(models.Model):
    """One respondent's accepted answers, packed: one byte per item, 255 is missing.

    ``digest`` is the SHA-256 of the canonical form. Teachers, pupils and parents leave
    a random id and a day here and nothing else: the constraints below hold no matter
    who writes (R16, R16a).
    """

    id = models.UUIDField(primary_key=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="submissions")
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, related_name="submissions"
    )
    role = models.CharField(max_length=4)
    body = models.BinaryField()
    digest = models.CharField(max_length=64)
    sequence = models.PositiveIntegerField(default=1)
    """The device's count of its edits of this set; says nothing about other sets."""

    said = models.BinaryField(null=True)
    """`logic.edits.said_of` of all that was said; null: what ``body`` tells is all."""

    key_digest = models.CharField(max_length=64, blank=True, db_default="")
    """Of the secret that the device made for this set: who holds it may edit."""

    consent = models.CharField(max_length=12, blank=True)
    """Version of the consent text that was shown before the first question."""

    flags = models.PositiveSmallIntegerField(default=0)
    received_on = models.DateField()
    received_at = models.DateTimeField(null=True)
    seconds_total = models.PositiveIntegerField(null=True)
    filled_for = models.CharField(max_length=120, blank=True)
    link = models.OneToOneField(
        Link, models.PROTECT, null=True, related_name="submission"
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["campaign", "role", "assignment", "id"],
                name="survey_by_school",
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="survey_submission_role_is_known", condition=Q(role__in=ROLES)
            ),
            models.CheckConstraint(
                name="survey_personal_answers_hold_only_a_day",
                condition=Q(role__in=OFFICE)
                | Q(link=None, received_at=None, seconds_total=None, filled_for=""),
            ),
            models.CheckConstraint(
                name="survey_no_personal_answers_without_consent",
                condition=~Q(role__in=PERSONAL) | ~Q(consent=""),
            ),
            models.UniqueConstraint(
                name="survey_one_data_set_per_school",
                fields=["assignment"],
                condition=Q(role="DATA"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"


class WithdrawnSet(models.Model):
    """That a set was withdrawn: its random id, until the campaign closes.

    By it the same bytes, sent again by a device that did not hear, are refused. It
    leads to nobody: what bore the id is deleted.
    """

    id = models.UUIDField(primary_key=True)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return str(self.pk)


class Edit(models.Model):
    """One sequence number of a set that was sent more than once.

    ``said`` holds one byte per item, as `logic.edits` reads it; the set itself is what
    the standing edits say together. Two edits with one number are both kept: that with
    the lower ``digest`` stands, until a person chooses where the role answers for its
    office. Its own id is random: it tells nothing about the order of arrival.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    submission = models.ForeignKey(
        Submission, models.CASCADE, related_name="edits", db_index=False
    )
    role = models.CharField(max_length=4)
    sequence = models.PositiveIntegerField()
    said = models.BinaryField()
    digest = models.CharField(max_length=64)
    is_chosen = models.BooleanField(default=False)
    received_on = models.DateField()
    received_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["submission", "sequence", "digest"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "sequence", "digest"], name="survey_edit_once"
            ),
            models.CheckConstraint(
                name="survey_personal_edits_hold_only_a_day",
                condition=Q(role__in=OFFICE) | Q(received_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.sequence} #{self.pk}"
