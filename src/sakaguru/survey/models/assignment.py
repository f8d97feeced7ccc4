"""Schools that are asked, the links handed out there, and how far units are."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sakaguru.survey.enums import OFFICE, PEOPLE, ROLES, AssignmentState
from sakaguru.survey.models.campaign import Campaign


def nothing_yet() -> list[int]:
    return [0] * len(ROLES)


class Assignment(models.Model):
    """That a school is asked in a campaign, and what has come in.

    ``people``, ``needed`` and ``received`` follow the order of `enums.ROLES`. People
    are as known on the day of opening, null where not known; needed is the minimum of
    R7, never more than people. Received is kept by the transaction of each submission.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="assignments")
    school = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="assignments"
    )
    state = models.PositiveSmallIntegerField(
        choices=AssignmentState, default=AssignmentState.WAITING
    )
    people = ArrayField(models.IntegerField(null=True), size=len(ROLES))
    needed = ArrayField(models.IntegerField(), size=len(ROLES))
    received = ArrayField(models.IntegerField(), size=len(ROLES), default=nothing_yet)
    poster_digest = models.CharField(max_length=64, unique=True, editable=False)
    poster_edition = models.PositiveSmallIntegerField(default=1)
    last_received_on = models.DateField(null=True)
    late = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    """Sets of pupils whose class was shut for longer than `services.passes.GRACE`."""

    is_fresh = models.BooleanField(default=False, db_default=False, editable=False)
    """Answers came or changed since `services.aftercare` looked at the school."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "school"],
                name="survey_school_asked_once_per_campaign",
            )
        ]
        indexes = [
            models.Index(fields=["campaign", "state"], name="survey_states"),
            models.Index(
                fields=["id"], condition=Q(is_fresh=True), name="survey_fresh"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} asks {self.school_id} #{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("survey:assignment-detail", args=[self.pk])


class Aftercare(models.Model):
    """That the work after arrivals at a school has not succeeded yet.

    ``tries`` is raised before each try, so that a try which takes its process down
    counts too. ``set_aside_at``: tried often enough; a person has to look.
    """

    assignment = models.OneToOneField(
        Assignment, models.CASCADE, related_name="aftercare"
    )
    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField()
    fault = models.CharField(max_length=200, blank=True)
    set_aside_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.assignment_id} after {self.tries} tries"


class Link(models.Model):
    """A personal link for one respondent slot of a school.

    The token is derived from the server's secret, so it can be shown again and only
    its digest is kept. That a teacher's or parent's link was used is a bare yes:
    no day, and no way to the answers (R16a).
    """

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="links")
    role = models.CharField(max_length=4)
    number = models.PositiveSmallIntegerField()
    label = models.CharField(_("untuk"), max_length=80, blank=True)
    edition = models.PositiveSmallIntegerField(default=1)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    is_used = models.BooleanField(default=False)
    used_on = models.DateField(null=True)
    is_withdrawn = models.BooleanField(default=False)

    class Meta:
        ordering = ["assignment", "role", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "role", "number"],
                name="survey_link_once_per_slot",
            ),
            models.CheckConstraint(
                name="survey_link_is_for_people", condition=Q(role__in=PEOPLE)
            ),
            models.CheckConstraint(
                name="survey_personal_link_holds_no_day",
                condition=Q(used_on=None) | Q(role__in=OFFICE),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.role} {self.number}"


class UnitProgress(models.Model):
    """How far the schools below a unit are, as counted at ``refreshed_at``.

    Prepared for scopes that are too large to count while somebody waits.
    ``received`` follows the order of `enums.ROLES`.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="progress")
    organisation = models.ForeignKey(
        "organisations.Organisation", models.CASCADE, related_name="+"
    )
    asked = models.PositiveIntegerField()
    started = models.PositiveIntegerField()
    sent = models.PositiveIntegerField()
    complete = models.PositiveIntegerField()
    received = ArrayField(models.IntegerField(), size=len(ROLES))
    refreshed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "organisation"], name="survey_progress_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} at {self.organisation_id} #{self.pk}"
