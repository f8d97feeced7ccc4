"""Keys with which another program reads as one membership."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from sakaguru.organisations.models.membership import Membership

if TYPE_CHECKING:
    from datetime import datetime


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def usable_at(self, moment: datetime) -> Self:
        """Tokens that are neither withdrawn nor past their day."""
        return self.filter(revoked_at=None, expires_at__gt=moment)


class ApiToken(models.Model):
    """It reads what its membership may read, writes nothing, and expires.

    Only the SHA-256 of the token is kept; the token itself is shown once.
    """

    membership = models.ForeignKey(
        Membership, models.CASCADE, related_name="api_tokens"
    )
    name = models.CharField(_("untuk apa"), max_length=80)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_on = models.DateField(null=True)

    objects: ClassVar[models.Manager[ApiToken]] = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="organisations_a_token_expires_after_it_begins",
                condition=models.Q(expires_at__gt=models.F("created_at")),
            )
        ]

    def __str__(self) -> str:
        return f"token #{self.pk} of {self.membership_id}"
