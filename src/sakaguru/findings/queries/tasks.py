"""What findings ask of a person: loose ends of the unit they lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sakaguru.core.waiting import Bucket, Waiting
from sakaguru.findings import permissions
from sakaguru.findings.models import Finding
from sakaguru.organisations.models import Organisation

if TYPE_CHECKING:
    from datetime import date

    from sakaguru.core.access import Actor


def waiting(actor: Actor, day: date) -> list[Waiting]:  # noqa: ARG001 -- one shape
    """One line for the loose ends of the actor's very unit. At most two queries."""
    rows = permissions.DECIDE_FINDING.filter(actor, Finding.objects.loose())
    count = rows.filter(organisation__path=actor.path).count()
    if not count:
        return []
    unit = Organisation.objects.get(path=actor.path)
    words = ngettext(
        "{count} celah yang belum punya penanggung jawab, sebab, atau kegiatan",
        "{count} celah yang belum punya penanggung jawab, sebab, atau kegiatan",
        count,
    ).format(count=count)
    url = reverse("findings:loose-ends", args=[unit.code])
    return [Waiting(_("Bereskan"), words, unit.name, None, Bucket.LATER, url)]
