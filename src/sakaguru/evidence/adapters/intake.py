"""Takes files from people: told and cleaned in a process apart.

A name and a declared type are never believed. What is kept was written by us; it is
only ever handed out as an attachment.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from sakaguru.core.apart import WorkFailed, run_apart
from sakaguru.core.errors import DomainError
from sakaguru.evidence.enums import FileKind
from sakaguru.evidence.models.upload import LARGEST_BYTES

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

INSPECTION = "sakaguru.evidence.adapters.inspection"


class FileRefused(DomainError):
    code = "file_refused"
    status = 422


class Taken(NamedTuple):
    """A file as it will be kept."""

    kind: FileKind
    content_type: str
    ending: str
    content: bytes


def take(file: UploadedFile[bytes]) -> Taken:
    """Read an uploaded file, or say why not.

    Raises:
        FileRefused: too large, empty, broken, active, or none of the kinds we take.
    """
    if not file.size:
        raise FileRefused(_("Berkas ini kosong."))
    if file.size > LARGEST_BYTES:
        raise FileRefused(_("Berkas lebih besar dari 10 MB. Perkecil dahulu."))
    try:
        answer = run_apart(INSPECTION, file.read())
    except WorkFailed as failed:
        raise FileRefused(words_for("too_much")) from failed
    head, _line, content = answer.partition(b"\n")
    told = json.loads(head)
    if "refused" in told:
        raise FileRefused(words_for(told["refused"]))
    return Taken(FileKind(told["kind"]), told["content_type"], told["ending"], content)


def words_for(fault: str) -> str:
    """Why a file was not taken, and what to do."""
    words = {
        "active": _(
            "Berkas ini memuat makro, skrip, atau berkas lain di dalamnya. Simpan "
            "ulang tanpa itu, atau cetak ke PDF."
        ),
        "outward": _(
            "Berkas ini mengambil isi dari tempat lain. Putuskan tautannya dahulu."
        ),
        "harmful": _("Berkas ini dikenali sebagai berbahaya dan tidak diterima."),
        "bomb": _(
            "Isi berkas ini jauh lebih besar daripada ukurannya. Bagilah dahulu."
        ),
        "too_much": _("Berkas ini terlalu rumit untuk diperiksa. Simpan ulang dahulu."),
        "too_many_pixels": _("Gambar ini terlalu besar. Perkecil dahulu."),
        "too_many_pages": _("Dokumen ini lebih dari 500 halaman. Bagilah dahulu."),
        "encrypted": _("Berkas ini berkata sandi. Simpan ulang tanpa kata sandi."),
        "broken": _("Berkas ini rusak. Simpan ulang atau cetak ke PDF dahulu."),
        "broken_picture": _("Gambar ini rusak atau terpotong."),
    }
    return words.get(fault) or _(
        "Jenis berkas ini tidak diterima. Yang diterima: foto (JPG, PNG, WebP), PDF, "
        "dan dokumen Office tanpa makro (DOCX, XLSX, PPTX, ODT, ODS, ODP)."
    )
