"""What the kernel keeps: the trail of acts, and the heads of its chain."""

from __future__ import annotations

from django.db import models


class AuditEvent(models.Model):
    """Who did what to what, when, and as which membership.

    Written in the transaction of the act itself. ``position`` and ``digest`` are null
    until the sealer chains the event (see the decision record on the chain); nothing
    else ever changes, and nothing is deleted: triggers refuse it. ``detail`` holds no
    personal answers.
    """

    at = models.DateTimeField(db_index=True)
    action = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=64)
    subject_name = models.CharField(max_length=200)
    path = models.CharField(max_length=255, blank=True, db_index=True)
    actor_id = models.BigIntegerField(null=True)
    membership_id = models.BigIntegerField(null=True)
    detail = models.JSONField(default=dict)
    position = models.BigIntegerField(null=True, unique=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["subject_type", "subject_id"], name="core_audit_subject"
            ),
            models.Index(
                fields=["id"],
                name="core_audit_unsealed",
                condition=models.Q(position=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type} {self.subject_id} #{self.pk}"


class AuditHead(models.Model):
    """The last link of the chain at a moment, signed and published.

    ``signature`` is Ed25519 over "position:digest:moment", in hex; the key lies outside
    the database.
    """

    position = models.BigIntegerField(primary_key=True)
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    signature = models.CharField(max_length=128)

    class Meta:
        ordering = ["-position"]

    def __str__(self) -> str:
        return f"{self.position}: {self.digest}"
