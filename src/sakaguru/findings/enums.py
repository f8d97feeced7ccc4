"""The words of findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SOURCE = "findings"
"""How other registers name what belongs to a finding."""


class FindingKind(TextChoices):
    GAP = "gap", _("Celah")
    STRENGTH = "strength", _("Kekuatan")
    GOOD_PRACTICE = "practice", _("Praktik baik")


class Severity(IntegerChoices):
    LIGHT = 1, _("Ringan")
    MEDIUM = 2, _("Sedang")
    LARGE = 3, _("Besar")
    CRITICAL = 4, _("Kritis")


class FindingState(TextChoices):
    OPEN = "open", _("Terbuka")
    NOT_ACTED = "not_acted", _("Diputuskan tidak ditindaklanjuti")
    RESOLVED = "resolved", _("Tertutup oleh pengukuran")
    WITHDRAWN = "withdrawn", _("Ditutup oleh pencatatnya")


class Origin(TextChoices):
    """By what a finding was seen."""

    SCORES = "scores", _("Evaluasi diri dan data sekolah")
    BY_HAND = "by_hand", _("Dicatat sendiri")
    VISIT = "visit", _("Kunjungan")
    AUDIT = "audit", _("Audit")
    TEST = "test", _("Hasil asesmen")
    COMPLAINT = "complaint", _("Pengaduan")


class CauseKind(TextChoices):
    FROM_TREE = "tree", _("Dari pohon sebab")
    OWN = "own", _("Sebab menurut unit sendiri")


ACTS: dict[str, StrOrPromise] = {
    "finding.recorded": _("mencatat temuan"),
    "finding.cause_added": _("menambahkan sebab pada temuan"),
    "finding.cause_removed": _("menghapus sebab dari temuan"),
    "finding.given_owner": _("memberi temuan penanggung jawab"),
    "finding.not_acted": _("memutuskan tidak menindaklanjuti temuan"),
    "finding.reopened": _("membuka kembali temuan"),
    "finding.placed": _("mengubah urutan temuan"),
    "finding.withdrawn": _("menutup temuan yang dicatat sendiri"),
    "findings.derived": _("menurunkan temuan dari skor"),
    "findings.settled": _("mengambil alih sebab dan kegiatan temuan"),
}
"""What the acts of this capability mean, for the pages that show the trail."""
