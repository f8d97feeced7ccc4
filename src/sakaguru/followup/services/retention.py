"""What reminders keep for a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from sakaguru.core.retention import Kept, delete
from sakaguru.followup.models import Digest, Reminder

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet


def _old_reminders(before: date) -> QuerySet[Reminder]:
    return Reminder.objects.filter(day__lt=before)


def _old_digests(before: date) -> QuerySet[Digest]:
    return Digest.objects.filter(day__lt=before)


WHY = _("Agar orang diingatkan sekali saja.")
KEPT = [
    Kept(
        "followup.reminders",
        _("Siapa diingatkan, pada hari apa"),
        WHY,
        365,
        _old_reminders,
        delete,
    ),
    Kept(
        "followup.digests",
        _("Ringkasan keterlambatan yang dikirim"),
        WHY,
        365,
        _old_digests,
        delete,
    ),
]
