"""PDF documents are written anew: pages only, no scripts, attachments, authors."""

from __future__ import annotations

import io
import logging
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject, IndirectObject, NameObject

from sakaguru.evidence.adapters.inspection import Refused

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it would tell what a file holds

MOST_PAGES = 500
UNREADABLE = (
    *(PyPdfError, ValueError, LookupError, TypeError, AttributeError),
    *(OSError, RuntimeError, MemoryError),
)
"""What a broken PDF makes of reading it."""

STEERING = ("/AA", "/A", "/OpenAction")
HARMLESS_ACTIONS = {"/URI", "/GoTo"}
HARMLESS_NOTES = {"/Link", "/Text", "/Highlight", "/Underline", "/FreeText", "/Stamp"}
ACTIVE = ("/JavaScript", "/JS", "/Launch", "/EmbeddedFiles", "/RichMedia", "/XFA")


def clean_pdf(content: bytes) -> bytes:
    """The same pages in a new file.

    Raises:
        Refused: broken, encrypted, too long, or active beyond cleaning.
    """
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise Refused("encrypted")
        if not 0 < len(reader.pages) <= MOST_PAGES:
            raise Refused("too_many_pages" if reader.pages else "broken")
        return _written_anew(reader)
    except UNREADABLE:
        raise Refused("broken") from None


def _written_anew(reader: PdfReader) -> bytes:
    writer = PdfWriter()
    for page in reader.pages:
        _calm(page)
        writer.add_page(page)
    writer.metadata = None
    out = io.BytesIO()
    writer.write(out)
    if any(_is_active(each) for each in writer._objects):  # noqa: SLF001 -- no other way
        raise Refused("active")
    return out.getvalue()


def _calm(page: Any) -> None:
    """Take from a page what acts by itself; links that a reader clicks stay."""
    for key in ("/AA", "/Metadata", "/PieceInfo"):
        page.pop(NameObject(key), None)
    notes: Any = page.get("/Annots")
    notes = notes.get_object() if isinstance(notes, IndirectObject) else notes
    if notes is None:
        return
    kept = [note for note in notes if _is_harmless(note.get_object())]
    notes.clear()
    notes.extend(kept)


def _is_harmless(note: DictionaryObject) -> bool:
    if note.get("/Subtype") not in HARMLESS_NOTES or "/AA" in note:
        return False
    action = note.get("/A")
    if action is None:
        return True
    action = action.get_object()
    return action.get("/S") in HARMLESS_ACTIONS and "/Next" not in action


def _is_active(each: Any) -> bool:
    if not isinstance(each, DictionaryObject):
        return False
    return any(key in each for key in ACTIVE) or each.get("/S") in ACTIVE
