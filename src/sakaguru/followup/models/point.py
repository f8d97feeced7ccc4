"""What was promised: one register of action points."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sakaguru.followup.enums import OPEN_STATES, EventKind, PointState, Priority

if TYPE_CHECKING:
    from datetime import date


class Numbering(models.Model):
    """The last number given in an area and year; its row is locked to give the next."""

    area_code = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area_code", "year"],
                name="followup_one_count_per_area_year",
            )
        ]

    def __str__(self) -> str:
        return f"{self.area_code} {self.year}: {self.last}"


class ActionPointQuerySet(models.QuerySet["ActionPoint"]):
    def unfinished(self) -> Self:
        """Points on which somebody still has to do something."""
        return self.filter(state__in=OPEN_STATES)

    def overdue_on(self, day: date) -> Self:
        """Unfinished points whose due day has passed."""
        return self.unfinished().filter(due_on__lt=day)

    def about(self, source: str, key: str) -> Self:
        """Points that follow one subject of a capability."""
        return self.filter(source=source, source_key=key)


class ActionPoint(models.Model):
    """Something that a unit has promised to do until a day.

    ``number`` reads ``TL/<area>/<year>/<n>``, without gaps per area and year. The
    subject is told by whoever opened it: ``source`` is the capability, ``source_key``
    its key there, with the label and the address to show. ``postponements`` counts how
    often ``due_on`` was moved; ``first_due_on`` is what was promised at first.
    ``is_returned`` marks work that the verifier sent back. ``asker`` is the unit that
    asked ``owner`` for help; null where nobody asked: then the unit promised by itself.
    """

    number = models.CharField(_("nomor"), max_length=60, unique=True, editable=False)
    area_code = models.CharField(max_length=40, editable=False)
    year = models.PositiveSmallIntegerField(editable=False)
    serial = models.PositiveIntegerField(editable=False)
    owner = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="action_points"
    )
    owner_person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="owned_points"
    )
    verifier = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="points_to_verify",
    )
    asker = models.ForeignKey(
        "organisations.Organisation",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="asked_points",
    )
    title = models.CharField(_("yang harus dilakukan"), max_length=200)
    detail = models.TextField(_("penjelasan"), blank=True)
    source = models.CharField(max_length=30, blank=True)
    source_key = models.CharField(max_length=64, blank=True)
    source_label = models.CharField(max_length=200, blank=True)
    source_address = models.CharField(max_length=200, blank=True)
    priority = models.PositiveSmallIntegerField(
        _("prioritas"), choices=Priority, default=Priority.MEDIUM
    )
    due_on = models.DateField(_("tenggat"))
    first_due_on = models.DateField(editable=False)
    postponements = models.PositiveSmallIntegerField(default=0, editable=False)
    state = models.CharField(
        max_length=15, choices=PointState, default=PointState.NEW, editable=False
    )
    is_returned = models.BooleanField(default=False, editable=False)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    finished_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[models.Manager[ActionPoint]] = ActionPointQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "priority", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["area_code", "year", "serial"],
                name="followup_numbers_are_given_once",
            ),
            models.CheckConstraint(
                name="followup_nobody_verifies_their_own_point",
                condition=Q(verifier=None)
                | Q(owner_person=None)
                | ~Q(verifier=F("owner_person")),
            ),
            models.CheckConstraint(
                name="followup_a_check_needs_owner_and_verifier",
                condition=~Q(state=PointState.AWAITING_CHECK)
                | Q(verifier__isnull=False, owner_person__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "state"], name="followup_point_owner"),
            models.Index(fields=["source", "source_key"], name="followup_point_source"),
            models.Index(
                fields=["due_on"],
                condition=Q(state__in=OPEN_STATES),
                name="followup_point_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("followup:point-detail", args=[self.pk])

    @property
    def is_help(self) -> bool:
        """Whether another unit asked for it."""
        return self.asker_id is not None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    def days_late(self, day: date) -> int:
        """Days past the due day; 0 when in time or finished."""
        return max((day - self.due_on).days, 0) if self.is_open else 0


class PointEvent(models.Model):
    """One thing that happened to a point. Never changed; told in the feed."""

    point = models.ForeignKey(ActionPoint, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=12, choices=EventKind)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    text = models.TextField(blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.point_id} {self.kind} #{self.pk}"
