"""Second groupings: schools that belong together beside the tree."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from sakaguru.organisations.enums import GroupKind
from sakaguru.organisations.models.spell import (
    Spell,
    SpellQuerySet,
    in_order,
    one_at_a_time,
)


class Group(models.Model):
    """A free group of units: pilots, a model school and its imbas, a KKG."""

    owner = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="groups"
    )
    kind = models.CharField(_("jenis"), max_length=10, choices=GroupKind)
    name = models.CharField(_("nama"), max_length=120)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"


class GroupMember(Spell):
    """That a unit belonged to a group, for a time; one of them may lead it."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="members")
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="group_spells"
    )
    is_core = models.BooleanField(_("inti"), default=False)

    objects = SpellQuerySet["GroupMember"].as_manager()

    class Meta:
        constraints = [
            in_order("organisations_group_member_ends_after_it_begins"),
            one_at_a_time(
                "organisations_in_a_group_once_at_a_time", "group_id", "organisation_id"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id}: {self.organisation_id} {self.valid_from}"
