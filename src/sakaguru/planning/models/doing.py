"""How an activity goes, and what it changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sakaguru.planning.enums import FundSource, Verdict
from sakaguru.planning.models.activity import Activity


class Progress(models.Model):
    """One report on an activity. Never changed; a later one stands beside it.

    ``percent`` is how far the work is then, ``spent_rupiah`` what was spent since the
    report before, from ``source``. When a revision is approved, the reports move to its
    activity of the same thread.
    """

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="reports")
    percent = models.PositiveSmallIntegerField(_("kemajuan (persen)"))
    spent_rupiah = models.BigIntegerField(_("dana terpakai (rupiah)"), default=0)
    source = models.CharField(
        _("sumber dana"), max_length=10, choices=FundSource, blank=True
    )
    note = models.TextField(_("catatan"), blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["activity", "at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="planning_percent_is_a_percent",
                condition=Q(percent__lte=100),
            )
        ]

    def __str__(self) -> str:
        return f"{self.percent} % of activity {self.activity_id}"


class Effect(models.Model):
    """What a new measurement says about an activity; written once per run.

    ``before``, ``after`` are points of ``node`` with their standard errors.
    ``difference`` is the change beyond that of schools alike, between ``low`` and
    ``high``; ``n_with`` and ``n_without`` say how many schools stand on each side.
    ``method`` holds what is needed to understand the figure.
    """

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="effects")
    run_before = models.ForeignKey("scoring.ScoreRun", models.PROTECT, related_name="+")
    run_after = models.ForeignKey("scoring.ScoreRun", models.PROTECT, related_name="+")
    node = models.ForeignKey("standards.Node", models.PROTECT, related_name="+")
    before = models.FloatField(null=True)
    before_se = models.FloatField(null=True)
    after = models.FloatField(null=True)
    after_se = models.FloatField(null=True)
    peers_change = models.FloatField(null=True)
    difference = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    n_with = models.PositiveIntegerField(default=0)
    n_without = models.PositiveIntegerField(default=0)
    verdict = models.CharField(max_length=10, choices=Verdict)
    method = models.JSONField(default=dict)
    computed_at = models.DateTimeField()

    class Meta:
        ordering = ["activity", "-computed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "run_after"],
                name="planning_one_effect_per_measurement",
            )
        ]

    def __str__(self) -> str:
        return f"effect of activity {self.activity_id} in run {self.run_after_id}"
