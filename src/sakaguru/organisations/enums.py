"""The words of the tree: tiers, roles, kinds of school."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Tier(IntegerChoices):
    """The seven tiers, from the top down; a partner stands beside the tree."""

    NATION = 1, _("Nasional")
    PROVINCE = 2, _("Provinsi")
    DISTRICT = 3, _("Kabupaten/Kota")
    AREA = 4, _("UPTD/Korwil")
    CLUSTER = 5, _("Gugus")
    SCHOOL = 6, _("Sekolah")
    PARTNER = 9, _("Mitra")


class Role(TextChoices):
    """What a person is in an organisation. What each may do stands in the rules."""

    HEAD = "head", _("Kepala kantor atau sekolah")
    HEAD_OF_QA = "head_of_qa", _("Kepala Unit Penjaminan Mutu")
    QUALITY_TEAM = "quality_team", _("Anggota tim penjaminan mutu (TPMPS/TPMPD)")
    OPERATOR = "operator", _("Operator data")
    SUPERVISOR = "supervisor", _("Pengawas sekolah")
    FACILITATOR = "facilitator", _("Fasilitator daerah")
    TEACHER = "teacher", _("Guru")
    COMMITTEE = "committee", _("Komite sekolah/orang tua")
    PARTNER_OFFICER = "partner_officer", _("Petugas mitra")
    AUDITOR = "auditor", _("Auditor")
    VIEWER = "viewer", _("Pembaca")
    MANAGER = "manager", _("Pengelola pengguna")


class SchoolStatus(TextChoices):
    PUBLIC = "NEGERI", _("Negeri")
    PRIVATE = "SWASTA", _("Swasta")


class Connectivity(TextChoices):
    NONE = "none", _("Tanpa internet")
    WEAK = "weak", _("Internet lemah")
    GOOD = "good", _("Internet lancar")


class AreaLevel(IntegerChoices):
    PROVINCE = 1, _("Provinsi")
    DISTRICT = 2, _("Kabupaten/Kota")
    SUBDISTRICT = 3, _("Kecamatan")


class GroupKind(TextChoices):
    PILOT = "pilot", _("Sekolah rintisan")
    MODEL = "model", _("Sekolah model dan imbasnya")
    KKG = "kkg", _("Kelompok Kerja Guru")
    KKKS = "kkks", _("Kelompok Kerja Kepala Sekolah")
    OTHER = "other", _("Kelompok lain")


class ListState(TextChoices):
    """Where an uploaded list of schools stands; a small one is only kept."""

    KEPT = "kept", _("Siap diperiksa")
    WAITING = "waiting", _("Menunggu diperiksa")
    READING = "reading", _("Sedang diperiksa")
    CHECKED = "checked", _("Sudah diperiksa, belum dijalankan")
    QUEUED = "queued", _("Menunggu dijalankan")
    RUNNING = "running", _("Sedang dijalankan")
    DONE = "done", _("Selesai")
    REFUSED = "refused", _("Tidak dijalankan")


class SuccessionKind(TextChoices):
    SPLIT = "split", _("Pemekaran")
    MERGE = "merge", _("Penggabungan")


ACTS = {
    "group.formed": _("membentuk kelompok"),
    "group.joined": _("memasukkan unit ke kelompok"),
    "group.left": _("mengeluarkan unit dari kelompok"),
    "invitation.withdrawn": _("menarik undangan"),
    "membership.begun": _("menerima peran"),
    "membership.ended": _("mengakhiri peran"),
    "organisation.closed": _("menutup unit"),
    "organisation.moved": _("memindahkan unit"),
    "organisation.opened": _("membuka unit"),
    "organisation.renamed": _("mengganti nama unit"),
    "people.enrolled": _("mendaftarkan orang"),
    "person.invited": _("mengundang orang"),
    "school.changed": _("mengubah data sekolah"),
    "schools.import_asked": _("meminta impor daftar sekolah dijalankan"),
    "schools.import_refused": _("menghentikan impor daftar sekolah"),
    "schools.imported": _("mengimpor daftar sekolah"),
    "token.issued": _("membuat kunci aplikasi"),
    "token.revoked": _("mencabut kunci aplikasi"),
    "tier.named": _("menetapkan sebutan jenjang"),
    "clusters.formed": _("membentuk gugus"),
}
