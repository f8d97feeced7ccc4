"""What the kernel keeps: the trail of acts."""

from __future__ import annotations

from django.db import models


class AuditEvent(models.Model):
    """Who did what to what, when, and as which membership.

    Written in the transaction of the act itself; never changed afterwards. ``detail``
    holds no personal answers.
    """

    at = models.DateTimeField(db_index=True)
    action = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=64)
    subject_name = models.CharField(max_length=200)
    path = models.CharField(max_length=255, blank=True)
    actor_id = models.BigIntegerField(null=True)
    membership_id = models.BigIntegerField(null=True)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(
                fields=["subject_type", "subject_id"], name="core_audit_subject"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type} {self.subject_id} #{self.pk}"
