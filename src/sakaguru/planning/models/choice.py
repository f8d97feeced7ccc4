"""Which activities of a plan the money buys, as it was asked and solved."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from sakaguru.planning.models.plan import Plan


class Choice(models.Model):
    """One question "what can be done with this much?", and its answer.

    ``candidates`` are the activities as they stood when asked, ``answers`` the solved
    variants by their code; both are plain values of `logic.choosing`. Empty answers
    with ``solved_at``: nothing fits, ``missing_rupiah`` says by how much.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="choices")
    ceiling_rupiah = models.BigIntegerField()
    candidates = models.JSONField()
    answers = models.JSONField(default=dict)
    missing_rupiah = models.BigIntegerField(default=0)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    solved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="planning_a_choice_has_no_negative_ceiling",
                condition=Q(ceiling_rupiah__gte=0),
            )
        ]

    def __str__(self) -> str:
        return f"choice #{self.pk} for plan {self.plan_id}"
