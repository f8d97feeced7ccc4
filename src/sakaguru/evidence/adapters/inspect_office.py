"""Office documents are packed anew: no macros, no links outward, no authors."""

from __future__ import annotations

import io
import re
import stat
import zipfile

from sakaguru.evidence.adapters.inspection import EICAR, LARGEST_PART, Refused

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
MOST_BYTES = 200 << 20
ACTIVE = re.compile(
    r"vbaproject|vbadata|activex|oleobject|embeddings/|externallinks/|macrosheets/"
    r"|^basic/|^scripts/|\.(zip|exe|js|vbs|bat|cmd|ps1|jar|html?|svg)$",
    re.IGNORECASE,
)
RELATION = re.compile(rb"<Relationship\b[^>]*>")
UNREADABLE = (
    zipfile.BadZipFile,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    MemoryError,
)
"""What a broken archive, or one packed in an unknown way, makes of reading it."""

ENTITIES = (b"<!DOCTYPE", b"<!ENTITY")
OTHER_ENCODINGS = {b"\xff\xfe", b"\xfe\xff"}
AUTHORS = {
    "docProps/core.xml": (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/'
        b'metadata/core-properties"/>'
    ),
    "docProps/app.xml": (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'extended-properties"/>'
    ),
    "docProps/custom.xml": (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'custom-properties"/>'
    ),
    "meta.xml": (
        b'<?xml version="1.0" encoding="UTF-8"?><office:document-meta '
        b'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        b'office:version="1.2"><office:meta/></office:document-meta>'
    ),
}


def clean_office(content: bytes) -> tuple[str, str, bytes]:
    """Type, ending and content of the same document, packed anew.

    Raises:
        Refused: broken, encrypted, active, a bomb, or another kind of archive.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _check_entries(entries, len(content))
            content_type, ending = _told_type(archive, {e.filename for e in entries})
            return content_type, ending, _packed_anew(archive, entries)
    except UNREADABLE:
        raise Refused("broken") from None


def _check_entries(entries: list[zipfile.ZipInfo], size: int) -> None:
    names = [entry.filename for entry in entries]
    if len(entries) > MOST_PARTS or sum(e.file_size for e in entries) > MOST_BYTES:
        raise Refused("bomb")
    overlap = sum(entry.compress_size for entry in entries) > size
    if overlap or len({entry.header_offset for entry in entries}) < len(entries):
        raise Refused("bomb")
    if len({name.lower() for name in names}) < len(names):
        raise Refused("broken")
    if any(_leads_out(entry) for entry in entries):
        raise Refused("broken")
    if any(ACTIVE.search(name) for name in names):
        raise Refused("active")


def _leads_out(entry: zipfile.ZipInfo) -> bool:
    steps = entry.filename.replace("\\", "/").split("/")
    is_link = stat.S_ISLNK(entry.external_attr >> 16)
    return is_link or ".." in steps or steps[0] == "" or bool(entry.flag_bits & 1)


def _told_type(archive: zipfile.ZipFile, names: set[str]) -> tuple[str, str]:
    if "mimetype" in names:
        with archive.open("mimetype") as part:
            stated = part.read(100).strip()
        if stated in OPEN_DOCUMENTS:
            return stated.decode(), OPEN_DOCUMENTS[stated]
    for main, (ending, content_type) in ZIPPED.items():
        if main in names:
            return content_type, ending
    raise Refused("unknown")


def _packed_anew(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> bytes:
    out = io.BytesIO()
    left = MOST_BYTES
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as clean:
        for entry in entries:
            part = _read(archive, entry, min(left, LARGEST_PART))
            left -= len(part)
            _check_part(entry.filename, part)
            kept = AUTHORS.get(entry.filename, part)
            stored = zipfile.ZipInfo(entry.filename)
            is_type = entry.filename == "mimetype"  # ODF: first, and not compressed
            stored.compress_type = (
                zipfile.ZIP_STORED if is_type else zipfile.ZIP_DEFLATED
            )
            clean.writestr(stored, kept)
    return out.getvalue()


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """A part; what it says of its own size is not believed."""
    with archive.open(entry) as part:
        content = part.read(most + 1)
    if len(content) > most:
        raise Refused("bomb")
    return content


def _check_part(name: str, part: bytes) -> None:
    if EICAR in part:
        raise Refused("harmful")
    if part[:4] in {b"PK\x03\x04", b"MZ\x90\x00"}:
        raise Refused("active")
    if name.endswith((".xml", ".rels")):
        if (
            b"<!DOCTYPE" in part
            or b"<!ENTITY" in part
            or part[:2] in {b"\xff\xfe", b"\xfe\xff"}
        ):
            raise Refused("active")
        if name.endswith(".rels") and any(map(_is_outward, RELATION.findall(part))):
            raise Refused("outward")


def _is_outward(relation: bytes) -> bool:
    """A part that is fetched from elsewhere; a plain hyperlink is only clicked."""
    external = re.search(rb'TargetMode\s*=\s*["\']External', relation)
    return bool(external) and b"/hyperlink" not in relation
