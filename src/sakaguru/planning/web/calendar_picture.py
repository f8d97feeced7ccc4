"""A plan as bars on a calendar, with school years and budget years above."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from sakaguru.planning.adapters.shipped import shipped_calendar
from sakaguru.planning.logic.calendar import dates_of_school_year, school_year
from sakaguru.planning.web.papers import date as written_day
from sakaguru.planning.web.sheets import month_words
from sakaguru.ui.charts import Chart, svg
from sakaguru.ui.charts.chart import swatch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.safestring import SafeString

    from sakaguru.planning.models import Activity, Plan

HEIGHT, TOP, BAR = 26, 6, 14
YEARS_HEIGHT = 44
MANY_MONTHS = 14
LETTERS = 3


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


def calendar_picture(plan: Plan, activities: Sequence[Activity], day: date) -> Chart:
    """One bar per activity; a dashed line is today, grey fields are school breaks."""
    stretch = Stretch(
        min([plan.starts_on, *(one.starts_on for one in activities)]),
        max([plan.ends_on, *(one.ends_on for one in activities)]),
    )
    late = sum(one.days_late(day) > 0 for one in activities)
    title = _("{count} kegiatan, {late} terlambat").format(
        count=len(activities), late=late
    )
    return Chart(
        title=title,
        drawing=svg.element(
            "div",
            _years(stretch),
            svg.element(
                "ol", *(_row(one, stretch, day) for one in activities), class_="bars"
            ),
            class_="gantt",
        ),
        columns=[
            _("Kegiatan"),
            _("Mulai"),
            _("Sampai dengan"),
            _("Keadaan"),
            _("Terlambat (hari)"),
        ],
        rows=[
            [
                one.title,
                written_day(one.starts_on),
                written_day(one.ends_on),
                str(one.get_state_display()),
                str(one.days_late(day) or "–"),
            ]
            for one in activities
        ],
        legend=_legend(),
        note=_("Abu-abu: libur sekolah. Garis putus-putus: hari ini."),
    )


def _legend() -> SafeString:
    entries = (
        ("url(#pola-2)", _("rencana")),
        ("url(#pola-5)", _("sudah selesai")),
        ("none", _("bergaris tepi: terlambat")),
    )
    return svg.element(
        "ul",
        *(
            svg.element("li", swatch(fill), svg.element("span", words))
            for fill, words in entries
        ),
        class_="legend",
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


def _row(activity: Activity, stretch: Stretch, day: date) -> SafeString:
    words = f"{written_day(activity.starts_on)} – {written_day(activity.ends_on)}"
    late = activity.days_late(day)
    if late:
        words = _("{when}, terlambat {days} hari").format(when=words, days=late)
    head = svg.element(
        "div",
        svg.element("a", activity.title, href=activity.get_absolute_url()),
        svg.element("span", words, class_="bar-figures"),
        class_="bar-head",
    )
    start, width = stretch.span(activity.starts_on, activity.ends_on)
    fill = "url(#pola-5)" if activity.is_completed else "url(#pola-2)"
    now = svg.percent(stretch.at(day))
    is_inside = stretch.first <= day <= stretch.last
    drawing = svg.plot(
        *_breaks(stretch),
        svg.element(
            "rect",
            x=svg.percent(start),
            y=TOP,
            width=svg.percent(width),
            height=BAR,
            fill=fill,
            class_="segment gantt-late" if late else "segment",
        ),
        *(_step(step.ends_on, stretch) for step in activity.steps.all()),
        *(
            [svg.element("line", x1=now, x2=now, y1=0, y2=HEIGHT, class_="gantt-now")]
            if is_inside
            else []
        ),
        height=HEIGHT,
        title=f"{activity.title}: {words}",
    )
    return svg.element("li", head, drawing, class_="bar-row")


def _step(day: date, stretch: Stretch) -> SafeString:
    """The end of a step, as a small mark under the bar."""
    x = svg.percent(stretch.at(day))
    return svg.element(
        "line", x1=x, x2=x, y1=TOP + BAR, y2=HEIGHT, class_="tick tick-band"
    )


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
