"""A map without borders: one square per place, row by row in the order of the codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from sakaguru.ui.charts import chart, svg
from sakaguru.ui.charts.chart import Chart
from sakaguru.ui.logic.levels import COUNTED, LevelLike, label_of, pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

MANY = 120  # from here on tiles carry a number only

TILE = (
    '<li class="tile-place"><{tag} class="tile" title="{words}"{href}>'
    '<svg class="tile-fill" aria-hidden="true"><rect width="100%" height="100%"'
    ' fill="url(#pola-{fill})"/></svg><span class="tile-label">{label}</span>'
    '<span class="tile-level">{level}</span>'
    '<span class="visually-hidden">{words}</span></{tag}></li>'
)


@dataclass(frozen=True)
class Tile:
    """One place. ``state`` says why there is no level (see `logic.levels`)."""

    code: str
    name: Any
    level: int | None
    value: float | None = None
    state: str = COUNTED
    url: str = ""
    short: str = ""  # what stands on the tile, where the name is too long


def tile_map(
    tiles: Sequence[Tile],
    bands: Sequence[LevelLike],
    *,
    title: str,
    note: str = "",
    place_word: str = "",
) -> Chart:
    ordered = sorted(tiles, key=lambda tile: tile.code)
    cells = [_cells(tile, bands) for tile in ordered]
    small = len(ordered) > MANY
    drawn = [
        _tile(tile, words, bands, small=small)
        for tile, words in zip(ordered, cells, strict=True)
    ]
    size = "tiles-small" if small else "tiles-large"
    return Chart(
        title=title,
        drawing=svg.element("ol", *drawn, class_=f"tiles {size}"),
        columns=[_("Kode"), place_word or _("Wilayah"), _("Nilai"), _("Tingkat")],
        rows=cells,
        note=note or _("Petak berurut menurut kode wilayah, bukan menurut letak."),
        legend=chart.level_legend(bands, others=True),
    )


def _tile(
    tile: Tile, cells: Sequence[str], bands: Sequence[LevelLike], *, small: bool
) -> SafeString:
    counted = tile.state == COUNTED and tile.level is not None
    fill = str(pattern(tile.level or 1, len(bands))) if counted else tile.state
    words = f"{cells[1]}: " + ", ".join(cell for cell in cells[2:] if cell)
    label = "" if small else tile.short or cells[1]
    return mark_safe(  # noqa: S308 - every part is escaped
        TILE.format(
            tag="a" if tile.url else "span",
            href=f' href="{escape(tile.url)}"' if tile.url else "",
            words=escape(words),
            fill=escape(fill),
            label=escape(label),
            level=tile.level if counted else "·",
        )
    )


def _cells(tile: Tile, bands: Sequence[LevelLike]) -> list[str]:
    if tile.state != COUNTED or tile.level is None:
        words = chart.states().get(tile.state, _("belum cukup"))
        return [tile.code, chart.said(tile.name), "", words]
    value = chart.written(tile.value) if tile.value is not None else ""
    level = f"{tile.level} {chart.said(label_of(tile.level, bands))}"
    return [tile.code, chart.said(tile.name), value, level]
