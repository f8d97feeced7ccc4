"""The words of scoring: runs, segments, audiences, editions."""

from __future__ import annotations

from enum import StrEnum

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


class Mark(TextChoices):
    """What looked unusual about answers. A mark deletes nothing and names nobody."""

    STRAIGHT_LINE = "straight_line", _("lembar yang hampir semua jawabannya sama")
    TWIN = "twin", _("lembar yang hampir kembar dengan lembar lain")
    TOO_FAST = "too_fast", _("lembar yang diisi sangat cepat")
    FILLED_BY_OTHER = "filled_by_other", _("lembar yang diisikan orang lain")
    ROLE_GAP = "role_gap", _("standar yang dinilai sangat berbeda antarkelompok")
    CLAIM_VS_DATA = (
        "claim_vs_data",
        _("subindikator yang dinilai jauh lebih tinggi daripada datanya"),
    )
    JUMP = (
        "jump",
        _("standar yang naik lebih dari 1,5 poin tanpa kegiatan selesai untuknya"),
    )


class Verdict(StrEnum):
    """What the check of a printed paper found."""

    GENUINE = "genuine"
    KNOWN = "known"  # by its code alone, which may be copied to another paper
    UNKNOWN = "unknown"
    DIFFERENT = "different"
    SPOILT = "spoilt"  # a mark that we did not sign
    LOST = "lost"  # our mark, about what the database does not hold any more


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
