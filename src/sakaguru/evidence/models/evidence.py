"""A file that proves something, how long it holds, and who looked at it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sakaguru.evidence.enums import CheckState, FileKind

if TYPE_CHECKING:
    from datetime import date


def place_of_file(evidence: Evidence, name: str) -> str:
    """Where a file lies: by unit, under a name of ours; ``name`` gives the ending."""
    ending = name.rpartition(".")[2]
    return f"evidence/{evidence.organisation_id}/{uuid4().hex}.{ending}"


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def in_use(self) -> Self:
        """Files that were not withdrawn nor replaced by a newer one."""
        return self.filter(withdrawn_at=None, renewal=None)

    def valid_on(self, day: date) -> Self:
        """Files that hold on ``day``."""
        still = Q(valid_until=None) | Q(valid_until__gt=day)
        return self.in_use().filter(still, valid_from__lte=day)


class Evidence(models.Model):
    """A photo or document of a unit, accepted or returned by a second person.

    ``valid_from`` (inclusive) to ``valid_until`` (exclusive; null: no end) is the time
    for which it proves what it proves. ``renews`` is the file it replaces. The file
    itself never changes; ``digest`` is its SHA-256.
    """

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="evidence"
    )
    title = models.CharField(_("judul"), max_length=160)
    kind = models.CharField(max_length=10, choices=FileKind, editable=False)
    file = models.FileField(upload_to=place_of_file, max_length=160)
    file_name = models.CharField(max_length=140, editable=False)
    content_type = models.CharField(max_length=100, editable=False)
    size_bytes = models.PositiveIntegerField(editable=False)
    digest = models.CharField(max_length=64, editable=False)
    valid_from = models.DateField(_("berlaku mulai"))
    valid_until = models.DateField(_("berlaku sampai sebelum"), null=True, blank=True)
    renews = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="renewal"
    )
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    check_state = models.CharField(
        max_length=10, choices=CheckState, default=CheckState.WAITING, editable=False
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, editable=False)
    check_note = models.TextField(blank=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_why = models.TextField(blank=True, editable=False)

    objects: ClassVar[models.Manager[Evidence]] = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="evidence_nobody_checks_their_own",
                condition=Q(checked_by=None)
                | Q(uploaded_by=None)
                | ~Q(checked_by=F("uploaded_by")),
            ),
            models.CheckConstraint(
                name="evidence_ends_after_it_begins",
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
            ),
            models.CheckConstraint(
                name="evidence_a_check_has_its_moment",
                condition=Q(check_state=CheckState.WAITING, checked_at=None)
                | (~Q(check_state=CheckState.WAITING) & Q(checked_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "check_state"], name="evidence_by_unit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} #{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("evidence:evidence-detail", args=[self.pk])

    @property
    def is_photo(self) -> bool:
        return self.kind == FileKind.PHOTO

    def has_ended_on(self, day: date) -> bool:
        return self.valid_until is not None and self.valid_until <= day


class Proof(models.Model):
    """That a file proves something; one file may prove several things.

    The subject is told by the capability that links it: ``source`` is the capability,
    ``source_key`` its key there, with the label and the address to show.
    """

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="proofs")
    source = models.CharField(max_length=30)
    source_key = models.CharField(max_length=64)
    label = models.CharField(max_length=200)
    address = models.CharField(max_length=200, blank=True)
    linked_at = models.DateTimeField()
    linked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["label", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "source", "source_key"],
                name="evidence_proves_a_thing_once",
            )
        ]
        indexes = [
            models.Index(fields=["source", "source_key"], name="evidence_by_subject")
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id} proves {self.source} {self.source_key}"
