"""Units of the seven tiers, and where each stood in the tree, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sakaguru.organisations.enums import SuccessionKind, Tier
from sakaguru.organisations.models.spell import (
    Spell,
    SpellQuerySet,
    in_order,
    one_at_a_time,
)

if TYPE_CHECKING:
    from datetime import date


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def below(self, path: str) -> Self:
        """Units at or below ``path``, as the tree stands today."""
        return self.filter(path__startswith=path)

    def existing_on(self, day: date) -> Self:
        """Units that had been opened and not yet closed on ``day``."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=day), opened_on__lte=day)


class Organisation(models.Model):
    """A unit of one of the seven tiers.

    ``name``, ``parent`` and ``path`` say how it stands today; the past is in
    `NameSpell` and `Placement`, which are never overwritten. ``path`` joins the codes
    from the root down, each with a slash behind it: ``ID/33/33.02/``. A partner stands
    outside the tree with a path of its own.
    """

    tier = models.PositiveSmallIntegerField(_("jenjang"), choices=Tier)
    code = models.CharField(_("kode"), max_length=40, unique=True)
    name = models.CharField(_("nama"), max_length=160)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    path = models.CharField(max_length=255, unique=True, editable=False)
    area = models.ForeignKey(
        "organisations.Area", models.PROTECT, null=True, related_name="organisations"
    )
    opened_on = models.DateField(_("berdiri"))
    closed_on = models.DateField(_("ditutup"), null=True, blank=True)

    objects: ClassVar[models.Manager[Organisation]] = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(
                name="organisations_only_nation_and_partner_have_no_parent",
                condition=Q(parent=None, tier__in=[Tier.NATION, Tier.PARTNER])
                | Q(parent__isnull=False),
            ),
            models.CheckConstraint(
                name="organisations_path_ends_in_its_own_code",
                condition=Q(
                    path__endswith=models.functions.Concat("code", models.Value("/"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"

    def get_absolute_url(self) -> str:
        return reverse("organisations:organisation-detail", args=[self.code])

    @property
    def is_closed(self) -> bool:
        return self.closed_on is not None


class Placement(Spell):
    """Which unit stood above which, for a time."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="placements"
    )
    parent = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="placed_below"
    )

    objects = SpellQuerySet["Placement"].as_manager()

    class Meta:
        constraints = [
            in_order("organisations_placement_ends_after_it_begins"),
            one_at_a_time("organisations_one_parent_at_a_time", "organisation_id"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} < {self.parent_id} {self.valid_from}"


class NameSpell(Spell):
    """What a unit was called, for a time."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="name_spells"
    )
    name = models.CharField(max_length=160)

    objects = SpellQuerySet["NameSpell"].as_manager()

    class Meta:
        constraints = [
            in_order("organisations_name_ends_after_it_begins"),
            one_at_a_time("organisations_one_name_at_a_time", "organisation_id"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.valid_from}"


class Succession(models.Model):
    """That a unit went on as another, by a split or a merger, on a day."""

    predecessor = models.ForeignKey(
        Organisation, models.PROTECT, related_name="successions"
    )
    successor = models.ForeignKey(Organisation, models.PROTECT, related_name="origins")
    kind = models.CharField(max_length=10, choices=SuccessionKind)
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"],
                name="organisations_succession_once_per_pair",
            )
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} -> {self.successor_id} {self.kind}"


class TierName(models.Model):
    """What a district calls one of its tiers (UPTD, KCD, Korwil)."""

    district = models.ForeignKey(
        Organisation, models.CASCADE, related_name="tier_names"
    )
    tier = models.PositiveSmallIntegerField(choices=Tier)
    name = models.CharField(_("sebutan"), max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "tier"], name="organisations_one_name_per_tier"
            )
        ]

    def __str__(self) -> str:
        return f"{self.district_id} {self.tier}: {self.name}"
