"""What every chart is: a drawing, and the same figures as a table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sakaguru.ui.charts.svg import element, join, number, percent
from sakaguru.ui.logic import formats, levels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sakaguru.ui.logic.levels import LevelLike


@dataclass(frozen=True)
class Chart:
    """Shown with ``{% chart figure %}``."""

    title: str
    drawing: SafeString
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""
    legend: SafeString = field(default=SafeString(""))


def language() -> str:
    return "en" if (get_language() or "id").startswith("en") else "id"


def said(value: Any) -> str:
    return formats.said(value, language())


def written(value: float | None, decimals: int = 2) -> str:
    return formats.written_number(value, language(), decimals)


def whole(value: float | None) -> str:
    return formats.written_number(value, language(), 0)


def place(value: float, scale_max: float) -> float:
    """Where a value lies on the scale, in percent of its width."""
    return min(max(value / scale_max, 0.0), 1.0) * 100


def band_background(
    bands: Sequence[LevelLike], scale_max: float, height: float
) -> SafeString:
    """The levels behind a value, as pale patterned fields."""
    parts, start = [], 0.0
    for band in bands:
        end = place(float(band.up_to), scale_max)
        parts.append(
            element(
                "rect",
                x=percent(start),
                y=0,
                width=percent(end - start),
                height=number(height),
                fill=f"url(#pola-{levels.pattern(band.number, len(bands))})",
                class_="band",
            )
        )
        start = end
    return join(*parts)


def over_axis(
    rows: Sequence[SafeString], scale_max: float, bands: Sequence[LevelLike]
) -> SafeString:
    """The rows of a drawing, and their scale under them."""
    end = element("li", axis(scale_max, bands), class_="bar-row bar-row-axis")
    return element("ol", *rows, end, class_="bars")


def axis(scale_max: float, bands: Sequence[LevelLike] = ()) -> SafeString:
    """The scale under the rows, with a tick at every whole number."""
    ticks = []
    for value in range(int(scale_max) + 1):
        x = percent(place(value, scale_max))
        anchor = {0: "start", int(scale_max): "end"}.get(value, "middle")
        ticks.append(element("line", x1=x, x2=x, y1=0, y2=5, class_="tick"))
        ticks.append(
            element(
                "text", str(value), x=x, y=19, text_anchor=anchor, class_="tick-text"
            )
        )
    edges = [
        element("line", x1=x, x2=x, y1=0, y2=7, class_="tick tick-band")
        for x in (percent(place(float(b.up_to), scale_max)) for b in bands[:-1])
    ]
    return element(
        "svg", *ticks, *edges, class_="plot plot-axis", height=20, aria_hidden="true"
    )


def swatch(fill: str) -> SafeString:
    box = element(
        "rect", x=0.5, y=0.5, width=17, height=11, fill=fill, class_="swatch-box"
    )
    return element("svg", box, class_="swatch", width=18, height=12, aria_hidden="true")


def level_legend(bands: Sequence[LevelLike], *, others: bool = False) -> SafeString:
    """The key to the patterns; ``others`` adds what is not counted."""
    entries = [
        (
            f"url(#pola-{levels.pattern(band.number, len(bands))})",
            f"{band.number} {said(band.label)}",
        )
        for band in bands
    ]
    if others:
        entries += [(f"url(#pola-{state})", words) for state, words in states().items()]
    items = [
        element("li", swatch(fill), element("span", words)) for fill, words in entries
    ]
    return element("ul", *items, class_="legend")


def states() -> dict[str, str]:
    """What is not counted, in words."""
    return {
        levels.INSUFFICIENT: _("belum cukup"),
        levels.NOT_SENT: _("belum mengirim"),
        levels.NOT_INVITED: _("tidak diundang"),
    }
