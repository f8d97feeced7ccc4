"""QR codes as SVG, to stand in a page."""

from __future__ import annotations

import io

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_svg(address: str, *, title: str) -> SafeString:
    """Draw an address; dark on light, scaled by the page's style sheet."""
    code = segno.make(address, error="m", micro=False)
    buffer = io.BytesIO()
    code.save(
        buffer,
        kind="svg",
        xmldecl=False,
        svgns=True,
        omitsize=True,
        border=2,
        title=title,
        svgclass="qr",
        lineclass=None,
    )
    return mark_safe(buffer.getvalue().decode())  # noqa: S308 -- segno escapes the title
