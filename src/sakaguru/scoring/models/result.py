"""What a run found: one row per school, one per region and segment.

Written once by COPY, never changed. Arrays follow ``run.nodes``; a figure that is
missing is NaN there, and becomes None as soon as it is read for people.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from sakaguru.organisations.enums import SchoolStatus, Tier
from sakaguru.scoring.enums import SchoolState, Segment
from sakaguru.scoring.models.run import ScoreRun


def floats() -> ArrayField:  # type: ignore[type-arg]
    return ArrayField(models.FloatField())


def whole_numbers() -> ArrayField:  # type: ignore[type-arg]
    return ArrayField(models.IntegerField())


def small_numbers() -> ArrayField:  # type: ignore[type-arg]
    return ArrayField(models.SmallIntegerField())


class SchoolResult(models.Model):
    """The scores of one school in one run, and where it stood in the tree then.

    ``total`` is the rounded score (R6), ``level`` its level where sufficient.
    ``respondents``, ``population`` (-1 unknown) and ``minimum`` follow the roles in
    their fixed order. ``role_scores`` (hundredths of points, -1 none) and ``role_n``
    hold one value per sub-indicator and role: leaf 0 of all roles first. ``hidden``
    marks nodes whose score would tell single people's answers (`engine.disclosure`).
    """

    run = models.ForeignKey(ScoreRun, models.CASCADE, related_name="schools")
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="school_results"
    )
    parent = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, related_name="+"
    )
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=160)
    path = models.CharField(max_length=255)
    status = models.CharField(max_length=10, choices=SchoolStatus)
    state = models.CharField(max_length=12, choices=SchoolState)
    level = models.SmallIntegerField(null=True)
    total = models.FloatField(null=True)
    pupils = models.IntegerField(null=True)
    respondents = small_numbers()
    population = whole_numbers()
    minimum = small_numbers()
    scores = floats()
    errors = floats()
    coverage = floats()
    n = whole_numbers()
    sufficient = ArrayField(models.BooleanField())
    hidden = ArrayField(models.BooleanField())
    role_scores = small_numbers()
    role_n = small_numbers()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "run"], name="scoring_school_once_per_run"
            )
        ]
        indexes = [
            models.Index(fields=["run", "parent"], name="scoring_school_parent"),
            models.Index(
                fields=["run", "path"],
                name="scoring_school_path",
                opclasses=["int8_ops", "varchar_pattern_ops"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} in run {self.run_id}"


class RegionResult(models.Model):
    """The figures of one unit in one run, over all its schools or a segment (R10, R11).

    ``insufficient``, ``counted``, ``mean``, ``errors`` and ``mean_by_pupils`` follow
    ``run.nodes``. ``quantiles`` (p10 p25 p50 p75 p90) and ``levels`` (counts) hold five
    and as many as there are levels per node, node after node, for ``run.uppers``: the
    total, standards and indicators. ``hidden`` follows ``run.nodes`` and marks what
    those may not see who may not see the schools (`engine.disclosure`); empty in runs
    from before it was kept.
    """

    run = models.ForeignKey(ScoreRun, models.CASCADE, related_name="regions")
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="region_results"
    )
    parent = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, related_name="+"
    )
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=160)
    path = models.CharField(max_length=255)
    tier = models.PositiveSmallIntegerField(choices=Tier)
    segment = models.CharField(max_length=10, choices=Segment)
    schools = models.IntegerField()
    not_invited = models.IntegerField()
    not_sent = models.IntegerField()
    insufficient = whole_numbers()
    counted = whole_numbers()
    mean = floats()
    errors = floats()
    mean_by_pupils = floats()
    quantiles = floats()
    levels = whole_numbers()
    hidden = ArrayField(models.BooleanField(), default=list, db_default=[])

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "run", "segment"],
                name="scoring_region_once_per_run_and_segment",
            )
        ]
        indexes = [
            models.Index(
                fields=["run", "parent", "segment"], name="scoring_region_parent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.segment} in run {self.run_id}"
