"""The small set of Tabler icons that our pages use."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

SHAPES = Path(__file__).parent.parent / "icons" / "tabler.json"


@cache
def shapes() -> dict[str, str]:
    """The inside of each icon's SVG, by name."""
    return dict(json.loads(SHAPES.read_text("utf-8")))


def icon_svg(name: str, title: str = "") -> str:
    """An icon as SVG text; without a title it is only decoration."""
    words = 'aria-hidden="true" focusable="false"'
    inside = shapes()[name]
    if title:
        words, inside = 'role="img"', f"<title>{title}</title>{inside}"
    return f'<svg class="icon" viewBox="0 0 24 24" {words}>{inside}</svg>'
