"""What every edition of a thing that is published has in common."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from sakaguru.standards.enums import VersionStatus


class Edition(models.Model):
    """A version that is drafted, published, then frozen for ever."""

    label = models.CharField(_("versi"), max_length=20)
    status = models.CharField(
        max_length=10, choices=VersionStatus, default=VersionStatus.DRAFT
    )
    published_at = models.DateTimeField(null=True, editable=False)
    drafted_from = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="drafts"
    )

    class Meta:
        abstract = True

    @property
    def is_draft(self) -> bool:
        return self.status == VersionStatus.DRAFT
