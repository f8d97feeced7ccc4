"""A campaign: one round of asking."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from datetime import date


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def open_on(self, day: date) -> Self:
        """Campaigns that accept answers on ``day``."""
        opened = self.filter(opened_at__isnull=False, closed_at=None)
        return opened.filter(opens_on__lte=day, closes_on__gt=day)

    def expired_on(self, day: date) -> Self:
        """Opened campaigns past their last day that nobody has closed yet."""
        opened = self.filter(opened_at__isnull=False, closed_at=None)
        return opened.filter(closes_on__lte=day)


class Campaign(models.Model):
    """One round of asking the schools of a scope with one version of an instrument.

    A draft until somebody opens it. Answers are accepted from ``opens_on`` (inclusive)
    to ``closes_on`` (exclusive), or until someone closes it. A closed campaign never
    opens again: its answers are the evidence behind published scores.
    """

    owner = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="campaigns"
    )
    scope = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="covering_campaigns"
    )
    instrument_version = models.ForeignKey(
        "instruments.InstrumentVersion", models.PROTECT, related_name="campaigns"
    )
    name = models.CharField(_("nama"), max_length=120)
    cycle_label = models.CharField(_("siklus"), max_length=20)
    opens_on = models.DateField(_("mulai"))
    closes_on = models.DateField(_("ditutup"))
    minimum_respondents = models.JSONField(null=True, blank=True)
    """Per role where it differs from the standard set's; null: as the standard set."""

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    """Goes into the tokens of its links, so that no two campaigns share one."""

    opened_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[models.Manager[Campaign]] = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="survey_campaign_closes_after_it_opens",
                condition=Q(closes_on__gt=F("opens_on")),
            ),
            models.CheckConstraint(
                name="survey_campaign_is_opened_before_it_is_closed",
                condition=Q(closed_at=None) | Q(opened_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("survey:campaign-detail", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.opened_at is None

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def last_day(self) -> date:
        """The last day on which answers are accepted, as people say it."""
        return self.closes_on - timedelta(days=1)

    def accepts_on(self, day: date) -> bool:
        """Whether answers may be handed in on ``day``."""
        running = not self.is_draft and not self.is_closed
        return running and self.opens_on <= day < self.closes_on


class CampaignExtension(models.Model):
    """That a campaign was given more days, by whom and why."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="extensions")
    closes_on_before = models.DateField()
    closes_on = models.DateField()
    reason = models.CharField(_("alasan"), max_length=300)
    extended_at = models.DateTimeField()
    extended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["extended_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="survey_extension_gives_more_days",
                condition=Q(closes_on__gt=F("closes_on_before")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} until {self.closes_on} #{self.pk}"
