"""The words of evidence: what a file is, and whether somebody looked at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class FileKind(TextChoices):
    PHOTO = "photo", _("Foto")
    DOCUMENT = "document", _("Dokumen")


class CheckState(TextChoices):
    WAITING = "waiting", _("Belum diperiksa")
    ACCEPTED = "accepted", _("Diterima pemeriksa")
    RETURNED = "returned", _("Dikembalikan")


ACTS: dict[str, StrOrPromise] = {
    "evidence.sending": _("mulai mengirim berkas bukti"),
    "evidence.added": _("menambahkan bukti"),
    "evidence.renewed": _("memperbarui bukti"),
    "evidence.linked": _("mengaitkan bukti"),
    "evidence.accepted": _("menerima bukti sesudah memeriksa"),
    "evidence.returned": _("mengembalikan bukti"),
    "evidence.withdrawn": _("menarik bukti"),
}
"""What the acts of this capability mean, for the pages that show the trail."""
