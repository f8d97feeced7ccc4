"""What a unit wants to reach, by when, with whose consent."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sakaguru.planning.enums import Decision, PlanKind, PlanState, SigningAct


class PlanQuerySet(models.QuerySet["Plan"]):
    def in_force(self) -> Self:
        return self.filter(state=PlanState.APPROVED)

    def alive(self) -> Self:
        """Plans on which somebody works or decides, and those in force."""
        return self.exclude(state__in=[PlanState.SUPERSEDED, PlanState.DROPPED])


class Plan(models.Model):
    """A plan of a unit: drafted, submitted, decided step by step, then frozen.

    ``school_year`` reads "2026/2027" and ``budget_year`` is a calendar year; a plan may
    name both. ``ends_on`` is its last day. ``ceiling_rupiah`` is the money there is,
    null where nobody has said. ``parent`` is the RKJM of an RKT. ``run`` gave the
    baselines. ``revises`` is the plan it replaces when approved; ``revision`` counts
    from 0. ``round`` counts submissions. ``number`` is given at the first submission.
    Triggers refuse any change of content once it is no draft.
    """

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="plans"
    )
    kind = models.CharField(_("jenis"), max_length=10, choices=PlanKind)
    title = models.CharField(_("judul"), max_length=200)
    number = models.CharField(_("nomor"), max_length=80, blank=True)
    starts_on = models.DateField(_("mulai"))
    ends_on = models.DateField(_("sampai dengan"))
    school_year = models.CharField(_("tahun ajaran"), max_length=9, blank=True)
    budget_year = models.PositiveSmallIntegerField(
        _("tahun anggaran"), null=True, blank=True
    )
    ceiling_rupiah = models.BigIntegerField(
        _("dana yang tersedia (rupiah)"), null=True, blank=True
    )
    vision = models.TextField(_("visi"), blank=True)
    mission = models.TextField(_("misi"), blank=True)
    goals = models.TextField(_("tujuan"), blank=True)
    state = models.CharField(
        max_length=10, choices=PlanState, default=PlanState.DRAFT, editable=False
    )
    round = models.PositiveSmallIntegerField(default=0, editable=False)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="years"
    )
    run = models.ForeignKey(
        "scoring.ScoreRun", models.PROTECT, null=True, related_name="plans"
    )
    revises = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="revisions"
    )
    revision = models.PositiveSmallIntegerField(default=0, editable=False)
    revision_reason = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, editable=False)
    approved_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[models.Manager[Plan]] = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-revision", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="planning_a_plan_ends_after_it_starts",
                condition=Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="planning_a_ceiling_is_not_negative",
                condition=Q(ceiling_rupiah=None) | Q(ceiling_rupiah__gte=0),
            ),
            models.CheckConstraint(
                name="planning_a_revision_says_why",
                condition=Q(revises=None, revision=0)
                | (Q(revises__isnull=False, revision__gt=0) & ~Q(revision_reason="")),
            ),
            models.CheckConstraint(
                name="planning_an_approved_plan_has_its_moment",
                condition=Q(
                    state__in=[PlanState.APPROVED, PlanState.SUPERSEDED],
                    approved_at__isnull=False,
                )
                | Q(
                    state__in=[
                        PlanState.DRAFT,
                        PlanState.SUBMITTED,
                        PlanState.DROPPED,
                    ],
                    approved_at=None,
                ),
            ),
            models.UniqueConstraint(
                fields=["revises"],
                condition=~Q(state=PlanState.DROPPED),
                name="planning_one_revision_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["number", "revision"],
                condition=~Q(number="") & ~Q(state=PlanState.DROPPED),
                name="planning_a_number_is_given_once",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "state"], name="planning_plan_of_unit")
        ]

    def __str__(self) -> str:
        return f"{self.title} #{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("planning:plan-detail", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.state == PlanState.DRAFT

    @property
    def is_in_force(self) -> bool:
        return self.state == PlanState.APPROVED


class Signing(models.Model):
    """One step of the approval of one submission: what is asked, and what was decided.

    Written when the plan is submitted, from the order in the data; ``title`` is
    bilingual, ``roles`` and ``tiers`` say who may decide (no tiers: the very unit).
    ``on_behalf_of`` names the chair of a committee whose decision somebody recorded
    from its minutes; ``person`` is who acted. A decided row never changes.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="signings")
    round = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    step = models.CharField(max_length=20)
    act = models.CharField(max_length=10, choices=SigningAct)
    title = models.JSONField()
    roles = models.JSONField()
    tiers = models.JSONField(default=list)
    decision = models.CharField(
        max_length=10, choices=Decision, default=Decision.WAITING, blank=True
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    on_behalf_of = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["plan", "round", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "round", "position"],
                name="planning_a_step_stands_once_per_round",
            ),
            models.CheckConstraint(
                name="planning_a_decision_has_its_moment",
                condition=Q(decision=Decision.WAITING, at=None)
                | (~Q(decision=Decision.WAITING) & Q(at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} of plan {self.plan_id}, round {self.round}"


class Target(models.Model):
    """What a node shall reach: ``expected`` points, from ``baseline`` of the run.

    ``baseline_se`` is its standard error. ``year`` (of an RKJM: 2027 and so on) is null
    in plans of one year. ``is_own_standard``: raised above the national standard.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="targets")
    node = models.ForeignKey("standards.Node", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    baseline = models.FloatField(null=True)
    baseline_se = models.FloatField(null=True)
    expected = models.FloatField()
    is_own_standard = models.BooleanField(default=False)

    class Meta:
        ordering = ["plan", "node__position", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "node", "year"],
                nulls_distinct=False,
                name="planning_one_target_per_node_and_year",
            ),
            models.CheckConstraint(
                name="planning_a_target_is_not_negative", condition=Q(expected__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"node {self.node_id} to {self.expected} in plan {self.plan_id}"


class Comment(models.Model):
    """What somebody says about a plan, or about one activity of it."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="comments")
    thread = models.UUIDField(null=True)
    text = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"comment #{self.pk} on plan {self.plan_id}"
