"""A file that is still on its way, piece by piece, over a line that may break."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

LARGEST_BYTES = 10 * 1024 * 1024
LARGEST_PIECE = 256 * 1024


class Upload(models.Model):
    """What one person began to send for a unit; found again by the file's SHA-256.

    ``received_bytes`` is where the next piece begins. Nobody but the person sees it,
    it proves nothing, and it is forgotten when the form is kept or after some days.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+"
    )
    organisation = models.ForeignKey(
        "organisations.Organisation", models.CASCADE, related_name="+"
    )
    file_name = models.CharField(max_length=140)
    digest = models.CharField(max_length=64)
    size_bytes = models.PositiveIntegerField()
    received_bytes = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation", "digest", "size_bytes"],
                name="evidence_a_file_is_sent_once_at_a_time",
            ),
            models.CheckConstraint(
                name="evidence_no_more_arrives_than_was_told",
                condition=Q(received_bytes__lte=F("size_bytes")),
            ),
            models.CheckConstraint(
                name="evidence_an_upload_has_its_limit",
                condition=Q(size_bytes__gt=0, size_bytes__lte=LARGEST_BYTES),
            ),
        ]

    def __str__(self) -> str:
        return f"upload {self.pk}"

    @property
    def is_whole(self) -> bool:
        return self.received_bytes == self.size_bytes


class UploadPiece(models.Model):
    """Bytes of an upload from ``offset`` on."""

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="pieces")
    offset = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["offset"]
        constraints = [
            models.UniqueConstraint(
                fields=["upload", "offset"], name="evidence_a_piece_comes_once"
            )
        ]

    def __str__(self) -> str:
        return f"piece of {self.upload_id} at {self.offset}"
