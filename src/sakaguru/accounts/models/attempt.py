"""Tries at passwords, and what is counted for a while; both without addresses."""

from __future__ import annotations

from django.db import models


class Attempt(models.Model):
    """What one device or network tried in vain at one account.

    ``account`` and ``source`` are keyed digests: of the typed e-mail, whether anybody
    has it or not, and of a network's address or a device's cookie. ``came_in_on`` is
    the day on which the account last came in there; only devices have one.
    """

    account = models.CharField(max_length=64)
    source = models.CharField(max_length=64, db_index=True)
    failures = models.PositiveSmallIntegerField(default=0)
    last_at = models.DateTimeField(db_index=True)
    came_in_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "source"], name="accounts_attempt_is_one"
            )
        ]

    def __str__(self) -> str:
        return f"{self.failures} #{self.pk}"


class Counted(models.Model):
    """One entry of the cache that all processes share; the key is a digest."""

    key = models.CharField(max_length=64, primary_key=True)
    value = models.TextField()
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key
