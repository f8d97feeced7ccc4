"""Administrative figures of a school, each with source and date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sakaguru.survey.enums import DataSource

if TYPE_CHECKING:
    from datetime import date


class DataEntryQuerySet(models.QuerySet["DataEntry"]):
    def newest_on(self, day: date) -> Self:
        """Per school and field, the entry that speaks for ``day``."""
        known = self.filter(dated_on__lte=day)
        known = known.order_by("school_id", "field", "-dated_on", "-entered_at", "-pk")
        return known.distinct("school_id", "field")


class DataEntry(models.Model):
    """What a field of administrative data was on a day. Corrected by a newer entry.

    ``field`` is the key of an `instruments.DataField`; kind and unit stand there.
    ``value`` is its plain form: a number with a point, 1 or 0 for yes or no, the value
    of a choice, an ISO date. Empty states that the figure is not known any more.
    """

    school = models.ForeignKey(
        "organisations.Organisation", models.CASCADE, related_name="data_entries"
    )
    field = models.CharField(max_length=60)
    value = models.CharField(_("nilai"), max_length=120, blank=True)
    source = models.CharField(_("sumber"), max_length=10, choices=DataSource)
    dated_on = models.DateField(_("keadaan tanggal"))
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    objects = DataEntryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["school", "field", "-dated_on", "-entered_at"],
                name="survey_newest_entry",
            )
        ]

    def __str__(self) -> str:
        return f"{self.school_id} {self.field} {self.dated_on} #{self.pk}"
