"""What good is: frameworks of standards and their frozen versions."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sakaguru.standards.enums import VersionStatus
from sakaguru.standards.models.edition import Edition


class Framework(models.Model):
    """A named set of standards, such as SNP-2016. What it says stands in its versions.

    ``title`` is bilingual: ``{"id": ..., "en": ...}``.
    """

    owner = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="frameworks"
    )
    code = models.SlugField(_("kode"), max_length=40, unique=True)
    title = models.JSONField(_("nama"))

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("standards:framework-detail", args=[self.code])


class FrameworkVersionQuerySet(models.QuerySet["FrameworkVersion"]):
    def published(self) -> Self:
        """The versions in force: at most one of each framework."""
        return self.filter(status=VersionStatus.PUBLISHED)


class FrameworkVersion(Edition):
    """One edition of a framework: drafted, published, then frozen for ever.

    ``minimum_respondents`` maps roles to numbers (R7). ``about`` holds ``source`` and
    ``notes`` in both languages. Triggers refuse any change after publication.
    """

    framework = models.ForeignKey(Framework, models.PROTECT, related_name="versions")
    label = models.SlugField(_("versi"), max_length=20)
    scale_max = models.FloatField(_("nilai tertinggi"), default=7)
    minimum_respondents = models.JSONField(_("responden minimum"), default=dict)
    about = models.JSONField(default=dict)

    objects: ClassVar[models.Manager[FrameworkVersion]] = (
        FrameworkVersionQuerySet.as_manager()
    )

    class Meta:
        ordering = ["framework", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "label"], name="standards_one_version_per_label"
            ),
            models.UniqueConstraint(
                fields=["framework"],
                condition=Q(status=VersionStatus.PUBLISHED),
                name="standards_one_published_version_per_framework",
            ),
            models.CheckConstraint(
                name="standards_only_a_draft_is_unpublished",
                condition=Q(status=VersionStatus.DRAFT, published_at=None)
                | (~Q(status=VersionStatus.DRAFT) & Q(published_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="standards_scale_is_positive", condition=Q(scale_max__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.framework.code} {self.label}"

    @property
    def home(self) -> Framework:
        return self.framework

    def get_absolute_url(self) -> str:
        return reverse(
            "standards:version-detail", args=[self.framework.code, self.label]
        )


class Level(models.Model):
    """A band of the scale: scores up to and including ``up_to`` (R6).

    ``label`` and ``meaning`` are bilingual.
    """

    version = models.ForeignKey(FrameworkVersion, models.CASCADE, related_name="levels")
    number = models.PositiveSmallIntegerField()
    label = models.JSONField()
    meaning = models.JSONField(default=dict)
    up_to = models.FloatField(_("sampai dengan"))

    class Meta:
        ordering = ["version", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "number"], name="standards_one_level_per_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.number}"
