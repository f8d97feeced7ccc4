"""A small line over the cycles."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from sakaguru.ui.charts import chart, svg
from sakaguru.ui.charts.chart import Chart
from sakaguru.ui.logic.levels import LevelLike, pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.safestring import SafeString

HEIGHT = 132.0
TOP, BOTTOM = 10.0, 104.0  # of the scale, in pixels


@dataclass(frozen=True)
class TrendPoint:
    """One cycle; no value leaves a gap in the line, never a zero."""

    cycle: str
    value: float | None
    n: int | None = None


def trend(
    points: Sequence[TrendPoint],
    bands: Sequence[LevelLike],
    *,
    title: str,
    scale_max: float = 7.0,
    note: str = "",
) -> Chart:
    words = ", ".join(f"{point.cycle} {chart.written(point.value)}" for point in points)
    drawing = svg.plot(
        *_bands(bands, scale_max),
        *_lines(points, scale_max),
        *_marks(points, scale_max),
        height=HEIGHT,
        title=f"{title}: {words}",
        css="plot-trend",
    )
    return Chart(
        title=title,
        drawing=drawing,
        columns=[_("Siklus"), _("Nilai"), "n"],
        rows=[
            [
                point.cycle,
                chart.written(point.value),
                chart.whole(point.n) if point.n is not None else "",
            ]
            for point in points
        ],
        note=note,
        legend=chart.level_legend(bands),
    )


def across(index: int, count: int) -> float:
    """Where the point of a cycle stands, in percent."""
    return 50.0 if count == 1 else 10.0 + 80.0 * index / (count - 1)


def up(value: float, scale_max: float) -> float:
    """How high a value stands, in pixels from the top."""
    return BOTTOM - chart.place(value, scale_max) / 100 * (BOTTOM - TOP)


def _bands(bands: Sequence[LevelLike], scale_max: float) -> list[SafeString]:
    parts, start = [], 0.0
    for band in bands:
        top, bottom = up(float(band.up_to), scale_max), up(start, scale_max)
        fill = f"url(#pola-{pattern(band.number, len(bands))})"
        parts.append(
            svg.element(
                "rect",
                x=0,
                width="100%",
                y=top,
                height=bottom - top,
                fill=fill,
                class_="band",
            )
        )
        start = float(band.up_to)
    return parts


def _lines(points: Sequence[TrendPoint], scale_max: float) -> list[SafeString]:
    count = len(points)
    return [
        svg.element(
            "line",
            x1=svg.percent(across(index, count)),
            x2=svg.percent(across(index + 1, count)),
            y1=up(one.value, scale_max),
            y2=up(two.value, scale_max),
            class_="trend-line",
        )
        for index, (one, two) in enumerate(pairwise(points))
        if one.value is not None and two.value is not None
    ]


def _marks(points: Sequence[TrendPoint], scale_max: float) -> list[SafeString]:
    marks = []
    for index, point in enumerate(points):
        x = svg.percent(across(index, len(points)))
        marks.append(
            svg.element(
                "text",
                point.cycle,
                x=x,
                y=124,
                text_anchor="middle",
                class_="tick-text",
            )
        )
        if point.value is None:
            continue
        y = up(point.value, scale_max)
        above = y - 10 if y > TOP + 16 else y + 20
        marks.append(svg.element("circle", cx=x, cy=y, r=5, class_="trend-dot"))
        marks.append(
            svg.element(
                "text",
                chart.written(point.value),
                x=x,
                y=above,
                text_anchor="middle",
                class_="trend-text",
            )
        )
    return marks
