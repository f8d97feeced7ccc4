"""What units and their people ask of a person today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sakaguru.core.waiting import Bucket, Waiting
from sakaguru.organisations import permissions
from sakaguru.organisations.models import Invitation, School

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sakaguru.core.access import Actor


def waiting(actor: Actor, day: date) -> list[Waiting]:
    """Tasks from the tree and its people. Two queries."""
    return [*_own_particulars(actor), *_own_invitations(actor, day)]


def _own_particulars(actor: Actor) -> Iterator[Waiting]:
    """Headcounts that are missing: minimum respondents depend on them."""
    mine = permissions.CHANGE_PARTICULARS.filter(actor, School.objects.all())
    unknown = Q(teachers=None) | Q(upper_pupils=None)
    rows = mine.filter(unknown, organisation=actor.organisation_id)
    for school in rows.select_related("organisation"):
        unit = school.organisation
        url = reverse("organisations:school-edit", args=[unit.code])
        words = _("jumlah guru dan murid sekolah")
        yield Waiting(_("Lengkapi"), words, unit.name, None, Bucket.LATER, url)


def _own_invitations(actor: Actor, day: date) -> Iterator[Waiting]:
    """Invitations of the actor's own unit that nobody has taken up."""
    mine = permissions.MANAGE_PEOPLE.filter(actor, Invitation.objects.all())
    rows = mine.filter(
        organisation=actor.organisation_id,
        accepted_at=None,
        withdrawn_at=None,
        expires_at__date__gte=day,
    )
    for row in rows.select_related("organisation").order_by("expires_at", "pk"):
        unit = row.organisation
        url = reverse("organisations:people-list", args=[unit.code])
        words = _("jawaban undangan {name}").format(name=row.name)
        due = timezone.localdate(row.expires_at)
        yield Waiting(_("Tunggu"), words, unit.name, due, Bucket.WITH_OTHERS, url)
