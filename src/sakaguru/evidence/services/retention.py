"""What the files keep for a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from sakaguru.core.retention import Kept, delete
from sakaguru.evidence.models import Upload
from sakaguru.evidence.services.uploads import KEPT_DAYS

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet


def _left_uploads(before: date) -> QuerySet[Upload]:
    return Upload.objects.filter(last_at__date__lt=before)


KEPT = [
    Kept(
        "evidence.uploads",
        _("Berkas bukti yang belum selesai dikirim"),
        _("Agar pengiriman yang terputus dapat dilanjutkan."),
        KEPT_DAYS,
        _left_uploads,
        delete,
    )
]
