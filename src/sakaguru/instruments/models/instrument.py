"""How we ask: instruments and their frozen versions."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sakaguru.instruments.enums import RespondentRole
from sakaguru.standards.enums import VersionStatus
from sakaguru.standards.models.edition import Edition


def both_languages() -> list[str]:
    return ["id", "en"]


class Instrument(models.Model):
    """A named set of questionnaires, such as EDS-SD. ``title`` is bilingual."""

    owner = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="instruments"
    )
    code = models.SlugField(_("kode"), max_length=40, unique=True)
    title = models.JSONField(_("nama"))

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("instruments:instrument-detail", args=[self.code])


class InstrumentVersionQuerySet(models.QuerySet["InstrumentVersion"]):
    def published(self) -> Self:
        """The versions in force: at most one of each instrument."""
        return self.filter(status=VersionStatus.PUBLISHED)


class InstrumentVersion(Edition):
    """One edition of an instrument: drafted, published, then frozen for ever.

    ``settings`` lists the thresholds that the data rules use, each with the day since
    which it holds; ``terms`` the sums with a name; ``lists`` the accepted documents.
    ``not_covered`` maps node codes to the bilingual reason why no
    question asks them. Triggers refuse any change after publication.
    """

    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="versions")
    framework_version = models.ForeignKey(
        "standards.FrameworkVersion", models.PROTECT, related_name="instruments"
    )
    languages = ArrayField(models.CharField(max_length=5), default=both_languages)
    settings = models.JSONField(default=list)
    terms = models.JSONField(default=list)
    lists = models.JSONField(default=list)
    not_covered = models.JSONField(default=dict)
    about = models.JSONField(default=dict)

    objects: ClassVar[models.Manager[InstrumentVersion]] = (
        InstrumentVersionQuerySet.as_manager()
    )

    class Meta:
        ordering = ["instrument", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["instrument", "label"],
                name="instruments_one_version_per_label",
            ),
            models.UniqueConstraint(
                fields=["instrument"],
                condition=Q(status=VersionStatus.PUBLISHED),
                name="instruments_one_published_version_per_instrument",
            ),
            models.CheckConstraint(
                name="instruments_only_a_draft_is_unpublished",
                condition=Q(status=VersionStatus.DRAFT, published_at=None)
                | (~Q(status=VersionStatus.DRAFT) & Q(published_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument.code} {self.label}"

    @property
    def home(self) -> Instrument:
        return self.instrument

    def get_absolute_url(self) -> str:
        return reverse(
            "instruments:version-detail", args=[self.instrument.code, self.label]
        )


class Questionnaire(models.Model):
    """What one role is given: a greeting, and how long it takes (minutes)."""

    version = models.ForeignKey(
        InstrumentVersion, models.CASCADE, related_name="questionnaires"
    )
    role = models.CharField(max_length=4, choices=RespondentRole)
    minutes = models.PositiveSmallIntegerField(_("perkiraan menit"))
    intro = models.JSONField(_("pengantar"), default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "role"],
                name="instruments_one_questionnaire_per_role",
            )
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.role}"


class Section(models.Model):
    """A page of a questionnaire: questions about one standard, by its code."""

    questionnaire = models.ForeignKey(
        Questionnaire, models.CASCADE, related_name="sections"
    )
    position = models.PositiveSmallIntegerField()
    standard = models.CharField(_("standar"), max_length=20)
    title = models.JSONField(_("judul"))

    class Meta:
        ordering = ["questionnaire", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "position"],
                name="instruments_one_section_per_position",
            )
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire_id} {self.position}"
