"""The words of asking: states and flags, and which roles are personal."""

from __future__ import annotations

from enum import IntFlag

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

ROLES = ("KS", "GS", "SS", "MT", "PS", "DATA")
"""The respondent roles in the order of every array of counts."""

PEOPLE = ("KS", "GS", "SS", "MT", "PS")
"""Roles of people; DATA is built from entries when a campaign closes."""

PERSONAL = ("GS", "SS", "MT")
"""Answers of these are seen by nobody and tied to no link, time or order (R16a)."""

OFFICE = ("KS", "PS", "DATA")
"""These answer for their office (R15)."""

POSTER = ("GS", "SS", "MT")
"""Roles that may come in by the school's poster and a PIN."""


SHORT = {
    "KS": _("Kepala"),
    "GS": _("Guru"),
    "SS": _("Murid"),
    "MT": _("Orang tua"),
    "PS": _("Pengawas"),
    "DATA": _("Data"),
}
"""One word per role, for tables and messages."""


class AssignmentState(IntegerChoices):
    """How far a school has come in a campaign; back only where sets are withdrawn."""

    WAITING = 1, _("Belum mulai")
    STARTED = 2, _("Sudah mulai")
    SENT = 3, _("Ada kiriman")
    COMPLETE = 4, _("Cukup responden")


class Flag(IntFlag):
    """Marks on a submission, set at intake; they delete nothing."""

    TOO_FAST = 1
    FILLED_BY_OTHER = 2
    EDITS_DIFFER = 4


class DataSource(TextChoices):
    """Where an administrative figure was read."""

    DAPODIK = "dapodik", _("Dapodik")
    DOCUMENT = "document", _("Dokumen sekolah")
    OBSERVED = "observed", _("Dilihat langsung")
    OTHER = "other", _("Sumber lain")


ACTS = {
    "answers.exported": _("mengunduh jawaban"),
    "answers.chosen": _("memilih isi kiriman yang dipakai"),
    "answers.taken_over": _("memasukkan jawaban sekaligus"),
    "figures.taken_over": _("memasukkan data administrasi sekaligus"),
    "arrivals.retried": _("mencoba lagi pekerjaan sesudah kiriman"),
    "campaign.changed": _("mengubah rancangan kampanye"),
    "campaign.closed": _("menutup kampanye"),
    "campaign.drafted": _("menyusun kampanye"),
    "campaign.extended": _("memperpanjang kampanye"),
    "campaign.opened": _("membuka kampanye"),
    "class.added": _("menambah kelas"),
    "class.changed": _("mengubah kelas"),
    "class.renewed": _("memperbarui PIN dan lembar kelas"),
    "class.reopened": _("membuka lagi kelas"),
    "class.shut": _("menutup kelas"),
    "data.entered": _("mengisi data administrasi"),
    "data.imported": _("mengimpor data administrasi"),
    "link.labelled": _("menandai tautan"),
    "link.renewed": _("memperbarui tautan"),
    "link.withdrawn": _("menarik tautan"),
    "poster.renewed": _("memperbarui poster dan PIN"),
}
"""What the acts of survey are called in the trail."""
