"""QR codes as SVG."""

from __future__ import annotations

import io

import segno


def qr_svg(text: str, *, scale: int = 4) -> str:
    """A QR code as an SVG document that survives a fold and a photocopy."""
    buffer = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        buffer,
        kind="svg",
        scale=scale,
        border=2,
        xmldecl=False,
        svgclass="qr",
        lineclass=None,
    )
    return buffer.getvalue().decode().strip()
