"""The picture of a report card: one bar per standard on the scale of the framework."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sakaguru.ui.charts import chart, svg
from sakaguru.ui.charts.chart import Chart
from sakaguru.ui.logic.levels import LevelLike, label_of, pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

HEIGHT = 30.0
SMALLEST_CHANGE = 0.005  # what two decimals can show


@dataclass(frozen=True)
class StandardRow:
    """One standard (or any node). No value: insufficient, or nobody answered."""

    label: Any
    value: float | None
    level: int | None
    n: int | None = None
    before: float | None = None
    low: float | None = None
    high: float | None = None
    code: str = ""
    url: str = ""
    change: str | None = None  # in words, where a bare difference would claim too much


def standards_picture(
    rows: Sequence[StandardRow],
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
            _("Kode"),
            _("Standar"),
            _("Nilai"),
            _("Tingkat"),
            _("Sebelumnya"),
            "n",
        ],
        rows=[_cells(row, bands) for row in rows],
        note=note,
        legend=svg.join(chart.level_legend(bands), _marks_legend(rows)),
    )


def _marks_legend(rows: Sequence[StandardRow]) -> SafeString:
    """The key to the marks that occur."""
    entries = []
    if any(row.before is not None for row in rows):
        mark = svg.element("line", x1=9, x2=9, y1=0, y2=14, class_="before-mark")
        entries.append((mark, _("siklus sebelumnya")))
    if any(row.low is not None and row.high is not None for row in rows):
        entries.append((_interval_key(), _("kisaran nilai")))
    items = [
        svg.element("li", _key(mark), svg.element("span", words))
        for mark, words in entries
    ]
    return svg.element("ul", *items, class_="legend") if items else SafeString("")


def _interval_key() -> SafeString:
    return svg.join(
        svg.element("line", x1=1, x2=17, y1=7, y2=7, class_="interval"),
        svg.element("line", x1=1, x2=1, y1=3, y2=11, class_="interval"),
        svg.element("line", x1=17, x2=17, y1=3, y2=11, class_="interval"),
    )


def _key(mark: SafeString) -> SafeString:
    return svg.element("svg", mark, width=18, height=14, aria_hidden="true")


def change_of(row: StandardRow) -> str:
    """The change in words, with a sign that survives a photocopy."""
    if row.change is not None:
        return row.change
    if row.value is None or row.before is None:
        return ""
    step = row.value - row.before
    if abs(step) < SMALLEST_CHANGE:
        return _("= tetap")
    arrow, sign = ("▲", "+") if step > 0 else ("▼", "")
    return f"{arrow} {sign}{chart.written(step)}"


def _row(row: StandardRow, bands: Sequence[LevelLike], scale_max: float) -> SafeString:
    label = f"{row.code} {chart.said(row.label)}".strip()
    name = svg.element("a", label, href=row.url) if row.url else label
    head = svg.element(
        "div",
        svg.element("span", name, class_="bar-label"),
        svg.element("span", *_figures(row, bands), class_="bar-figures"),
        class_="bar-head",
    )
    words = ", ".join(part for part in _cells(row, bands)[1:] if part)
    drawing = svg.plot(
        chart.band_background(bands, scale_max, HEIGHT),
        *_marks(row, bands, scale_max),
        height=HEIGHT,
        title=words,
        css="plot-bar",
    )
    return svg.element("li", head, drawing, class_="bar-row")


def _figures(row: StandardRow, bands: Sequence[LevelLike]) -> list[SafeString]:
    if row.value is None:
        return [svg.element("span", _("belum cukup"), class_="bar-none")]
    parts = [svg.element("strong", chart.written(row.value), class_="bar-value")]
    if row.level is not None:
        parts.append(svg.element("span", chart.said(label_of(row.level, bands))))
    if change := change_of(row):
        parts.append(svg.element("span", change, class_="bar-change"))
    if row.n is not None:
        parts.append(svg.element("span", f"n {chart.whole(row.n)}", class_="bar-n"))
    return parts


def _marks(
    row: StandardRow, bands: Sequence[LevelLike], scale_max: float
) -> list[SafeString]:
    if row.value is None:
        return [
            svg.element(
                "rect",
                y=9,
                width="100%",
                height=12,
                fill="url(#pola-insufficient)",
                class_="outlined",
            )
        ]
    end = svg.percent(chart.place(row.value, scale_max))
    fill = f"url(#pola-{pattern(row.level, len(bands))})" if row.level else "none"
    marks = [
        svg.element("rect", y=8, width=end, height=14, class_="value-plate"),
        svg.element("rect", y=8, width=end, height=14, fill=fill, class_="value-bar"),
    ]
    if row.low is not None and row.high is not None:
        marks.append(_interval(row.low, row.high, scale_max))
    if row.before is not None:
        x = svg.percent(chart.place(row.before, scale_max))
        marks.append(svg.element("line", x1=x, x2=x, y1=1, y2=29, class_="before-mark"))
    marks.append(svg.element("line", x1=end, x2=end, y1=3, y2=27, class_="value-mark"))
    return marks


def _interval(low: float, high: float, scale_max: float) -> SafeString:
    x1, x2 = (svg.percent(chart.place(end, scale_max)) for end in (low, high))
    return svg.join(
        svg.element("line", x1=x1, x2=x2, y1=15, y2=15, class_="interval"),
        svg.element("line", x1=x1, x2=x1, y1=11, y2=19, class_="interval"),
        svg.element("line", x1=x2, x2=x2, y1=11, y2=19, class_="interval"),
    )


def _cells(row: StandardRow, bands: Sequence[LevelLike]) -> list[str]:
    return [
        row.code,
        chart.said(row.label),
        chart.written(row.value) if row.value is not None else _("belum cukup"),
        chart.said(label_of(row.level, bands)),
        chart.written(row.before) if row.before is not None else "",
        chart.whole(row.n) if row.n is not None else "",
    ]
