"""How many schools stand on which level, and how many are not counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from sakaguru.ui.charts import chart, svg
from sakaguru.ui.charts.chart import Chart
from sakaguru.ui.logic import levels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.safestring import SafeString

    from sakaguru.ui.logic.levels import LevelLike

HEIGHT = 32.0
ROOM_FOR_A_NUMBER = 7.0  # percent of the width


@dataclass(frozen=True)
class DistributionRow:
    """Counts of schools: per level in the order of the bands, and the rest."""

    label: Any
    per_level: Sequence[int]
    insufficient: int = 0
    not_sent: int = 0
    not_invited: int = 0
    url: str = ""

    @property
    def counts(self) -> list[int]:
        return [*self.per_level, self.insufficient, self.not_sent, self.not_invited]


def distribution(
    rows: Sequence[DistributionRow],
    bands: Sequence[LevelLike],
    *,
    title: str,
    note: str = "",
) -> Chart:
    names = [chart.said(band.label) for band in bands]
    return Chart(
        title=title,
        drawing=svg.element("ol", *(_row(row, bands) for row in rows), class_="bars"),
        columns=[_("Wilayah"), *names, *chart.states().values(), _("Semua")],
        rows=[
            [
                chart.said(row.label),
                *map(chart.whole, row.counts),
                chart.whole(sum(row.counts)),
            ]
            for row in rows
        ],
        note=note,
        legend=chart.level_legend(bands, others=True),
    )


def segments(counts: Sequence[int]) -> list[tuple[float, float]]:
    """Start and width of each part in percent; they fill the bar exactly."""
    total = sum(counts)
    if not total:
        return [(0.0, 0.0) for _count in counts]
    parts, start = [], 0.0
    for count in counts:
        width = count / total * 100
        parts.append((start, width))
        start += width
    return parts


def _row(row: DistributionRow, bands: Sequence[LevelLike]) -> SafeString:
    label = chart.said(row.label)
    name = svg.element("a", label, href=row.url) if row.url else label
    head = svg.element(
        "div",
        svg.element("span", name, class_="bar-label"),
        svg.element("span", chart.whole(sum(row.counts)), class_="bar-n"),
        class_="bar-head",
    )
    drawing = svg.plot(
        *_segments(row, bands),
        height=HEIGHT,
        title=f"{label}: {_words(row, bands)}",
        css="plot-stack",
    )
    return svg.element("li", head, drawing, class_="bar-row")


def _words(row: DistributionRow, bands: Sequence[LevelLike]) -> str:
    names = [*(chart.said(band.label) for band in bands), *chart.states().values()]
    known = zip(names, row.counts, strict=True)
    words = [f"{name} {chart.whole(count)}" for name, count in known if count]
    return ", ".join(words) or _("belum ada sekolah")


def _segments(row: DistributionRow, bands: Sequence[LevelLike]) -> list[SafeString]:
    levelled = [str(levels.pattern(band.number, len(bands))) for band in bands]
    parts = zip(
        segments(row.counts), [*levelled, *chart.states()], row.counts, strict=True
    )
    drawn = [_segment(x, width, fill, n) for (x, width), fill, n in parts if n]
    frame = svg.element("rect", y=2, width="100%", height=HEIGHT - 4, class_="frame")
    return drawn or [frame]


def _segment(x: float, width: float, fill: str, count: int) -> SafeString:
    box = svg.element(
        "rect",
        x=svg.percent(x),
        y=2,
        width=svg.percent(width),
        height=HEIGHT - 4,
        fill=f"url(#pola-{fill})",
        class_="segment",
    )
    if width < ROOM_FOR_A_NUMBER:
        return box
    text = svg.element(
        "text",
        chart.whole(count),
        x=svg.percent(x + width / 2),
        y=HEIGHT / 2 + 4.5,
        text_anchor="middle",
        class_="segment-text",
    )
    return svg.join(box, text)
