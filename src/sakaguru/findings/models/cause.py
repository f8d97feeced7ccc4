"""Why a gap is there, and what answers it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from sakaguru.findings.enums import CauseKind
from sakaguru.findings.models.finding import Finding


class Cause(models.Model):
    """A cause that people settled on for a finding.

    ``text`` is bilingual when it comes from the tree (``tree_key``), else one language
    in both. ``whys`` are up to five answers to "why?", from the finding downwards.
    """

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="causes")
    kind = models.CharField(max_length=5, choices=CauseKind)
    tree_key = models.CharField(max_length=60, blank=True)
    text = models.JSONField()
    whys = models.JSONField(default=list)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["finding", "tree_key"],
                condition=~models.Q(tree_key=""),
                name="findings_a_cause_of_the_tree_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.finding_id} #{self.pk}"


class FindingAction(models.Model):
    """What answers a finding, as told by the capability above that plans it."""

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="actions")
    source = models.CharField(max_length=30)
    source_key = models.CharField(max_length=64)
    label = models.CharField(max_length=200)
    address = models.CharField(max_length=200, blank=True)
    has_owner = models.BooleanField(default=False)
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ["noted_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["finding", "source", "source_key"],
                name="findings_an_action_answers_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.source_key} answers {self.finding_id}"
