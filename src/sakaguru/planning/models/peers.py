"""What schools alike did, kept so that a page need not read a nation."""

from __future__ import annotations

from django.db import models

from sakaguru.planning.enums import Likelihood


class PeerPool(models.Model):
    """Schools measured in two cycles on one node, those that did something marked.

    ``kind_key`` is the key of the remedy they followed. ``body`` holds the arrays of
    `logic.matching.Pool`; a school stands in it once per pair of cycles. ``done`` and
    ``others`` count rows. Made anew when scores are published.
    """

    framework = models.ForeignKey(
        "standards.Framework", models.PROTECT, related_name="+"
    )
    node_code = models.CharField(max_length=20)
    kind_key = models.CharField(max_length=60)
    cycles = models.JSONField(default=list)
    done = models.PositiveIntegerField()
    others = models.PositiveIntegerField()
    body = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["framework", "node_code", "kind_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "node_code", "kind_key"],
                name="planning_one_pool_per_node_and_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind_key} on {self.node_code}"


class PeerComparison(models.Model):
    """What an activity of a kind changed in schools like one school.

    ``points`` is the difference in change between those that did and those that did
    not, between ``low`` and ``high``; null where ``found`` is TOO_FEW. ``placebo_*`` is
    the same over the period before; null where that is not known for enough schools.
    """

    organisation = models.ForeignKey(
        "organisations.Organisation", models.CASCADE, related_name="+"
    )
    pool = models.ForeignKey(PeerPool, models.CASCADE, related_name="comparisons")
    found = models.CharField(max_length=10, choices=Likelihood)
    n_done = models.PositiveSmallIntegerField()
    n_not = models.PositiveSmallIntegerField()
    points = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    change_done = models.FloatField(null=True)
    change_not = models.FloatField(null=True)
    nearest = models.FloatField(null=True)
    farthest = models.FloatField(null=True)
    placebo_points = models.FloatField(null=True)
    placebo_low = models.FloatField(null=True)
    placebo_high = models.FloatField(null=True)
    computed_at = models.DateTimeField()

    class Meta:
        ordering = ["organisation", "pool"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "pool"],
                name="planning_a_school_is_compared_once_per_pool",
            )
        ]

    def __str__(self) -> str:
        return f"{self.found} for {self.organisation_id} in pool {self.pool_id}"

    @property
    def fails_placebo(self) -> bool:
        """Whether both sides differed already before anything was done."""
        if self.placebo_low is None or self.placebo_high is None:
            return False
        return self.placebo_low > 0 or self.placebo_high < 0
