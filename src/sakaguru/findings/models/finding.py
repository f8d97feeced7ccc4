"""What a unit found about itself, and by what it was seen."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sakaguru.findings.enums import FindingKind, FindingState, Origin, Severity


class FindingQuerySet(models.QuerySet["Finding"]):
    def open_gaps(self) -> Self:
        """Gaps that nobody has decided on and no measurement has closed."""
        return self.filter(kind=FindingKind.GAP, state=FindingState.OPEN)

    def loose(self) -> Self:
        """Open gaps without an owner, a cause or an action."""
        missing = Q(has_owner=False) | Q(has_cause=False) | Q(has_action=False)
        return self.open_gaps().filter(missing)


class Finding(models.Model):
    """One gap, strength or good practice of a unit on one node.

    All that shows the same gap stands in its `Sign` rows, so that it is treated once.
    ``score``, ``target``, ``before`` (points), ``level`` and ``band`` (1, the best
    fifth of the schools of the run, to 5) are those of ``last_run``; null when it was
    recorded by hand. ``text`` is what a person wrote; empty when it was derived.
    ``is_shared``: units above may read it; else only the unit's own team.
    ``has_owner``, ``has_cause`` and ``has_action`` are kept by the services, for the
    board of loose ends. ``place`` is a place in the order given by hand, from 1.
    """

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="findings"
    )
    node = models.ForeignKey(
        "standards.Node",
        models.PROTECT,
        related_name="findings",
        verbose_name=_("butir"),
    )
    kind = models.CharField(_("jenis"), max_length=10, choices=FindingKind)
    severity = models.PositiveSmallIntegerField(_("tingkat"), choices=Severity)
    text = models.TextField(_("uraian"), blank=True)
    state = models.CharField(
        max_length=10, choices=FindingState, default=FindingState.OPEN
    )
    is_shared = models.BooleanField(default=False)
    last_run = models.ForeignKey(
        "scoring.ScoreRun", models.PROTECT, null=True, related_name="findings"
    )
    score = models.FloatField(null=True)
    target = models.FloatField(null=True)
    before = models.FloatField(null=True)
    level = models.PositiveSmallIntegerField(null=True)
    levels = models.PositiveSmallIntegerField(null=True)
    band = models.PositiveSmallIntegerField(null=True)
    has_owner = models.BooleanField(default=False)
    has_cause = models.BooleanField(default=False)
    has_action = models.BooleanField(default=False)
    place = models.PositiveSmallIntegerField(null=True)
    place_reason = models.CharField(max_length=500, blank=True)
    found_at = models.DateTimeField()
    found_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    closed_why = models.TextField(blank=True)

    objects: ClassVar[models.Manager[Finding]] = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["organisation", "-severity", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "node", "kind"],
                condition=Q(state=FindingState.OPEN),
                name="findings_one_open_of_a_kind_per_node",
            ),
            models.CheckConstraint(
                name="findings_a_closed_one_says_when_and_why",
                condition=Q(state=FindingState.OPEN, closed_at=None)
                | (~Q(state=FindingState.OPEN) & Q(closed_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation"],
                condition=Q(kind=FindingKind.GAP, state=FindingState.OPEN),
                name="findings_open_gaps",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.node_id} @{self.organisation_id} #{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("findings:finding-detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state == FindingState.OPEN

    @property
    def is_gap(self) -> bool:
        return self.kind == FindingKind.GAP

    @property
    def distance(self) -> float | None:
        """Points missing to the target; None without figures."""
        if self.score is None or self.target is None:
            return None
        return max(round(self.target - self.score, 2), 0.0)


class Sign(models.Model):
    """By what a finding was seen: a rule over a run, a person, a visit.

    ``sentence`` is bilingual. ``rule`` is the code of a rule in the data of this
    capability, or empty. ``is_shared`` follows the publication of the run.
    """

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="signs")
    origin = models.CharField(max_length=10, choices=Origin)
    rule = models.CharField(max_length=30, blank=True)
    run = models.ForeignKey(
        "scoring.ScoreRun", models.PROTECT, null=True, related_name="+"
    )
    severity = models.PositiveSmallIntegerField(choices=Severity)
    sentence = models.JSONField()
    address = models.CharField(max_length=200, blank=True)
    is_shared = models.BooleanField(default=False)
    seen_at = models.DateTimeField()
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-seen_at", "-run_id", "rule", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["finding", "rule", "run"],
                condition=Q(run__isnull=False),
                name="findings_a_rule_signs_once_per_run",
            )
        ]

    def __str__(self) -> str:
        return f"{self.origin} {self.rule} of {self.finding_id} #{self.pk}"
