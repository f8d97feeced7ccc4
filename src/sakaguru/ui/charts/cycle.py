"""The quality cycle as a ring, with where this place stands."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from sakaguru.ui.charts import chart, svg
from sakaguru.ui.charts.chart import Chart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.safestring import SafeString

CENTRE, OUTER, INNER = 160.0, 118.0, 66.0
GAP = 0.045  # radians between two steps
UPRIGHT = 0.3  # sine up to which a step counts as straight above or below

WAITING, CURRENT, DONE, LATE = "waiting", "current", "done", "late"


@dataclass(frozen=True)
class CycleStep:
    """One step of the cycle; ``state`` is waiting, current, done or late."""

    label: Any
    state: str = WAITING
    url: str = ""


def quality_cycle(steps: Sequence[CycleStep], *, title: str, centre: str = "") -> Chart:
    words = {
        WAITING: _("belum"),
        CURRENT: _("sedang berjalan"),
        DONE: _("selesai"),
        LATE: _("terlambat"),
    }
    parts = [_step(step, i, len(steps)) for i, step in enumerate(steps)]
    spoken = ", ".join(f"{chart.said(s.label)}: {words[s.state]}" for s in steps)
    drawing = svg.element(
        "svg",
        svg.element("title", title),
        svg.element("desc", spoken),
        *parts,
        svg.element(
            "text",
            centre,
            x=CENTRE,
            y=CENTRE + 5,
            text_anchor="middle",
            class_="cycle-centre",
        ),
        class_="cycle",
        viewBox="-72 18 464 284",
        role="group" if any(step.url for step in steps) else "img",
    )
    return Chart(
        title=title,
        drawing=drawing,
        columns=[_("Langkah"), _("Keadaan")],
        rows=[[chart.said(step.label), words[step.state]] for step in steps],
    )


def sector(index: int, count: int) -> tuple[float, float]:
    """Start and end angle of a step, clockwise from twelve o'clock, in radians."""
    width = 2 * pi / count
    return index * width + GAP / 2, (index + 1) * width - GAP / 2


def _step(step: CycleStep, index: int, count: int) -> SafeString:
    start, end = sector(index, count)
    middle = (start + end) / 2
    x, y = _point(middle, (OUTER + INNER) / 2)
    label_x, label_y = _point(middle, OUTER + 14)
    anchor = "start" if sin(middle) > 0 else "end"
    if abs(sin(middle)) < UPRIGHT:
        anchor = "middle"
    drawn = svg.join(
        svg.element(
            "path", d=_path(start, end), class_=f"cycle-step cycle-{step.state}"
        ),
        svg.element(
            "text",
            f"{index + 1} !" if step.state == LATE else str(index + 1),
            x=x,
            y=y + 6,
            text_anchor="middle",
            class_=f"cycle-number cycle-number-{step.state}",
        ),
        svg.element(
            "text",
            chart.said(step.label),
            x=label_x,
            y=label_y + 4,
            text_anchor=anchor,
            class_="cycle-label",
        ),
    )
    return (
        svg.element("a", drawn, href=step.url) if step.url else svg.element("g", drawn)
    )


def _point(angle: float, radius: float) -> tuple[float, float]:
    return CENTRE + radius * sin(angle), CENTRE - radius * cos(angle)


def _path(start: float, end: float) -> str:
    large = 1 if end - start > pi else 0
    (ax, ay), (bx, by) = _point(start, OUTER), _point(end, OUTER)
    (cx, cy), (dx, dy) = _point(end, INNER), _point(start, INNER)
    n = svg.number
    return (
        f"M{n(ax)} {n(ay)}A{n(OUTER)} {n(OUTER)} 0 {large} 1 {n(bx)} {n(by)}"
        f"L{n(cx)} {n(cy)}A{n(INNER)} {n(INNER)} 0 {large} 0 {n(dx)} {n(dy)}z"
    )
