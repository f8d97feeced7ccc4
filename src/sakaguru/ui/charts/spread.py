"""How far apart the schools of a region are: p10, p25, median, p75, p90."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from sakaguru.ui.charts import chart, svg
from sakaguru.ui.charts.chart import Chart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.safestring import SafeString

    from sakaguru.ui.logic.levels import LevelLike

HEIGHT = 30.0


@dataclass(frozen=True)
class SpreadRow:
    """Quantiles of the counted schools; none where too few are counted."""

    label: Any
    p10: float | None
    p25: float | None
    median: float | None
    p75: float | None
    p90: float | None
    mean: float | None = None
    n: int | None = None
    url: str = ""

    @property
    def quantiles(self) -> list[float | None]:
        return [self.p10, self.p25, self.median, self.p75, self.p90]


def spread(
    rows: Sequence[SpreadRow],
    bands: Sequence[LevelLike],
    *,
    title: str,
    scale_max: float = 7.0,
    note: str = "",
) -> Chart:
    items = [_row(row, bands, scale_max) for row in rows]
    return Chart(
        title=title,
        drawing=chart.over_axis(items, scale_max, bands),
        columns=[
            _("Wilayah"),
            "p10",
            "p25",
            _("Median"),
            "p75",
            "p90",
            _("Rata-rata"),
            "n",
        ],
        rows=[_cells(row) for row in rows],
        note=note
        or _(
            "Garis: dari p10 sampai p90. Kotak: separuh sekolah di tengah. "
            "Garis tebal: median. Wajik: rata-rata."
        ),
        legend=chart.level_legend(bands),
    )


def _row(row: SpreadRow, bands: Sequence[LevelLike], scale_max: float) -> SafeString:
    label = chart.said(row.label)
    name = svg.element("a", label, href=row.url) if row.url else label
    figures = [
        svg.element("span", "median", class_="bar-n"),
        svg.element("strong", chart.written(row.median), class_="bar-value"),
    ]
    if row.n is not None:
        figures.append(svg.element("span", f"n {chart.whole(row.n)}", class_="bar-n"))
    head = svg.element(
        "div",
        svg.element("span", name, class_="bar-label"),
        svg.element("span", *figures, class_="bar-figures"),
        class_="bar-head",
    )
    known = [value for value in row.quantiles if value is not None]
    marks = _marks(row, known, scale_max) if len(known) == len(row.quantiles) else []
    words = ", ".join(
        f"{column} {cell}"
        for column, cell in zip(
            ("p10", "p25", "median", "p75", "p90"), _cells(row)[1:6], strict=True
        )
    )
    drawing = svg.plot(
        chart.band_background(bands, scale_max, HEIGHT),
        *marks,
        height=HEIGHT,
        title=f"{label}: {words}",
        css="plot-spread",
    )
    return svg.element("li", head, drawing, class_="bar-row")


def _marks(row: SpreadRow, known: list[float], scale_max: float) -> list[SafeString]:
    p10, p25, median, p75, p90 = (chart.place(value, scale_max) for value in known)
    low, high, middle = svg.percent(p10), svg.percent(p90), svg.percent(median)
    marks = [
        svg.element("line", x1=low, x2=high, y1=15, y2=15, class_="whisker"),
        svg.element("line", x1=low, x2=low, y1=9, y2=21, class_="whisker"),
        svg.element("line", x1=high, x2=high, y1=9, y2=21, class_="whisker"),
        svg.element(
            "rect",
            x=svg.percent(p25),
            width=svg.percent(p75 - p25),
            y=6,
            height=18,
            class_="box",
        ),
        svg.element("line", x1=middle, x2=middle, y1=3, y2=27, class_="median"),
    ]
    if row.mean is not None:
        shape = svg.element("path", d="M0-5 5 0 0 5-5 0z", class_="mean")
        x = svg.percent(chart.place(row.mean, scale_max))
        marks.append(
            svg.element("svg", shape, x=x, y=15, width=1, height=1, overflow="visible")
        )
    return marks


def _cells(row: SpreadRow) -> list[str]:
    return [
        chart.said(row.label),
        *(chart.written(value) for value in row.quantiles),
        chart.written(row.mean) if row.mean is not None else "",
        chart.whole(row.n) if row.n is not None else "",
    ]
