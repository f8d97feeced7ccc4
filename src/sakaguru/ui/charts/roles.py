"""What each role says, side by side on one scale; data as another shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from sakaguru.ui.charts import chart, svg
from sakaguru.ui.charts.chart import Chart

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.utils.safestring import SafeString

    from sakaguru.ui.logic.levels import LevelLike

DATA = "DATA"
LANE = 24.0
APART = 9.0  # percent of the width that two marks need on a phone


@dataclass(frozen=True)
class RoleRow:
    """The answers to one node by role code; a role without a value is left out."""

    label: Any
    values: Mapping[str, float | None]
    code: str = ""
    url: str = ""


def role_dots(
    rows: Sequence[RoleRow],
    bands: Sequence[LevelLike],
    *,
    roles: Mapping[str, Any],
    title: str,
    scale_max: float = 7.0,
    note: str = "",
) -> Chart:
    """``roles`` gives each role code its words, in the order of the table."""
    items = [_row(row, bands, roles, scale_max) for row in rows]
    names = [chart.said(words) for words in roles.values()]
    return Chart(
        title=title,
        drawing=chart.over_axis(items, scale_max, bands),
        columns=[_("Kode"), _("Butir mutu"), *names],
        rows=[_cells(row, roles) for row in rows],
        note=note,
        legend=_legend(roles),
    )


def lanes(places: Sequence[tuple[str, float]]) -> dict[str, int]:
    """Give marks that would touch a lane of their own, lowest value first."""
    last: list[float] = []
    given = {}
    for role, x in sorted(places, key=lambda pair: (pair[1], pair[0])):
        lane = next((i for i, end in enumerate(last) if x - end >= APART), len(last))
        if lane == len(last):
            last.append(x)
        else:
            last[lane] = x
        given[role] = lane
    return given


def role_line(
    row: RoleRow,
    bands: Sequence[LevelLike],
    *,
    roles: Mapping[str, Any],
    scale_max: float = 7.0,
) -> SafeString:
    """One row's drawing by itself, to stand beside words that name it."""
    places = [
        (role, chart.place(value, scale_max))
        for role, value in row.values.items()
        if value is not None and role in roles
    ]
    given = lanes(places)
    height = LANE * (max(given.values(), default=0) + 1) + 4
    words = ", ".join(
        f"{chart.said(roles[role])} {chart.written(row.values[role])}"
        for role, _x in places
    )
    label = f"{row.code} {chart.said(row.label)}".strip()
    return svg.plot(
        chart.band_background(bands, scale_max, height),
        *(_mark(role, x, given[role]) for role, x in places),
        height=height,
        title=f"{label}: {words}" if words else f"{label}: {_('belum ada jawaban')}",
        css="plot-dots",
    )


def role_legend(roles: Mapping[str, Any]) -> SafeString:
    """The key to the marks of the roles."""
    return _legend(roles)


def _row(
    row: RoleRow,
    bands: Sequence[LevelLike],
    roles: Mapping[str, Any],
    scale_max: float,
) -> SafeString:
    label = f"{row.code} {chart.said(row.label)}".strip()
    name = svg.element("a", label, href=row.url) if row.url else label
    head = svg.element(
        "div", svg.element("span", name, class_="bar-label"), class_="bar-head"
    )
    drawing = role_line(row, bands, roles=roles, scale_max=scale_max)
    return svg.element("li", head, drawing, class_="bar-row")


def _mark(role: str, x: float, lane: int) -> SafeString:
    """A disc with the role's letters, or a square on its point for data.

    The nested drawing is 32 px wide; near the edges it is kept inside the plot.
    """
    if role == DATA:
        shape = svg.element("path", d="M0-11 11 0 0 11-11 0z", class_="dot dot-data")
        letters = "D"
    else:
        shape = svg.element("circle", r=11, class_=f"dot dot-{role.lower()}")
        letters = role
    text = svg.element("text", letters, y=3.5, text_anchor="middle", class_="dot-text")
    inside = min(max(x, 3.6), 96.4)
    return svg.element(
        "svg",
        shape,
        text,
        x=svg.percent(inside),
        y=LANE * lane + LANE / 2 + 2,
        overflow="visible",
        width=1,
        height=1,
    )


def _legend(roles: Mapping[str, Any]) -> SafeString:
    items = []
    for role, words in roles.items():
        mark = svg.element(
            "svg",
            _mark(role, 50, 0),
            class_="swatch-dot",
            width=28,
            height=28,
            aria_hidden="true",
        )
        items.append(svg.element("li", mark, svg.element("span", chart.said(words))))
    return svg.element("ul", *items, class_="legend")


def _cells(row: RoleRow, roles: Mapping[str, Any]) -> list[str]:
    values = [chart.written(row.values.get(role)) for role in roles]
    return [row.code, chart.said(row.label), *values]
