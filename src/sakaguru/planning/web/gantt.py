"""Bars on a calendar: what all pictures of time share."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from sakaguru.planning.adapters.shipped import shipped_calendar
from sakaguru.planning.logic.calendar import dates_of_school_year, school_year
from sakaguru.planning.web.sheets import month_words
from sakaguru.ui.charts import svg
from sakaguru.ui.charts.chart import swatch

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

HEIGHT, TOP, BAR = 26, 6, 14
YEARS_HEIGHT = 44
MANY_MONTHS = 14
LETTERS = 3
PLANNED, OVER = "url(#pola-2)", "url(#pola-5)"


class Stretch(NamedTuple):
    """From the first day of the picture to its last, as percents."""

    first: date
    last: date

    def at(self, day: date) -> float:
        days = (self.last - self.first).days + 1
        return min(max((day - self.first).days / days * 100, 0.0), 100.0)

    def span(self, first: date, last: date) -> tuple[float, float]:
        """Where a span begins and how wide it is; the last day is included."""
        start = self.at(first)
        return start, max(self.at(last + timedelta(days=1)) - start, 0.6)


class Bar(NamedTuple):
    """One row: planned, with its own end foreseen where something is late."""

    head: SafeString
    words: str
    first: date
    last: date
    is_over: bool = False
    is_late: bool = False
    foreseen: tuple[date, date] | None = None
    marks: tuple[date, ...] = ()


def bars(rows: list[Bar], stretch: Stretch, day: date) -> SafeString:
    """The strips of years above, one row per bar below."""
    drawn = (_row(bar, stretch, day) for bar in rows)
    return svg.element(
        "div",
        _years(stretch),
        svg.element("ol", *drawn, class_="bars"),
        class_="gantt",
    )


def legend(*, is_shifted: bool) -> SafeString:
    entries = [
        (PLANNED, _("rencana"), ""),
        (OVER, _("sudah selesai"), ""),
        ("none", _("bergaris tepi: terlambat"), "gantt-late"),
    ]
    if is_shifted:
        entries.append(("none", _("kosong bergaris putus: perkiraan"), "gantt-ahead"))
    return svg.element(
        "ul",
        *(
            svg.element("li", swatch(fill), svg.element("span", words))
            if not css
            else svg.element("li", _box(css), svg.element("span", words))
            for fill, words, css in entries
        ),
        class_="legend",
    )


def _box(css: str) -> SafeString:
    box = svg.element("rect", x=1, y=1, width=16, height=10, fill="none", class_=css)
    return svg.element(
        "svg", box, class_="swatch", width=18, height=12, aria_hidden="true"
    )


def _row(bar: Bar, stretch: Stretch, day: date) -> SafeString:
    parts = [*_breaks(stretch), _rect(bar, stretch)]
    if bar.foreseen:
        start, width = stretch.span(*bar.foreseen)
        parts.append(
            svg.element(
                "rect",
                x=svg.percent(start),
                y=TOP + 2,
                width=svg.percent(width),
                height=BAR - 4,
                fill="none",
                class_="gantt-ahead",
            )
        )
    parts += [_mark(one, stretch) for one in bar.marks]
    if stretch.first <= day <= stretch.last:
        now = svg.percent(stretch.at(day))
        parts.append(
            svg.element("line", x1=now, x2=now, y1=0, y2=HEIGHT, class_="gantt-now")
        )
    drawing = svg.plot(*parts, height=HEIGHT, title=bar.words)
    return svg.element("li", bar.head, drawing, class_="bar-row")


def _rect(bar: Bar, stretch: Stretch) -> SafeString:
    start, width = stretch.span(bar.first, bar.last)
    return svg.element(
        "rect",
        x=svg.percent(start),
        y=TOP,
        width=svg.percent(width),
        height=BAR,
        fill=OVER if bar.is_over else PLANNED,
        class_="segment gantt-late" if bar.is_late else "segment",
    )


def _mark(day: date, stretch: Stretch) -> SafeString:
    """The end of a step, as a small mark under the bar."""
    x = svg.percent(stretch.at(day))
    return svg.element(
        "line", x1=x, x2=x, y1=TOP + BAR, y2=HEIGHT, class_="tick tick-band"
    )


def _years(stretch: Stretch) -> SafeString:
    """Two strips, the school year over the budget year, and the months below."""
    parts: list[SafeString] = []
    for label in _school_years(stretch):
        parts += _strip(stretch, *dates_of_school_year(label), label, 0)
    for year in range(stretch.first.year, stretch.last.year + 1):
        first, last = date(year, 1, 1), date(year, 12, 31)
        parts += _strip(stretch, first, last, str(year), 15)
    for month in _months(stretch):
        x = svg.percent(stretch.at(month))
        name = month_words(month.month)[:LETTERS]
        parts.append(
            svg.element("line", x1=x, x2=x, y1=30, y2=YEARS_HEIGHT, class_="tick")
        )
        parts.append(svg.element("text", name, x=x, y=42, dx=3, class_="tick-text"))
    return svg.plot(
        *parts,
        height=YEARS_HEIGHT,
        title=_("Atas: tahun ajaran. Bawah: tahun anggaran."),
        css="plot-axis",
    )


def _school_years(stretch: Stretch) -> list[str]:
    found, day = [], stretch.first
    while day <= stretch.last:
        label = school_year(day)
        found.append(label)
        day = dates_of_school_year(label)[1] + timedelta(days=1)
    return found


def _strip(
    stretch: Stretch, first: date, last: date, label: str, y: int
) -> list[SafeString]:
    start, width = stretch.span(max(first, stretch.first), min(last, stretch.last))
    return [
        svg.element(
            "rect",
            x=svg.percent(start),
            y=y,
            width=svg.percent(width),
            height=14,
            class_="gantt-year",
        ),
        svg.element(
            "text",
            label,
            x=svg.percent(start + width / 2),
            y=y + 11,
            text_anchor="middle",
            class_="tick-text",
        ),
    ]


def _months(stretch: Stretch) -> list[date]:
    """First days of months; of every third one in plans of many months."""
    found = []
    day = stretch.first.replace(day=1)
    while day <= stretch.last:
        if day >= stretch.first:
            found.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    every = 3 if len(found) > MANY_MONTHS // 2 else 1
    every = 6 if len(found) > 2 * MANY_MONTHS else every
    return [day for day in found if (day.month - 1) % every == 0]


def _breaks(stretch: Stretch) -> list[SafeString]:
    parts = []
    for off in shipped_calendar().breaks:
        if off.last >= stretch.first and off.first <= stretch.last:
            start, width = stretch.span(off.first, off.last)
            parts.append(
                svg.element(
                    "rect",
                    x=svg.percent(start),
                    y=0,
                    width=svg.percent(width),
                    height=HEIGHT,
                    class_="gantt-off",
                )
            )
    return parts
