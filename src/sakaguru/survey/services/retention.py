"""What questionnaires keep for a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from sakaguru.core.retention import Kept, delete
from sakaguru.survey.models import (
    Draft,
    Knock,
    Link,
    Submission,
    UsedSlip,
    WithdrawnSet,
)

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

FIVE_YEARS = 1826


def _old_drafts(before: date) -> QuerySet[Draft]:
    return Draft.objects.filter(assignment__campaign__closed_at__date__lt=before)


def _old_knocks(before: date) -> QuerySet[Knock]:
    return Knock.objects.filter(last_at__date__lt=before)


def _named_links(before: date) -> QuerySet[Link]:
    closed = Link.objects.filter(assignment__campaign__closed_at__date__lt=before)
    return closed.exclude(label="")


def _named_sets(before: date) -> QuerySet[Submission]:
    closed = Submission.objects.filter(campaign__closed_at__date__lt=before)
    return closed.exclude(filled_for="")


def _old_slips(before: date) -> QuerySet[UsedSlip]:
    return UsedSlip.objects.filter(assignment__campaign__closed_at__date__lt=before)


def _old_withdrawals(before: date) -> QuerySet[WithdrawnSet]:
    return WithdrawnSet.objects.filter(campaign__closed_at__date__lt=before)


def _old_answers(before: date) -> QuerySet[Submission]:
    return Submission.objects.filter(campaign__closed_at__date__lt=before)


KEPT = [
    Kept(
        "survey.drafts",
        _("Jawaban yang belum dikirim, tersandi"),
        _("Agar orang dapat melanjutkan; sesudah penutupan tidak berguna lagi."),
        1,
        _old_drafts,
        delete,
    ),
    Kept(
        "survey.knocks",
        _("Hitungan PIN yang salah, tanpa alamat"),
        _("Agar tebakan diperlambat."),
        1,
        _old_knocks,
        delete,
    ),
    Kept(
        "survey.slips",
        _("Tanda slip keluarga yang sudah dipakai"),
        _("Agar satu keluarga menjawab sekali."),
        1,
        _old_slips,
        delete,
    ),
    Kept(
        "survey.withdrawn",
        _("Nomor acak kiriman yang ditarik"),
        _("Agar kiriman yang ditarik tidak diterima lagi; sesudah penutupan tak guna."),
        1,
        _old_withdrawals,
        delete,
    ),
    Kept(
        "survey.link_names",
        _("Nama orang pada tautan pribadi"),
        _("Agar sekolah tahu tautan siapa yang diserahkan."),
        365,
        _named_links,
        lambda rows: rows.update(label=""),
    ),
    Kept(
        "survey.filled_for",
        _("Nama orang yang diwakili saat mengisi"),
        _("Agar jawaban yang diisikan orang lain dapat dijelaskan."),
        365,
        _named_sets,
        lambda rows: rows.update(filled_for=""),
    ),
    Kept(
        "survey.answers",
        _("Jawaban satu per satu, tanpa nama"),
        _("Agar skor dapat dihitung ulang selama satu masa rencana dan setahun."),
        FIVE_YEARS,
        _old_answers,
        delete,
    ),
]
