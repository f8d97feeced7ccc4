"""How far work and money of each activity are, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from sakaguru.planning.web.papers import language
from sakaguru.planning.web.pictures import rupiah
from sakaguru.ui.charts import Chart, svg
from sakaguru.ui.logic.formats import written_share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.safestring import SafeString

    from sakaguru.planning.models import Activity

HEIGHT = 26


class Advance(NamedTuple):
    """Shares from 0 to 1; ``spent_share`` is None where nothing is planned."""

    activity: Activity
    work: float
    planned: int
    spent: int

    @property
    def spent_share(self) -> float | None:
        return self.spent / self.planned if self.planned else None


def absorption_picture(activities: Sequence[Activity]) -> Chart:
    """Of prefetched activities: the upper bar is work, the lower one money."""
    rows = [advance_of(activity) for activity in activities]
    planned = sum(row.planned for row in rows)
    spent = sum(row.spent for row in rows)
    share = spent / planned if planned else None
    return Chart(
        title=_("Terserap {share}: {spent} dari {planned}").format(
            share=written_share(share, language()),
            spent=rupiah(spent),
            planned=rupiah(planned),
        ),
        drawing=svg.element("ol", *(_row(row) for row in rows), class_="bars"),
        columns=[_("Kegiatan"), _("Kemajuan"), _("Biaya"), _("Terpakai"), _("Serapan")],
        rows=[
            [
                row.activity.title,
                written_share(row.work, language()),
                rupiah(row.planned),
                rupiah(row.spent),
                written_share(row.spent_share, language()),
            ]
            for row in rows
        ],
        note=_("Batang atas: kemajuan kerja. Batang bawah: dana yang terpakai."),
    )


def advance_of(activity: Activity) -> Advance:
    reports = list(activity.reports.all())
    percent = reports[-1].percent if reports else 0
    return Advance(
        activity,
        1.0 if activity.is_completed else percent / 100,
        sum(line.total_rupiah for line in activity.budget_lines.all()),
        sum(report.spent_rupiah for report in reports),
    )


def _row(row: Advance) -> SafeString:
    words = _("kemajuan {work}, terserap {spent}").format(
        work=written_share(row.work, language()),
        spent=written_share(row.spent_share, language()),
    )
    head = svg.element(
        "div",
        svg.element("span", row.activity.title, class_="bar-label"),
        svg.element("span", words, class_="bar-figures"),
        class_="bar-head",
    )
    drawing = svg.plot(
        *_bar(row.work, 1, "url(#pola-4)"),
        *_bar(row.spent_share or 0.0, 14, "url(#pola-2)"),
        height=HEIGHT,
        title=f"{row.activity.title}: {words}",
    )
    return svg.element("li", head, drawing, class_="bar-row")


def _bar(share: float, y: int, fill: str) -> list[SafeString]:
    width = svg.percent(min(share, 1.0) * 100)
    return [
        svg.element("rect", y=y, width="100%", height=10, class_="frame"),
        svg.element("rect", y=y, width=width, height=10, fill=fill, class_="segment"),
    ]
