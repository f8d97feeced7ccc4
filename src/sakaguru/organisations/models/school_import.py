"""A list of schools between its rehearsal and its run."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse

from sakaguru.organisations.enums import ListState

UNDER_WAY = {ListState.READING, ListState.RUNNING}
ASKED = {ListState.WAITING, ListState.QUEUED}


class SchoolImport(models.Model):
    """A list that somebody uploaded, kept so that the run takes what was rehearsed.

    A small one is kept as read: ``rows`` is a list of [row number, {column: cell}]. A
    large one is kept as it came, in ``content``, and worked on in the background, as
    ``acting`` who asked last and on that right alone. ``rows_done`` is how far that
    work is, ``row_count`` how many rows there are, once known. ``report`` and
    ``faults`` ([row, column, reason]) tell what was found or done; ``failure`` why
    nothing was.
    """

    owner = models.ForeignKey(
        "organisations.Organisation", models.CASCADE, related_name="school_imports"
    )
    filename = models.CharField(max_length=200)
    header = models.JSONField()
    rows = models.JSONField()
    content = models.BinaryField(null=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    uploaded_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    state = models.CharField(
        max_length=10,
        choices=ListState,
        default=ListState.KEPT,
        db_default=ListState.KEPT,
    )
    acting = models.ForeignKey(
        "organisations.Membership", models.SET_NULL, null=True, related_name="+"
    )
    asked_at = models.DateTimeField(null=True)
    rows_done = models.PositiveIntegerField(default=0, db_default=0)
    row_count = models.PositiveIntegerField(null=True)
    report = models.JSONField(null=True)
    faults = models.JSONField(null=True)
    failure = models.CharField(max_length=300, blank=True, default="", db_default="")

    class Meta:
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.filename} #{self.pk}"

    def get_absolute_url(self) -> str:
        address = "organisations:school-import-check"
        return reverse(address, args=[self.owner.code, self.pk])

    @property
    def is_small(self) -> bool:
        """Whether it is read and run while its person waits."""
        return self.state == ListState.KEPT

    @property
    def is_under_way(self) -> bool:
        """Whether a worker should be at it."""
        return self.state in UNDER_WAY

    @property
    def is_asked(self) -> bool:
        """Whether it waits for a worker."""
        return self.state in ASKED

    @property
    def takes(self) -> int:
        """How many schools its rehearsal would open or change."""
        told = self.report or {}
        return int(told.get("created_count", 0) + told.get("changed_count", 0))
