"""Who acts for whom: memberships, wider reach, invitations."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sakaguru.organisations.enums import Role
from sakaguru.organisations.models.spell import Spell, SpellQuerySet, in_order


class Membership(Spell):
    """A person in an organisation in one role, for a time.

    Acting is always as one membership; rights come from its role and the place of its
    organisation in today's tree.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships"
    )
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="memberships"
    )
    role = models.CharField(_("peran"), max_length=20, choices=Role)

    objects = SpellQuerySet["Membership"].as_manager()

    class Meta:
        constraints = [
            in_order("organisations_membership_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=models.Q(valid_until=None),
                name="organisations_membership_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} @{self.organisation_id} #{self.pk}"


class Grant(Spell):
    """That a membership reaches a place outside its own subtree, for a time.

    Written by supervision (a supervisor's schools) and support (a partner's agreement).
    ``roles`` are those with which the holder stands there.
    """

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="grants")
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="grants"
    )
    roles = models.JSONField(default=list)
    reason = models.CharField(max_length=200)

    objects = SpellQuerySet["Grant"].as_manager()

    class Meta:
        constraints = [in_order("organisations_grant_ends_after_it_begins")]

    def __str__(self) -> str:
        return f"{self.membership_id} reaches {self.organisation_id} #{self.pk}"


class Invitation(models.Model):
    """An offer of a membership, sent by e-mail; its link works once and expires.

    Only the SHA-256 of the link's token is kept.
    """

    email = models.EmailField(_("surel"))
    name = models.CharField(_("nama"), max_length=120)
    organisation = models.ForeignKey(
        "organisations.Organisation", models.CASCADE, related_name="invitations"
    )
    role = models.CharField(_("peran"), max_length=20, choices=Role)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-invited_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.role} @{self.organisation_id} #{self.pk}"
