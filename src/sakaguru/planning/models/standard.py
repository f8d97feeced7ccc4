"""A school's own standard above the national one."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from sakaguru.planning.enums import StandardState
from sakaguru.planning.models.doing import Effect


class OwnStandard(models.Model):
    """What a unit asks of itself on a node, once the national standard is met.

    ``floor`` is the national target in points, ``measured`` what was reached and
    ``expected`` the own target above both. Proposed by a measurement (``effect``),
    decided by the head; the newest accepted one holds.
    """

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="own_standards"
    )
    node = models.ForeignKey("standards.Node", models.PROTECT, related_name="+")
    effect = models.ForeignKey(
        Effect, models.SET_NULL, null=True, related_name="standards"
    )
    floor = models.FloatField()
    measured = models.FloatField()
    expected = models.FloatField()
    state = models.CharField(
        max_length=10, choices=StandardState, default=StandardState.PROPOSED
    )
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["organisation", "node__position", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "node"],
                condition=Q(state=StandardState.PROPOSED),
                name="planning_one_open_proposal_per_node",
            ),
            models.CheckConstraint(
                name="planning_an_own_standard_is_above_the_floor",
                condition=Q(expected__gt=models.F("floor")),
            ),
            models.CheckConstraint(
                name="planning_a_decided_standard_has_its_moment",
                condition=Q(state=StandardState.PROPOSED, decided_at=None)
                | (~Q(state=StandardState.PROPOSED) & Q(decided_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.expected} on node {self.node_id} of {self.organisation_id}"
