"""What the tree keeps of people for a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sakaguru.core.retention import Kept, delete
from sakaguru.organisations.models import ApiToken, Invitation, SchoolImport

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet


def _old_invitations(before: date) -> QuerySet[Invitation]:
    return Invitation.objects.filter(expires_at__date__lt=before)


def _old_tokens(before: date) -> QuerySet[ApiToken]:
    ended = Q(expires_at__date__lt=before) | Q(revoked_at__date__lt=before)
    return ApiToken.objects.filter(ended)


def _old_lists(before: date) -> QuerySet[SchoolImport]:
    return SchoolImport.objects.filter(uploaded_at__date__lt=before)


KEPT = [
    Kept(
        "organisations.invitations",
        _("Undangan: nama dan surel orang yang diundang"),
        _("Agar undangan yang hilang dapat ditelusuri."),
        90,
        _old_invitations,
        delete,
    ),
    Kept(
        "organisations.tokens",
        _("Kunci aplikasi yang sudah berakhir"),
        _("Agar pemakaiannya dapat ditelusuri."),
        365,
        _old_tokens,
        delete,
    ),
    Kept(
        "organisations.lists",
        _("Berkas daftar sekolah yang diunggah"),
        _("Agar impor dapat diulang."),
        30,
        _old_lists,
        delete,
    ),
]
