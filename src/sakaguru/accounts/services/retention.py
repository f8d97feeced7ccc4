"""What accounts keep for a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils.translation import gettext_lazy as _

from sakaguru.accounts.logic.guessing import KNOWN_FOR
from sakaguru.accounts.models import Attempt, Counted
from sakaguru.core.retention import Kept, delete

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet


def _ended_sessions(before: date) -> QuerySet[Session]:
    rows: QuerySet[Session] = Session.objects.filter(expire_date__date__lt=before)
    return rows


def _lost_devices(before: date) -> QuerySet[UserSession]:
    """Devices whose session is no more."""
    living = Session.objects.values("session_key")
    old = UserSession.objects.filter(last_seen_at__date__lt=before)
    rows: QuerySet[UserSession] = old.exclude(session_key__in=living)
    return rows


def _old_attempts(before: date) -> QuerySet[Attempt]:
    return Attempt.objects.filter(last_at__date__lt=before)


def _old_counts(before: date) -> QuerySet[Counted]:
    return Counted.objects.filter(expires_at__date__lt=before)


KEPT = [
    Kept(
        "accounts.sessions",
        _("Sesi masuk"),
        _("Diperlukan selama orang bekerja."),
        1,
        _ended_sessions,
        delete,
    ),
    Kept(
        "accounts.devices",
        _("Perangkat yang pernah masuk: alamat jaringan, peramban"),
        _("Agar orang mengenali pemakaian yang asing."),
        90,
        _lost_devices,
        delete,
    ),
    Kept(
        "accounts.attempts",
        _("Hitungan kata sandi yang salah dan perangkat yang dikenal, tanpa alamat"),
        _("Agar tebakan diperlambat, tetapi pemilik akun tidak."),
        KNOWN_FOR.days,
        _old_attempts,
        delete,
    ),
    Kept(
        "accounts.counts",
        _("Hitungan pemakaian yang dibatasi, tanpa alamat"),
        _("Agar tidak ada yang menghabiskan tenaga server."),
        1,
        _old_counts,
        delete,
    ),
]
