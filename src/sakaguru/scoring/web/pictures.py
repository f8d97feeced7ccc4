"""Draws results with the charts of the design system."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from sakaguru.instruments.enums import RespondentRole
from sakaguru.organisations.enums import Tier
from sakaguru.scoring.enums import Segment
from sakaguru.scoring.logic.changes import SURE, Direction
from sakaguru.scoring.logic.frames import TOTAL
from sakaguru.ui.charts import (
    DistributionRow,
    RoleRow,
    SpreadRow,
    StandardRow,
    Tile,
    TrendPoint,
    distribution,
    role_legend,
    role_line,
    spread,
    standards_picture,
    tile_map,
    trend,
)
from sakaguru.ui.charts.chart import said
from sakaguru.ui.charts.standards import change_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.safestring import SafeString

    from sakaguru.scoring.logic.cards import NodeShown
    from sakaguru.scoring.logic.levels import Band
    from sakaguru.scoring.logic.regions import RegionShown
    from sakaguru.scoring.queries.cards import Card
    from sakaguru.scoring.queries.maps import QualityMap, RegionCycle
    from sakaguru.ui.charts.chart import Chart

SHORT = 24
"""Letters that fit on a tile."""


def role_words() -> dict[str, str]:
    return {role.value: str(role.label) for role in RespondentRole}


def card_picture(card: Card, query: str = "") -> Chart:
    """The standards of a school, with where each stood a cycle ago."""
    bands = card.frame.bands
    return standards_picture(
        [
            _standard_row(node, card.frame.scale_max, _standard_url(card, node, query))
            for node in card.standards
        ],
        bands,
        title=standards_sentence(card.standards, bands),
        scale_max=card.frame.scale_max,
    )


def _standard_url(card: Card, node: NodeShown, query: str) -> str:
    url = reverse("scoring:card-standard", args=[card.result.code, node.code])
    return url + query


def _standard_row(node: NodeShown, scale_max: float, url: str) -> StandardRow:
    value = node.score if node.is_counted else None
    margin = SURE * node.error if node.error and value is not None else None
    row = StandardRow(
        code=node.code,
        label=node.title,
        value=value,
        level=node.level.number if node.level else None,
        n=node.n,
        before=node.before,
        low=max(value - margin, 0) if margin and value is not None else None,
        high=min(value + margin, scale_max) if margin and value is not None else None,
        url=url,
        change=_unproven(node),
    )
    if not node.on_border:
        return row
    words = [f"≈ {_('di batas')}", change_of(row)]
    return replace(row, change=" · ".join(word for word in words if word))


def _unproven(node: NodeShown) -> str | None:
    """Words where no change is proven (R14); None leaves the figure to the chart."""
    if node.change is None or node.change.direction is not Direction.UNPROVEN:
        return None
    return _("belum ada bukti berubah")


def standards_sentence(nodes: Sequence[NodeShown], bands: Sequence[Band]) -> str:
    """Say how many standards have come how far: the highest level that half reach."""
    reached = [node.level.number for node in nodes if node.level]
    if not reached:
        return _("Belum ada standar yang jawabannya cukup")
    for band in reversed(bands):
        count = sum(number >= band.number for number in reached)
        if 2 * count >= len(nodes) or band == bands[0]:
            break
    if band == bands[0]:
        text = _("{count} dari {total} standar sudah dapat diberi tingkat")
        return text.format(count=len(reached), total=len(nodes))
    text = _("{count} dari {total} standar sudah {level} atau lebih")
    return text.format(count=count, total=len(nodes), level=said(band.label))


def roles_line(card: Card, node: NodeShown) -> SafeString | None:
    """What each role says about a sub-indicator; None where nothing may be shown."""
    if not node.roles:
        return None
    values = {figure.role: figure.score for figure in node.roles}
    row = RoleRow(label=node.title, values=values, code=node.code)
    return role_line(
        row, card.frame.bands, roles=role_words(), scale_max=card.frame.scale_max
    )


def roles_legend(node: NodeShown) -> SafeString:
    """The key to the marks of those who are asked below a node."""
    words = role_words()
    return role_legend({role: words[role] for role in node.asked})


def cycles_picture(
    cycles: Sequence[RegionCycle], bands: Sequence[Band]
) -> Chart | None:
    """The mean over the cycles; None before there are two."""
    points = [
        TrendPoint(cycle.label, cycle.mean, cycle.counted) for cycle in reversed(cycles)
    ]
    if len(points) < 2:  # noqa: PLR2004 -- a line needs two ends
        return None
    return trend(
        points,
        bands,
        title=_("Rata-rata dari siklus ke siklus"),
        note=_("Sekolah yang terhitung tidak selalu sama tiap siklus."),
    )


def level_picture(found: QualityMap) -> Chart:
    """How many schools stand on which level: all, and each kind where both exist."""
    every = found.segments[Segment.ALL]
    rows = [
        DistributionRow(
            label=str(segment.label),
            per_level=part.per_level,
            insufficient=part.insufficient,
            not_sent=part.not_sent,
            not_invited=part.not_invited,
        )
        for segment, part in found.segments.items()
        if not part.hidden and (part is every or 0 < part.schools < every.schools)
    ]
    return distribution(rows, found.frame.bands, title=level_sentence(found))


def level_sentence(found: QualityMap) -> str:
    """Say which share of the counted schools is on the upper levels."""
    region = found.region
    if not region.counted or region.hidden:
        return _("Belum ada cukup sekolah yang terhitung")
    upper = sum(region.per_level[-2:])
    text = _("{share} % sekolah terhitung sudah {level} atau lebih")
    label = said(found.frame.bands[-2].label)
    return text.format(share=round(100 * upper / region.counted), level=label)


def spread_picture(found: QualityMap) -> Chart | None:
    """How far apart the schools of the unit are."""
    known = _spread_rows([found.region])
    if not known:
        return None
    gap = found.region.gap
    title = _("Selisih sekolah yang kuat dan yang lemah")
    if gap is not None:
        words = f"{gap:.2f}".replace(".", ",")
        title = _("Selisih p90 dan p10: {gap} poin").format(gap=words)
    return spread(known, found.frame.bands, title=title)


def spreads_picture(found: QualityMap) -> Chart | None:
    """How far apart the schools are in each unit below."""
    known = _spread_rows(found.regions)
    if not known:
        return None
    return spread(known, found.frame.bands, title=_("Sebaran di tiap satuan"))


def _spread_rows(regions: Sequence[RegionShown]) -> list[SpreadRow]:
    rows = [_spread_row(region) for region in regions]
    return [row for row in rows if row.median is not None]


def _spread_row(region: RegionShown) -> SpreadRow:
    p10, p25, median, p75, p90 = region.quantiles or (None,) * 5
    return SpreadRow(
        label=region.name,
        p10=p10,
        p25=p25,
        median=median,
        p75=p75,
        p90=p90,
        mean=region.mean,
        n=region.counted,
        url=map_url(region) if region.quantiles else "",
    )


def map_url(region: RegionShown) -> str:
    return reverse("scoring:map-detail", args=[region.code])


def map_picture(found: QualityMap, query: str) -> Chart | None:
    """One tile per unit below, or per school."""
    tiles = [_region_tile(region, query) for region in found.regions]
    for school in found.schools:
        url = reverse("scoring:card-detail", args=[school.code])
        tiles.append(
            Tile(
                code=school.code,
                name=school.name,
                level=school.level.number if school.level else None,
                value=school.score,
                state=school.state if school.level else _not_counted(school.state),
                url=url if school.state in {"counted", "insufficient"} else "",
                short=short_name(school.name),
            )
        )
    if not tiles:
        return None
    return tile_map(
        tiles, found.frame.bands, title=_map_title(found), place_word=_("Satuan")
    )


def _not_counted(state: str) -> str:
    return "insufficient" if state == "counted" else state


def _region_tile(region: RegionShown, query: str) -> Tile:
    return Tile(
        code=region.code,
        name=region.name,
        level=region.level.number if region.level else None,
        value=region.mean,
        state=region.state,
        url=map_url(region) + query,
        short=short_name(region.name),
    )


def short_name(name: str) -> str:
    """What fits on a tile: the name without its kind, cut by words."""
    words = [word for word in name.split() if word.lower() not in KINDS]
    kept = words[0] if words else name
    for word in words[1:]:
        if len(kept) + len(word) >= SHORT:
            break
        kept = f"{kept} {word}"
    return kept


KINDS = {
    *("provinsi", "kabupaten", "kab.", "kota", "kecamatan", "dinas", "pendidikan"),
    *("uptd", "korwil", "korwilcam", "kcd", "gugus", "sd", "sdn", "negeri"),
    *("koordinator", "wilayah", "koordinasi"),
}


def _map_title(found: QualityMap) -> str:
    if found.node == TOTAL:
        return _("Tingkat mutu secara keseluruhan")
    return said(found.frame.nodes[found.node].title)


def tier_words(tier: int) -> str:
    return str(Tier(tier).label)
