"""What will be done about a gap, step by step, by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sakaguru.planning.enums import (
    COMPLETED,
    ActivityForm,
    ActivityState,
    Idea,
    PlanState,
    Strength,
)
from sakaguru.planning.models.plan import Plan

if TYPE_CHECKING:
    from datetime import date


class ActivityQuerySet(models.QuerySet["Activity"]):
    def in_force(self) -> Self:
        """Activities of plans in force."""
        return self.filter(plan__state=PlanState.APPROVED)

    def unfinished(self) -> Self:
        states = [ActivityState.PLANNED, ActivityState.RUNNING]
        return self.filter(state__in=states)

    def completed(self) -> Self:
        return self.filter(state__in=COMPLETED)

    def late_on(self, day: date) -> Self:
        """Activities in force that should have ended before ``day``."""
        return self.in_force().unfinished().filter(ends_on__lt=day)


class Activity(models.Model):
    """One activity of a plan.

    ``thread`` stays the same through revisions: evidence, action points and findings
    know the activity by it. ``kind_key`` is the key of the remedy it follows, and makes
    it comparable with that of other schools; empty for own ideas. ``cause_words`` keeps
    the words of the cause (bilingual). ``expected_points`` is what it may add to the
    node. ``evidence_asked`` lists texts. ``component`` and ``program`` are codes of the
    grant guide and the budget application. ``done_on`` is the day its owner said done.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="activities")
    thread = models.UUIDField(default=uuid4, editable=False)
    position = models.PositiveSmallIntegerField(default=0)
    finding = models.ForeignKey(
        "findings.Finding", models.PROTECT, null=True, related_name="planned"
    )
    cause = models.ForeignKey(
        "findings.Cause", models.SET_NULL, null=True, related_name="+"
    )
    cause_words = models.JSONField(default=dict)
    node = models.ForeignKey(
        "standards.Node", models.PROTECT, null=True, related_name="activities"
    )
    idea = models.CharField(max_length=10, choices=Idea, default=Idea.OWN)
    kind_key = models.CharField(max_length=60, blank=True)
    form = models.CharField(
        _("bentuk"),
        max_length=15,
        choices=ActivityForm,
        default=ActivityForm.IMPROVEMENT,
    )
    strength = models.CharField(
        max_length=10, choices=Strength, default=Strength.UNKNOWN
    )
    title = models.CharField(_("kegiatan"), max_length=200)
    detail = models.TextField(_("cara melaksanakan"), blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="planned_activities",
        verbose_name=_("penanggung jawab"),
    )
    owner_role = models.CharField(max_length=60, blank=True)
    verifier = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="activities_to_verify",
        verbose_name=_("pemeriksa"),
    )
    starts_on = models.DateField(_("mulai"))
    ends_on = models.DateField(_("sampai dengan"))
    place = models.CharField(_("tempat"), max_length=160, blank=True)
    participants = models.CharField(_("peserta"), max_length=300, blank=True)
    participant_count = models.PositiveIntegerField(
        _("banyak peserta"), null=True, blank=True
    )
    expected_points = models.FloatField(
        _("perkiraan kenaikan nilai"), null=True, blank=True
    )
    evidence_asked = models.JSONField(default=list)
    component = models.CharField(max_length=10, blank=True)
    program = models.CharField(max_length=10, blank=True)
    state = models.CharField(
        max_length=10,
        choices=ActivityState,
        default=ActivityState.PLANNED,
        editable=False,
    )
    done_on = models.DateField(null=True, editable=False)

    objects: ClassVar[models.Manager[Activity]] = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "thread"], name="planning_a_thread_runs_once_in_a_plan"
            ),
            models.CheckConstraint(
                name="planning_an_activity_ends_after_it_starts",
                condition=Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="planning_nobody_verifies_their_own_activity",
                condition=Q(owner=None) | Q(verifier=None) | ~Q(owner=F("verifier")),
            ),
            models.CheckConstraint(
                name="planning_a_completed_activity_has_its_day",
                condition=Q(state__in=COMPLETED, done_on__isnull=False)
                | (~Q(state__in=COMPLETED) & Q(done_on=None)),
            ),
        ]
        indexes = [
            models.Index(fields=["thread"], name="planning_activity_thread"),
            models.Index(
                fields=["kind_key"],
                condition=~Q(kind_key=""),
                name="planning_activity_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} #{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("planning:activity-detail", args=[self.pk])

    @property
    def key(self) -> str:
        """How other registers name it: the same through all revisions."""
        return self.thread.hex

    @property
    def is_completed(self) -> bool:
        return self.state in COMPLETED

    def days_late(self, day: date) -> int:
        """Days past its end while not done; 0 when in time, done or cancelled."""
        if self.state not in (ActivityState.PLANNED, ActivityState.RUNNING):
            return 0
        return max((day - self.ends_on).days, 0)


class ActivityStep(models.Model):
    """One step of an activity. ``done_on`` is kept while carrying out."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="steps")
    thread = models.UUIDField(default=uuid4, editable=False)
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("langkah"), max_length=200)
    starts_on = models.DateField(_("mulai"))
    ends_on = models.DateField(_("sampai dengan"))
    done_on = models.DateField(null=True, editable=False)

    class Meta:
        ordering = ["activity", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="planning_a_step_ends_after_it_starts",
                condition=Q(ends_on__gte=F("starts_on")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} #{self.pk}"


class Invitee(models.Model):
    """A unit, or one person of it, that an activity is meant for.

    ``reason`` says which gap brought it onto the list.
    """

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="invitees")
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+"
    )
    person_name = models.CharField(max_length=160, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["activity", "organisation__name", "person_name"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "organisation", "person_name"],
                name="planning_invited_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} for activity {self.activity_id}"
