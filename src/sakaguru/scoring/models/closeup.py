"""What a run says beside the scores, where there is something to say.

Small documents, written once with the run. Codes are those of nodes.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from sakaguru.scoring.models.run import ScoreRun


class SchoolCloseup(models.Model):
    """Marks, a second look and calmer estimates of one school (never a respondent).

    ``marks`` lists ``[kind, place, count]`` (`enums.Mark`; the place is a role or a
    node). ``without`` holds scores without the marked submissions: ``{"left_out": n,
    "scores": {code: [score, level]}}`` for the nodes whose level they change.
    ``calm`` holds the shrunken estimates of standards and total: ``{code: [estimate,
    error, own share]}``.
    """

    run = models.ForeignKey(ScoreRun, models.CASCADE, related_name="closeups")
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+"
    )
    marks = models.JSONField(default=list)
    without = models.JSONField(default=dict)
    calm = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "run"], name="scoring_closeup_once_per_run"
            )
        ]

    def __str__(self) -> str:
        return f"school {self.organisation_id} in run {self.run_id}"


class RegionCloseup(models.Model):
    """How far the units of a region lie apart (R13), and what changed (R14).

    ``apart`` maps total and standards to ``[share between units, gap, its error, code
    of the best unit, of the weakest]``; ``changes`` to ``[points, error, verdict,
    schools compared]`` since the run ``before``.
    """

    run = models.ForeignKey(ScoreRun, models.CASCADE, related_name="region_closeups")
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+"
    )
    before = models.ForeignKey(ScoreRun, models.SET_NULL, null=True, related_name="+")
    apart = models.JSONField(default=dict)
    changes = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "run"],
                name="scoring_region_closeup_once_per_run",
            )
        ]

    def __str__(self) -> str:
        return f"region {self.organisation_id} in run {self.run_id}"


class Scale(models.Model):
    """How well the items of a role under one standard hang together in a run.

    The arrays follow ``items``; a figure that cannot be computed is None. Aggregates
    over all schools of the run.
    """

    run = models.ForeignKey(ScoreRun, models.CASCADE, related_name="scales")
    role = models.CharField(max_length=4)
    standard = models.CharField(max_length=20)
    respondents = models.IntegerField()
    alpha = models.FloatField(null=True)
    items = ArrayField(models.CharField(max_length=40))
    answered = ArrayField(models.IntegerField())
    item_rest = ArrayField(models.FloatField(null=True))
    alpha_without = ArrayField(models.FloatField(null=True))
    misfits = ArrayField(models.BooleanField())

    class Meta:
        ordering = ["role", "standard"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "role", "standard"], name="scoring_scale_once_per_run"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.standard} in run {self.run_id}"
