"""The words of a framework of standards."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class VersionStatus(TextChoices):
    """A version is drafted, published once (then frozen), and some day superseded."""

    DRAFT = "draft", _("Rancangan")
    PUBLISHED = "published", _("Berlaku")
    SUPERSEDED = "superseded", _("Digantikan")


class NodeKind(TextChoices):
    """The three levels below the school total."""

    STANDARD = "standard", _("Standar")
    INDICATOR = "indicator", _("Indikator")
    SUBINDICATOR = "subindicator", _("Subindikator")


class Provenance(TextChoices):
    """How far the wording of a node was checked against its source."""

    SOURCED = "sourced", _("Kode dan kalimat terbaca di sumber")
    PARTLY = "partly", _("Kode dan isi terbaca; kalimat sebagian")
    MEMORY = "memory", _("Diingat, belum terbaca di sumber")
    OURS = "ours", _("Disusun sendiri")


class Respondent(TextChoices):
    """Who can say how things are: a group of people, or the records."""

    KS = "KS", _("Kepala sekolah")
    GS = "GS", _("Guru")
    SS = "SS", _("Murid")
    MT = "MT", _("Komite dan orang tua")
    PS = "PS", _("Pengawas sekolah")
    DATA = "DATA", _("Data administrasi")


class Colour(TextChoices):
    """What a label means, whatever its word is."""

    RED = "merah", _("Merah")
    YELLOW = "kuning", _("Kuning")
    GREEN = "hijau", _("Hijau")


ACTS = {
    "framework_version.crosswalk_set": _("menetapkan padanan versi kerangka"),
    "framework_version.discarded": _("membuang rancangan kerangka"),
    "framework_version.drafted": _("merancang versi kerangka"),
    "framework_version.published": _("menerbitkan versi kerangka"),
    "node.edited": _("mengubah butir standar"),
}
