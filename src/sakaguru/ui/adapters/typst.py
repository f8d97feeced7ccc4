"""The door to Typst: a template and its data become a PDF."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import typst
from django.conf import settings
from django.http import HttpResponse
from django.template import TemplateDoesNotExist
from django.template.utils import get_app_template_dirs

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


def render_pdf(
    template_name: str,
    data: Mapping[str, Any],
    *,
    at: datetime | None = None,
    files: Mapping[str, bytes] | None = None,
) -> bytes:
    """Typeset ``template_name`` (as in ``scoring/report_card.typ``).

    The template reads ``json("/data.json")``, may import ``/ui/print.typ`` and any
    other template, and read ``files`` by name. Only the fonts inside Typst are used,
    so equal data give equal bytes on every machine. ``at`` is the date in the PDF.

    Raises:
        TemplateDoesNotExist: no capability has this template.
    """
    sources = _sources() if not settings.DEBUG else _sources.__wrapped__()
    if template_name not in sources:
        raise TemplateDoesNotExist(template_name)
    written = json.dumps(data, ensure_ascii=False, default=str)
    parts = {
        **sources,
        **(files or {}),
        "data.json": written.encode(),
        "main.typ": f'#include "/{template_name}"'.encode(),
    }
    made = typst.compile(  # type: ignore[call-overload]  # stubs lack many files
        parts,
        format="pdf",
        ignore_system_fonts=True,
        timestamp=int(at.timestamp()) if at else 0,
    )
    return cast("bytes", made)


def pdf_response(pdf: bytes, name: str, *, download: bool = False) -> HttpResponse:
    """Show the PDF in the browser, or hand it over as a file."""
    response = HttpResponse(pdf, content_type="application/pdf")
    place = "attachment" if download else "inline"
    response.headers["Content-Disposition"] = f'{place}; filename="{name}"'
    return response


@cache
def _sources() -> dict[str, bytes]:
    """Every Typst template of every capability, by its name."""
    folders = [Path(folder) for folder in get_app_template_dirs("templates")]
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for folder in reversed(folders)
        for path in folder.rglob("*.typ")
    }
