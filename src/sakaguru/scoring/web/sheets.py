"""The same figures as rows of a table, for XLSX and CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from sakaguru.scoring.logic.cards import Standing
from sakaguru.scoring.logic.changes import Direction
from sakaguru.scoring.logic.closeups import CELLS
from sakaguru.scoring.logic.frames import ROLES, TOTAL
from sakaguru.ui.adapters.tables import Column
from sakaguru.ui.charts.chart import said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sakaguru.scoring.logic.cards import NodeShown
    from sakaguru.scoring.logic.closeups import RegionBeside
    from sakaguru.scoring.queries.cards import Card
    from sakaguru.scoring.queries.maps import QualityMap


def standing_words() -> dict[Standing, str]:
    return {
        Standing.COUNTED: _("terhitung"),
        Standing.INSUFFICIENT: _("jawaban belum cukup"),
        Standing.EMPTY: _("belum ada jawaban"),
        Standing.HIDDEN: _("disembunyikan demi kerahasiaan"),
    }


def card_columns() -> list[Column]:
    return [
        Column("code", _("Kode")),
        Column("kind", _("Jenis")),
        Column("title", _("Butir mutu"), width=60),
        Column("score", _("Nilai"), decimals=2),
        Column("level", _("Tingkat"), width=18),
        Column("standing", _("Keadaan"), width=24),
        Column("n", _("Responden")),
        Column("coverage", _("Cakupan pertanyaan"), decimals=2),
        Column("error", _("Galat baku"), decimals=2),
        Column("margin", _("Kisaran ±"), decimals=2),
        Column("border", _("Di batas")),
        Column("before", _("Siklus lalu"), decimals=2),
        Column("change", _("Perubahan"), decimals=2),
        Column("verdict", _("Kesimpulan perubahan"), width=24),
        *(Column(role, role, decimals=2) for role in ROLES),
        Column("npsn", _("NPSN")),
        Column("school", _("Sekolah"), width=30),
        Column("cycle", _("Siklus")),
        Column("run", _("Perhitungan")),
        Column("digest", _("Sidik data"), width=40),
    ]


def verdict_words() -> dict[Direction, str]:
    return {
        Direction.UP: _("naik"),
        Direction.DOWN: _("turun"),
        Direction.UNPROVEN: _("belum ada bukti berubah"),
    }


def kind_words() -> dict[str, str]:
    return {
        "school": _("Sekolah"),
        "standard": _("Standar"),
        "indicator": _("Indikator"),
        "subindicator": _("Subindikator"),
    }


def card_rows(card: Card) -> Iterator[dict[str, Any]]:
    """One row per node in the order of the standard set, the total first."""
    standing, kinds = standing_words(), kind_words()
    same = {
        "npsn": card.result.code,
        "school": card.result.name,
        "cycle": card.run.cycle_label,
        "run": card.run.pk,
        "digest": card.run.digest,
    }
    for node in card.nodes.values():
        yield {**same, **_node_row(node, standing, kinds)}


def _node_row(
    node: NodeShown, standing: dict[Standing, str], kinds: dict[str, str]
) -> dict[str, Any]:
    said_by = {figure.role: figure.score for figure in node.roles}
    return {
        "code": "" if node.code == TOTAL else node.code,
        "kind": kinds[node.kind],
        "title": said(node.title) or _("Secara keseluruhan"),
        "score": node.score,
        "level": said(node.level.label) if node.level else "",
        "standing": standing[node.standing],
        "n": node.n,
        "coverage": node.coverage,
        "error": node.error,
        "margin": node.margin,
        "border": f"≈ {_('di batas')}" if node.on_border else "",
        "before": node.before,
        "change": node.change.points if node.change else None,
        "verdict": verdict_words()[node.change.direction] if node.change else "",
        **{role: said_by.get(role) for role in ROLES},
    }


def map_columns(found: QualityMap) -> list[Column]:
    """The last columns are about the unit itself: its units, and the cycle before."""
    return [
        Column("code", _("Kode")),
        Column("name", _("Satuan"), width=32),
        Column("about", _("Butir mutu"), width=32),
        Column("schools", _("Sekolah")),
        Column("not_invited", _("Tidak diundang")),
        Column("not_sent", _("Belum mengirim")),
        Column("insufficient", _("Belum cukup")),
        Column("counted", _("Terhitung")),
        Column("mean", _("Rata-rata"), decimals=2),
        Column("level", _("Tingkat"), width=18),
        Column("error", _("Galat baku"), decimals=2),
        Column("border", _("Di batas")),
        Column("mean_by_pupils", _("Rata-rata menurut murid"), decimals=2),
        *(Column(f"p{p}", f"p{p}", decimals=2) for p in (10, 25, 50, 75, 90)),
        *(
            Column(f"level_{band.number}", said(band.label))
            for band in found.frame.bands
        ),
        Column("between", _("Bagian ragam antarsatuan"), decimals=3),
        Column("units_gap", _("Selisih antarsatuan"), decimals=2),
        Column("units_gap_error", _("Galat baku selisih"), decimals=2),
        Column("change", _("Perubahan"), decimals=2),
        Column("change_error", _("Galat baku perubahan"), decimals=2),
        Column("compared", _("Sekolah dibandingkan")),
        Column("segment", _("Sekolah yang dihitung")),
        Column("cycle", _("Siklus")),
        Column("run", _("Perhitungan")),
    ]


def map_rows(
    found: QualityMap, beside: RegionBeside | None = None
) -> Iterator[dict[str, Any]]:
    """The unit itself, then the units or schools below it."""
    own = beside.cells() if beside else {}
    empty = dict.fromkeys(CELLS)
    same = {
        **empty,
        "about": said(found.frame.nodes[found.node].title) or _("Secara keseluruhan"),
        "segment": str(found.segment.label),
        "cycle": found.run.cycle_label,
        "run": found.run.pk,
    }
    for region in [found.region, *found.regions]:
        quantiles = region.quantiles or (None,) * 5
        yield {
            **same,
            **(own if region is found.region else {}),
            "code": region.code,
            "name": region.name,
            "schools": region.schools,
            "not_invited": region.not_invited,
            "not_sent": region.not_sent,
            "insufficient": region.insufficient,
            "counted": region.counted,
            "mean": region.mean,
            "level": said(region.level.label) if region.level else "",
            "error": region.error,
            "border": f"≈ {_('di batas')}" if region.on_border else "",
            "mean_by_pupils": region.mean_by_pupils,
            **{
                f"p{p}": q for p, q in zip((10, 25, 50, 75, 90), quantiles, strict=True)
            },
            **{
                f"level_{band.number}": None if region.hidden else count
                for band, count in zip(found.frame.bands, region.per_level, strict=True)
            },
        }
    for school in found.schools:
        yield {**same, **_school_row(school, found)}


def _school_row(school: Any, found: QualityMap) -> dict[str, Any]:
    at = school.level.number if school.level else None
    levels = {
        f"level_{band.number}": int(band.number == at) for band in found.frame.bands
    }
    return {
        "code": school.code,
        "name": school.name,
        "schools": 1,
        "not_invited": int(school.state == "not_invited"),
        "not_sent": int(school.state == "not_sent"),
        "insufficient": int(school.state == "insufficient"),
        "counted": int(school.state == "counted"),
        "mean": school.score,
        "level": said(school.level.label) if school.level else "",
        "error": None,
        "border": "",
        "mean_by_pupils": None,
        **{f"p{p}": None for p in (10, 25, 50, 75, 90)},
        **levels,
    }
