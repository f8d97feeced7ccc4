"""What plans keep of people for a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from sakaguru.core.retention import Kept, delete
from sakaguru.planning.models import Invitee

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet


def _old_guests(before: date) -> QuerySet[Invitee]:
    past = Invitee.objects.filter(activity__ends_on__lt=before)
    return past.exclude(person_name="")


KEPT = [
    Kept(
        "planning.guests",
        _("Nama orang yang diundang ke kegiatan"),
        _("Agar kehadiran dapat dipertanggungjawabkan."),
        730,
        _old_guests,
        delete,
    ),
]
