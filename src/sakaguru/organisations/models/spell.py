"""Rows that hold for a time: from a day (inclusive) until a day (exclusive)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Func, Q, Value

if TYPE_CHECKING:
    from datetime import date


M = TypeVar("M", bound=models.Model)


class SpellQuerySet(models.QuerySet[M]):
    def on(self, day: date) -> Self:
        """Rows that hold on ``day``."""
        still = Q(valid_until=None) | Q(valid_until__gt=day)
        return self.filter(still, valid_from__lte=day)


class Spell(models.Model):
    """A fact with a first day and, once over, the first day it no longer holds."""

    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True


def in_order(name: str) -> models.CheckConstraint:
    """Build the constraint that a spell does not end before it begins."""
    return models.CheckConstraint(
        name=name,
        condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
    )


def one_at_a_time(name: str, *keys: str) -> ExclusionConstraint:
    """Build the constraint that spells of the same keys never overlap.

    Integer keys become one-point ranges, so that no extension is needed (see the
    decision record on PostgreSQL).
    """
    points = [(Func(key, key, Value("[]"), function="int8range"), "&&") for key in keys]
    period = (Func("valid_from", "valid_until", function="daterange"), "&&")
    return ExclusionConstraint(name=name, expressions=[*points, period])
