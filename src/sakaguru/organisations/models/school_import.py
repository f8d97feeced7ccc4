"""A list of schools between its rehearsal and its run."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class SchoolImport(models.Model):
    """A list that somebody uploaded, kept as read.

    So the run takes just what the rehearsal showed. ``rows`` is a list of
    [row number, {column: cell}].
    """

    owner = models.ForeignKey(
        "organisations.Organisation", models.CASCADE, related_name="school_imports"
    )
    filename = models.CharField(max_length=200)
    header = models.JSONField()
    rows = models.JSONField()
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    uploaded_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.filename} #{self.pk}"
