"""The words of scoring: runs, segments, audiences, editions."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class RunState(TextChoices):
    QUEUED = "queued", _("Menunggu giliran")
    RUNNING = "running", _("Sedang dihitung")
    DONE = "done", _("Selesai")
    FAILED = "failed", _("Gagal")


class RunPurpose(TextChoices):
    """What a run is for."""

    CAMPAIGN = "campaign", _("Kampanye")
    CYCLE = "cycle", _("Gabungan satu siklus")


class SchoolState(TextChoices):
    """How a school stands in a run, by the sufficiency of its total (R7, R11)."""

    COUNTED = "counted", _("Terhitung")
    INSUFFICIENT = "insufficient", _("Jawaban belum cukup")
    NOT_SENT = "not_sent", _("Belum mengirim")
    NOT_INVITED = "not_invited", _("Tidak diundang")


class Segment(TextChoices):
    """Which schools of a unit a figure is about."""

    ALL = "ALL", _("Semua sekolah")
    PUBLIC = "NEGERI", _("Negeri")
    PRIVATE = "SWASTA", _("Swasta")


class Audience(IntegerChoices):
    """Who sees a run; each step includes those before it."""

    SCHOOL = 1, _("Sekolah melihat lebih dulu")
    TREE = 2, _("Sekolah, gugus, UPTD, dan dinas")
    PUBLIC = 3, _("Juga komite dan orang tua")


class EditionKind(TextChoices):
    """Which paper an edition is."""

    FULL = "full", _("Rapor mutu")
    SUMMARY = "summary", _("Ringkasan untuk orang tua dan komite")


ACTS = {
    "answers.sealed": _("menyegel jawaban"),
    "scores.opened_to_parents": _("membuka skor untuk orang tua dan komite"),
    "scores.published": _("menerbitkan skor"),
    "scores.released_to_schools": _("membuka skor untuk sekolah"),
    "edition.issued": _("mencetak rapor mutu"),
    "score_run.requested": _("meminta perhitungan skor"),
    "scores.gathered": _("mengumpulkan skor siklus"),
}
