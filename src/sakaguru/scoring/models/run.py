"""A score run: one calculation over one snapshot of answers."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sakaguru.scoring.enums import Audience, RunPurpose, RunState


class ScoreRunQuerySet(models.QuerySet["ScoreRun"]):
    def published_to(self, audience: Audience) -> Self:
        """Runs that this audience, or a wider one, may see."""
        return self.filter(audience__gte=audience)

    def unfinished(self) -> Self:
        return self.filter(state__in=[RunState.QUEUED, RunState.RUNNING])


class ScoreRun(models.Model):
    """One calculation of scores, and all that is needed to repeat it (R17).

    A run is never changed after it is done; a newer one stands beside it. ``nodes``
    are the codes of the measured nodes and give the order of every array of its
    results; ``leaves`` are the sub-indicators among them, ``uppers`` the others.
    ``digest`` is the SHA-256 over ids and digests of the submissions in order.
    ``audience`` is the widest of its publications, 0 before the first. ``sources`` are
    the runs that a run over a whole cycle gathers.
    """

    owner = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="score_runs"
    )
    campaign = models.ForeignKey(
        "survey.Campaign", models.PROTECT, null=True, related_name="score_runs"
    )
    purpose = models.CharField(
        max_length=10, choices=RunPurpose, default=RunPurpose.CAMPAIGN
    )
    cycle_label = models.CharField(_("siklus"), max_length=60)
    data_on = models.DateField(_("keadaan data"))
    framework_version = models.ForeignKey(
        "standards.FrameworkVersion", models.PROTECT, related_name="score_runs"
    )
    instrument_version = models.ForeignKey(
        "instruments.InstrumentVersion", models.PROTECT, related_name="score_runs"
    )
    method_version = models.CharField(max_length=20, blank=True)
    engine_version = models.CharField(max_length=20, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    nodes = ArrayField(models.CharField(max_length=20), default=list)
    leaves = ArrayField(models.CharField(max_length=20), default=list)
    uppers = ArrayField(models.CharField(max_length=20), default=list)
    minimum = models.JSONField(default=dict)
    sources = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=RunState, default=RunState.QUEUED)
    progress_percent = models.PositiveSmallIntegerField(default=0)
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, related_name="+"
    )
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    failure = models.CharField(max_length=300, blank=True)
    audience = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[models.Manager[ScoreRun]] = ScoreRunQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="scoring_only_a_finished_run_is_published",
                condition=Q(audience=0) | Q(state=RunState.DONE),
            ),
            models.CheckConstraint(
                name="scoring_a_campaign_run_has_its_campaign",
                condition=Q(purpose=RunPurpose.CAMPAIGN, campaign__isnull=False)
                | Q(purpose=RunPurpose.CYCLE, campaign=None),
            ),
            models.UniqueConstraint(
                fields=["campaign"],
                condition=Q(state__in=[RunState.QUEUED, RunState.RUNNING]),
                name="scoring_one_unfinished_run_per_campaign",
            ),
        ]
        indexes = [
            models.Index(fields=["campaign", "-id"], name="scoring_run_campaign"),
            models.Index(fields=["cycle_label", "-id"], name="scoring_run_cycle"),
        ]

    def __str__(self) -> str:
        return f"{self.cycle_label} #{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("scoring:run-detail", args=[self.pk])

    @property
    def is_finished(self) -> bool:
        return self.state in {RunState.DONE, RunState.FAILED}

    @property
    def is_done(self) -> bool:
        return self.state == RunState.DONE
