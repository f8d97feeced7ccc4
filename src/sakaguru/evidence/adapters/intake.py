"""Takes files from people: tells them by their content, and cleans pictures.

A name and a declared type are never believed. Pictures are drawn anew, so that hidden
data (place, device) and anything hidden in them are gone. Documents are kept as they
are and only ever handed out as attachments.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from sakaguru.core.errors import DomainError
from sakaguru.evidence.enums import FileKind

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

LARGEST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2_000
PICTURES = ("JPEG", "PNG", "WEBP")
OFFICE = "application/vnd.openxmlformats-officedocument"
ZIPPED = {
    "word/document.xml": ("docx", f"{OFFICE}.wordprocessingml.document"),
    "xl/workbook.xml": ("xlsx", f"{OFFICE}.spreadsheetml.sheet"),
    "ppt/presentation.xml": ("pptx", f"{OFFICE}.presentationml.presentation"),
}
OPEN_DOCUMENTS = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
MOST_PARTS = 5_000


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
        FileRefused: too large, empty, or none of the kinds we take.
    """
    if not file.size:
        raise FileRefused(_("Berkas ini kosong."))
    if file.size > LARGEST_BYTES:
        raise FileRefused(_("Berkas lebih besar dari 10 MB. Perkecil dahulu."))
    content = file.read()
    if content.startswith(b"%PDF-"):
        return Taken(FileKind.DOCUMENT, "application/pdf", "pdf", content)
    if content.startswith(b"PK\x03\x04"):
        return _office_document(content)
    return _picture(content)


def _office_document(content: bytes) -> Taken:
    """Word, spreadsheet or slides without macros; only the list of parts is read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist()[: MOST_PARTS + 1])
            stated = _stated_type(archive, names)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise FileRefused(_("Berkas ini rusak.")) from error
    if len(names) > MOST_PARTS or any("vbaproject" in n.lower() for n in names):
        raise FileRefused(_("Berkas dengan makro tidak diterima. Simpan tanpa makro."))
    if stated in OPEN_DOCUMENTS:
        ending = OPEN_DOCUMENTS[stated]
        return Taken(FileKind.DOCUMENT, stated.decode(), ending, content)
    for part, (ending, content_type) in ZIPPED.items():
        if part in names:
            return Taken(FileKind.DOCUMENT, content_type, ending, content)
    raise FileRefused(_unknown())


def _stated_type(archive: zipfile.ZipFile, names: set[str]) -> bytes:
    if "mimetype" not in names:
        return b""
    with archive.open("mimetype") as part:
        return part.read(100).strip()


def _picture(content: bytes) -> Taken:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=PICTURES)
        if picture.width * picture.height > MOST_PIXELS:
            raise FileRefused(_("Gambar ini terlalu besar. Perkecil dahulu."))
        return _drawn_anew(picture)
    except UnidentifiedImageError as error:
        raise FileRefused(_unknown()) from error
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise FileRefused(_("Gambar ini rusak atau terpotong.")) from error


def _drawn_anew(picture: Image.Image) -> Taken:
    """The same picture, upright, no larger than needed, and nothing but the picture."""
    has_holes = picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    drawn = upright.convert("RGBA" if has_holes else "RGB")
    clean = Image.new(drawn.mode, drawn.size)
    clean.paste(drawn)
    out = io.BytesIO()
    if has_holes:
        clean.save(out, "PNG", optimize=True)
        return Taken(FileKind.PHOTO, "image/png", "png", out.getvalue())
    clean.save(out, "JPEG", quality=82, optimize=True, progressive=True)
    return Taken(FileKind.PHOTO, "image/jpeg", "jpg", out.getvalue())


def _unknown() -> str:
    return _(
        "Jenis berkas ini tidak diterima. Yang diterima: foto (JPG, PNG, WebP), PDF, "
        "dan dokumen Office tanpa makro (DOCX, XLSX, PPTX, ODT, ODS, ODP)."
    )
