"""How far a piece of work is: a ring or a bar, with its numbers."""

from __future__ import annotations

from math import pi
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from sakaguru.ui.charts import svg
from sakaguru.ui.logic import formats

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

RADIUS = 15.9
AROUND = 2 * pi * RADIUS


def share_of(done: int, total: int) -> float:
    """0 to 1; nothing to do counts as nothing done."""
    return min(max(done / total, 0.0), 1.0) if total > 0 else 0.0


def progress_ring(done: int, total: int, *, title: str = "") -> SafeString:
    share = share_of(done, total)
    words = title or _("{done} dari {total}").format(done=done, total=total)
    return svg.element(
        "svg",
        svg.element("title", words),
        svg.element("circle", cx=18, cy=18, r=RADIUS, class_="ring-rest"),
        svg.element(
            "circle",
            cx=18,
            cy=18,
            r=RADIUS,
            class_="ring-done",
            stroke_dasharray=f"{svg.number(share * AROUND)} {svg.number(AROUND)}",
            transform="rotate(-90 18 18)",
        ),
        svg.element(
            "text",
            formats.written_share(share, "en"),
            x=18,
            y=21,
            text_anchor="middle",
            class_="ring-text",
        ),
        class_="ring",
        viewBox="0 0 36 36",
        role="img",
    )


def progress_bar(done: int, total: int, *, title: str = "") -> SafeString:
    share = share_of(done, total)
    words = title or _("{done} dari {total}").format(done=done, total=total)
    return svg.plot(
        svg.element("rect", y=0.5, width="100%", height=9, rx=4.5, class_="bar-rest"),
        svg.element(
            "rect",
            y=0.5,
            width=svg.percent(share * 100),
            height=9,
            rx=4.5,
            class_="bar-done",
        ),
        height=10,
        title=words,
        css="plot-progress",
    )
