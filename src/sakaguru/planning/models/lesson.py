"""What the last cycle taught, and whether the next plan takes it up."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from sakaguru.planning.enums import LessonChoice, LessonSource
from sakaguru.planning.models.plan import Plan


class Lesson(models.Model):
    """Something learnt that the next plan of the unit answers: taken up, or declined.

    ``source_key``, ``source_label`` and ``address`` are told by whoever offered it; the
    same source and key is offered once. ``plan`` is the plan that decided.
    """

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="lessons"
    )
    text = models.TextField()
    source = models.CharField(
        max_length=10, choices=LessonSource, default=LessonSource.BY_HAND
    )
    source_key = models.CharField(max_length=64, blank=True)
    source_label = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=200, blank=True)
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    choice = models.CharField(
        max_length=10, choices=LessonChoice, default=LessonChoice.OPEN, blank=True
    )
    reason = models.TextField(blank=True)
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, related_name="lessons")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["offered_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "source", "source_key"],
                condition=~Q(source_key=""),
                name="planning_a_lesson_is_offered_once",
            ),
            models.CheckConstraint(
                name="planning_a_decided_lesson_says_where_and_when",
                condition=Q(choice=LessonChoice.OPEN, plan=None, decided_at=None)
                | (
                    ~Q(choice=LessonChoice.OPEN)
                    & Q(plan__isnull=False, decided_at__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="planning_a_declined_lesson_says_why",
                condition=~Q(choice=LessonChoice.DECLINED) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"lesson #{self.pk} of {self.organisation_id}"
