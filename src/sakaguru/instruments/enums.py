"""The words of an instrument."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RespondentRole(TextChoices):
    """Who answers. DATA takes part like a role with one respondent."""

    KS = "KS", _("Kepala sekolah")
    GS = "GS", _("Guru")
    SS = "SS", _("Murid")
    MT = "MT", _("Komite dan orang tua")
    PS = "PS", _("Pengawas sekolah")
    DATA = "DATA", _("Data administrasi")


class ItemKind(TextChoices):
    """What the options of a question are."""

    RUBRIC = "rubric", _("Rubrik: keadaan yang terlihat")
    FREQUENCY = "frequency", _("Seberapa sering")
    CHOICE = "choice", _("Pilihan")
    YES_NO = "yesno", _("Ya/tidak")
    DATA = "data", _("Dihitung dari data")


class FieldKind(TextChoices):
    """What is written into a data field."""

    NUMBER = "number", _("Angka")
    YES_NO = "yesno", _("Ya/tidak")


ACTS = {
    "instrument_version.discarded": _("membuang rancangan instrumen"),
    "instrument.adapted": _("menurunkan instrumen sendiri"),
    "instrument_version.drafted": _("merancang versi instrumen"),
    "instrument_version.published": _("menerbitkan versi instrumen"),
    "item.edited": _("mengubah butir instrumen"),
}
