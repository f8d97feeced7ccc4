"""Before and after of each activity on the scale, with intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from sakaguru.ui.charts import Chart, svg
from sakaguru.ui.charts.chart import place, written

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from sakaguru.planning.queries.effects import ActivityResult, PlanResults

HEIGHT = 30


def results_picture(results: PlanResults) -> Chart | None:
    """One row per measured activity; None before anything was measured."""
    rows = [row for row in results.rows if row.shown]
    if not rows:
        return None
    return Chart(
        title=_("Sebelum dan sesudah"),
        drawing=svg.element("ol", *(_row(row) for row in rows), class_="bars"),
        columns=[
            _("Kegiatan"),
            _("Sebelum"),
            _("Sesudah"),
            _("Beda dari sekolah serupa"),
        ],
        rows=[_cells(row) for row in rows],
        note=_(
            "Lingkaran kosong: sebelum; lingkaran penuh: sesudah. Garis tipis: kisaran "
            "nilai. Garis datar: seluruh skala."
        ),
    )


def _cells(row: ActivityResult) -> list[str]:
    if row.shown is None:
        return [row.activity.title, "–", "–", "–"]
    effect = row.shown.effect
    beyond = "–"
    if effect.difference is not None:
        beyond = _("{points} ({low} sampai {high})").format(
            points=written(effect.difference),
            low=written(effect.low),
            high=written(effect.high),
        )
    return [row.activity.title, written(effect.before), written(effect.after), beyond]


def _row(row: ActivityResult) -> SafeString:
    cells = _cells(row)
    head = svg.element(
        "div",
        svg.element("span", row.activity.title, class_="bar-label"),
        svg.element("span", f"{cells[1]} → {cells[2]}", class_="bar-figures"),
        class_="bar-head",
    )
    drawing = svg.plot(
        svg.element("line", x1=0, x2="100%", y1=15, y2=15, class_="tick"),
        *_marks(row),
        height=HEIGHT,
        title=f"{cells[0]}: {cells[1]} → {cells[2]}; {cells[3]}",
    )
    return svg.element("li", head, drawing, class_="bar-row")


def _marks(row: ActivityResult) -> list[SafeString]:
    if row.shown is None:
        return []
    effect, shown = row.shown.effect, row.shown
    top = effect.node.version.scale_max
    full = "trend-dot trend-dot-full"
    return [
        *_mark(effect.before, shown.before_margin, 9.0, "trend-dot", top),
        *_mark(effect.after, shown.after_margin, 21.0, full, top),
    ]


def _mark(
    value: float | None, margin: float | None, y: float, css: str, top: float
) -> list[SafeString]:
    if value is None:
        return []
    parts = []
    if margin:
        parts.append(
            svg.element(
                "line",
                x1=svg.percent(place(value - margin, top)),
                x2=svg.percent(place(value + margin, top)),
                y1=y,
                y2=y,
                class_="trend-line",
            )
        )
    x = svg.percent(place(value, top))
    parts.append(svg.element("circle", cx=x, cy=y, r=5, class_=css))
    return parts
