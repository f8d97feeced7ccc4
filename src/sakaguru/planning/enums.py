"""The words of planning: plans, their approvals, activities, money, effects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SOURCE = "planning"
"""How other registers name what belongs to an activity; the key is its thread."""


class PlanKind(TextChoices):
    RKJM = "rkjm", _("Rencana Kerja Jangka Menengah (RKJM)")
    RKT = "rkt", _("Rencana Kerja Tahunan (RKT)")
    WORK_PROGRAMME = "programme", _("Program kerja")


class PlanState(TextChoices):
    DRAFT = "draft", _("Rancangan")
    SUBMITTED = "submitted", _("Diajukan")
    APPROVED = "approved", _("Disahkan")
    SUPERSEDED = "superseded", _("Digantikan revisinya")
    DROPPED = "dropped", _("Dibatalkan")


class SigningAct(TextChoices):
    """What a step of approval is; each has a rule of its own."""

    AGREE = "agree", _("Memberi pertimbangan dan menyepakati")
    DETERMINE = "determine", _("Menetapkan")
    APPROVE = "approve", _("Mengesahkan")


class Decision(TextChoices):
    WAITING = "", _("Menunggu keputusan")
    AGREED = "agreed", _("Disetujui")
    RETURNED = "returned", _("Dikembalikan")


class ActivityState(TextChoices):
    PLANNED = "planned", _("Direncanakan")
    RUNNING = "running", _("Berjalan")
    DONE = "done", _("Selesai, menunggu verifikasi")
    VERIFIED = "verified", _("Terverifikasi")
    CANCELLED = "cancelled", _("Tidak dilaksanakan")


COMPLETED = (ActivityState.DONE, ActivityState.VERIFIED)


class Idea(TextChoices):
    """Where the proposal of an activity came from."""

    REMEDY = "remedy", _("Daftar benahi")
    PEERS = "peers", _("Sekolah serupa")
    OWN = "own", _("Gagasan sendiri")
    EARLIER = "earlier", _("Rencana sebelumnya")


class Strength(TextChoices):
    """How strong the evidence is that an activity of this kind helps."""

    MEASURED = "measured", _("Terukur pada sekolah serupa")
    PRACTICE = "practice", _("Praktik umum sekolah, belum diukur di sini")
    UNKNOWN = "unknown", _("Belum ada bukti")


class ActivityForm(TextChoices):
    """What kind of work it is; the six of office budgets first."""

    ADVOCACY = "advocacy", _("Advokasi")
    STUDY = "study", _("Studi banding")
    BIMTEK = "bimtek", _("Bimtek")
    ASSISTANCE = "assistance", _("Pendampingan")
    MONITORING = "monitoring", _("Monitoring")
    REVIEW = "review", _("Reviu")
    SOCIALISATION = "socialisation", _("Sosialisasi")
    IMPROVEMENT = "improvement", _("Benahi di sekolah")
    OTHER = "other", _("Lainnya")


class FundSource(TextChoices):
    BOS = "bos", _("BOS")
    APBD = "apbd", _("APBD")
    APBN = "apbn", _("APBN")
    PARTNER = "partner", _("Mitra")
    NONE = "none", _("Tanpa biaya")


class Use(TextChoices):
    """What money is for, as far as a rule of the year asks."""

    BOOKS = "books", _("Buku")
    MAINTENANCE = "maintenance", _("Pemeliharaan sarana dan prasarana")
    HONORARIUM = "honorarium", _("Honor")
    OTHER = "other", _("Lainnya")


class LessonSource(TextChoices):
    BY_HAND = "by_hand", _("Dicatat sendiri")
    REPORT = "report", _("Laporan")
    EFFECT = "effect", _("Hasil yang diukur")
    VISIT = "visit", _("Kunjungan")


class LessonChoice(TextChoices):
    OPEN = "", _("Belum diputuskan")
    TAKEN = "taken", _("Dipakai")
    DECLINED = "declined", _("Tidak dipakai")


class Verdict(TextChoices):
    """What a new measurement says about an activity."""

    BETTER = "better", _("Naik lebih daripada sekolah serupa")
    NO_CHANGE = "no_change", _("Tidak berbeda dari sekolah serupa")
    WORSE = "worse", _("Turun dibanding sekolah serupa")
    UNDECIDED = "undecided", _("Belum dapat disimpulkan")


class Likelihood(TextChoices):
    """What a comparison of schools alike allows to say."""

    MORE = "more", _("Naik lebih banyak daripada yang tidak melakukannya")
    LESS = "less", _("Naik lebih sedikit daripada yang tidak melakukannya")
    UNPROVEN = "unproven", _("Belum dapat disimpulkan")
    TOO_FEW = "too_few", _("Sekolah serupa masih terlalu sedikit")


class StandardState(TextChoices):
    """Where a proposal to raise a school's own standard stands."""

    PROPOSED = "proposed", _("Diusulkan")
    ACCEPTED = "accepted", _("Ditetapkan")
    DECLINED = "declined", _("Tidak diterima")


ACTS: dict[str, StrOrPromise] = {
    "plan.opened": _("membuka rancangan rencana"),
    "plans.taken_over": _("mengambil alih rencana sekaligus"),
    "plan.changed": _("mengubah rancangan rencana"),
    "plan.submitted": _("mengajukan rencana"),
    "plan.signed": _("menyetujui rencana"),
    "plan.returned": _("mengembalikan rencana"),
    "plan.approved": _("mengesahkan rencana"),
    "plan.recalled": _("menarik kembali rencana yang diajukan"),
    "plan.revised": _("membuka revisi rencana"),
    "plan.dropped": _("membatalkan rancangan rencana"),
    "plan.commented": _("mengomentari rencana"),
    "target.set": _("menetapkan sasaran"),
    "target.removed": _("menghapus sasaran"),
    "activity.added": _("menambahkan kegiatan"),
    "activity.changed": _("mengubah kegiatan"),
    "activity.removed": _("menghapus kegiatan"),
    "activity.started": _("memulai kegiatan"),
    "activity.reported": _("melaporkan kemajuan kegiatan"),
    "activity.done": _("menyatakan kegiatan selesai"),
    "activity.verified": _("memverifikasi kegiatan"),
    "activity.returned": _("mengembalikan kegiatan untuk diperbaiki"),
    "activity.cancelled": _("membatalkan kegiatan"),
    "activity.followed": _("menyesuaikan kegiatan dengan tindak lanjutnya"),
    "activity.invited": _("menetapkan sasaran peserta kegiatan"),
    "budget.changed": _("mengubah anggaran kegiatan"),
    "lesson.offered": _("mencatat pelajaran"),
    "lesson.decided": _("memutuskan pelajaran"),
    "choice.asked": _("meminta pilihan kegiatan di bawah pagu"),
    "choice.applied": _("memakai susunan kegiatan hasil hitungan"),
    "peers.compared": _("membandingkan sekolah serupa"),
    "effects.measured": _("mengukur hasil kegiatan"),
    "standard.proposed": _("mengusulkan standar sendiri"),
    "standard.accepted": _("menetapkan standar sendiri"),
    "standard.declined": _("tidak menerima usulan standar sendiri"),
    "strategy.asked": _("meminta strategi baru"),
    "points.opened": _("membuka tindak lanjut dari rencana"),
}
"""What the acts of this capability mean, for the pages that show the trail."""
