"""Draws the cockpit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from sakaguru.dashboards.queries.words import number
from sakaguru.ui.charts import CycleStep, quality_cycle, svg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.safestring import SafeString

    from sakaguru.dashboards.logic.cockpit import Step
    from sakaguru.ui.charts.chart import Chart

WIDE, HIGH, EDGE = 92.0, 26.0, 4.0
SPAN = 2.0
"""Points between the top and the bottom of a small line."""


def ring_picture(steps: Sequence[Step], centre: str) -> Chart:
    return quality_cycle(
        [CycleStep(step.label, step.state, step.url) for step in steps],
        title=_("Siklus mutu"),
        centre=centre,
    )


def spark(values: Sequence[float | None], cycles: Sequence[str]) -> SafeString:
    """A small line over the cycles; a cycle without a score leaves a gap.

    Its height spans `SPAN` points around the middle of the line, so that all lines of
    a page can be compared in steepness, not in height.
    """
    known = [value for value in values if value is not None]
    middle = (min(known) + max(known)) / 2 if known else 0.0
    step = (WIDE - 2 * EDGE) / max(len(values) - 1, 1)
    places = [
        (EDGE + step * place, _height(value - middle))
        for place, value in enumerate(values)
        if value is not None
    ]
    words = ", ".join(
        f"{cycle} {number(value, 2)}"
        for cycle, value in zip(cycles, values, strict=True)
    )
    line = " ".join(f"{svg.number(x)},{svg.number(y)}" for x, y in places)
    marks = [
        svg.element("circle", cx=x, cy=y, r=3.0, class_="trend-dot")
        for x, y in places[-1:]
    ]
    return svg.element(
        "svg",
        svg.element("title", words),
        svg.element("polyline", points=line, class_="spark-line"),
        *marks,
        class_="spark",
        viewBox=f"0 0 {svg.number(WIDE)} {svg.number(HIGH)}",
        role="img",
    )


def _height(above: float) -> float:
    """Where points above the middle of a line stand, in pixels from the top."""
    share = max(-0.5, min(0.5, above / SPAN))
    return HIGH / 2 - (HIGH - 2 * EDGE) * share
