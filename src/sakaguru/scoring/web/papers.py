"""What a printed report card says, as plain data for the Typst template.

The digest of an edition is taken over exactly this; all texts and numbers are written
here in the language of the paper.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sakaguru.scoring.enums import EditionKind
from sakaguru.scoring.logic.changes import Direction
from sakaguru.scoring.logic.digests import short
from sakaguru.scoring.web.pictures import role_words, standards_sentence
from sakaguru.scoring.web.plain_words import plain_level, plain_standard
from sakaguru.scoring.web.sheets import standing_words
from sakaguru.ui.charts.chart import said
from sakaguru.ui.logic import formats

if TYPE_CHECKING:
    from sakaguru.scoring.logic.cards import NodeShown, Reached
    from sakaguru.scoring.queries.cards import Card


def content_of(card: Card, kind: EditionKind) -> dict[str, Any]:
    """The content of one paper; its ``summary`` is what the check page tells."""
    make = _full if kind is EditionKind.FULL else _short
    return {**_head(card), "kind": kind.value, **make(card)}


def language() -> str:
    return "en" if (get_language() or "id").startswith("en") else "id"


def written(value: float | None, decimals: int = 2) -> str:
    return formats.written_number(value, language(), decimals)


def _head(card: Card) -> dict[str, Any]:
    result, run = card.result, card.run
    total = card.total
    return {
        "language": language(),
        "school": result.name,
        "npsn": result.code,
        "cycle": run.cycle_label,
        "data_on": formats.written_date(run.data_on, language()),
        "run": str(run.pk),
        "digest": short(run.digest),
        "standard_set": card.frame.name,
        "scale": card.frame.scale_max,
        "bands": [
            {"number": b.number, "label": said(b.label), "up_to": b.up_to}
            for b in card.frame.bands
        ],
        "total": _node(total),
        "summary": {
            "school": result.name,
            "npsn": result.code,
            "cycle": run.cycle_label,
            "total": total.score if total.is_counted else None,
            "level": total.level.label if total.level else None,
        },
    }


def _full(card: Card) -> dict[str, Any]:
    words = role_words()
    return {
        "sentence": standards_sentence(card.standards, card.frame.bands),
        "standards": [
            {
                **_node(node),
                "indicators": [_indicator(card, i) for i in card.children(node.code)],
            }
            for node in card.standards
        ],
        "strengths": [_node(node) for node in card.strengths],
        "gaps": [_node(node) for node in card.gaps],
        "reached": [_reached(row, words) for row in card.reached],
        "roles": [{"code": role, "label": words[role]} for role in card.total.asked],
    }


def _short(card: Card) -> dict[str, Any]:
    bands = len(card.frame.bands)
    return {
        "overall": str(plain_level(card.total.level, bands)),
        "rows": [
            {
                "title": said_or_text(plain_standard(card.frame, node.code)),
                "words": str(plain_level(node.level, bands)),
                "level": node.level.number if node.level else None,
            }
            for node in card.standards
        ],
        "strengths": [said(node.title) for node in card.strengths],
        "gaps": [said(node.title) for node in card.gaps],
        "people": sum(r.n for r in card.reached if r.role != "DATA"),
    }


def said_or_text(value: Any) -> str:
    return said(value) if isinstance(value, dict) else str(value)


def _node(node: NodeShown) -> dict[str, Any]:
    counted = node.is_counted
    return {
        "code": node.code,
        "label": said(node.title),
        "value": node.score if counted else None,
        "score": written(node.score) if node.score is not None else "–",
        "level": node.level.number if node.level else None,
        "words": said(node.level.label)
        if node.level
        else standing_words()[node.standing],
        "margin": f"± {written(node.margin)}" if node.margin else "",
        "border": f"≈ {_('di batas')}" if node.on_border else "",
        "n": node.n,
        "before": node.before,
        "change": change_words(node),
        "to_next": written(node.to_next) if node.to_next is not None else "",
    }


def change_words(node: NodeShown) -> str:
    """The change since the last cycle in a few words (R14)."""
    if node.change is None:
        return ""
    points = written(abs(node.change.points))
    if node.change.direction is Direction.UNPROVEN:
        return _("belum ada bukti berubah")
    if node.change.direction is Direction.UP:
        return _("naik {points}").format(points=points)
    return _("turun {points}").format(points=points)


def _indicator(card: Card, node: NodeShown) -> dict[str, Any]:
    return {
        **_node(node),
        "leaves": [_leaf(leaf) for leaf in card.children(node.code)],
    }


def _leaf(node: NodeShown) -> dict[str, Any]:
    return {
        **_node(node),
        "roles": {figure.role: written(figure.score) for figure in node.roles},
        "hides_roles": node.hides_roles,
    }


def _reached(row: Reached, words: dict[str, str]) -> dict[str, Any]:
    missing = _("cukup")
    if row.missing:
        missing = _("kurang {count}").format(count=row.missing)
    return {
        "role": words[row.role],
        "n": written(row.n, 0),
        "minimum": written(row.minimum, 0),
        "people": "" if row.people is None else written(row.people, 0),
        "words": missing,
    }


def labels(kind: EditionKind) -> dict[str, str]:
    """The fixed words of the paper in its language."""
    return {
        "title": _("Rapor Mutu")
        if kind is EditionKind.FULL
        else _("Rapor Mutu Ringkas"),
        "cycle": _("Siklus"),
        "data_on": _("Keadaan data"),
        "overall": _("Secara keseluruhan"),
        "score": _("nilai"),
        "of": _("dari"),
        "standards": _("Delapan standar"),
        "strengths": _("Yang sudah kuat"),
        "gaps": _("Yang dapat dibenahi"),
        "complete": _("Seberapa lengkap jawabannya"),
        "details": _("Rincian tiap standar"),
        "code": _("Kode"),
        "item": _("Butir mutu"),
        "value": _("Nilai"),
        "level": _("Tingkat"),
        "change": _("Sejak siklus lalu"),
        "role": _("Kelompok"),
        "n": _("Menjawab"),
        "minimum": _("Minimum"),
        "people": _("Jumlah orang"),
        "state": _("Keadaan"),
        "check": _("Periksa keaslian di"),
        "edition": _("Kode cetakan"),
        "content_digest": _("Sidik isi"),
        "run": _("Perhitungan"),
        "run_digest": _("Sidik data"),
        "hidden": _("tertutup"),
        "role_note": _(
            "Angka satu kelompok ditutup bila yang menjawab terlalu sedikit, agar "
            "jawaban perorangan tidak dapat ditebak."
        ),
        "to_next": _("poin lagi ke tingkat berikutnya"),
        "about": _(
            "Rapor ini berasal dari evaluasi diri: warga sekolah menjawab, data "
            "administrasi berdiri di sampingnya. Ini bukan peringkat antarsekolah."
        ),
        "people_answered": _("orang ikut menjawab."),
        "parents_intro": _("Untuk orang tua, wali murid, dan komite sekolah"),
        "ask": _(
            "Ada pertanyaan? Tanyakan kepada kepala sekolah atau pengurus komite. "
            "Setiap orang tua boleh ikut mengusulkan perbaikan."
        ),
        "none": _("Belum ada yang dapat disebut."),
        "not_enough": _("belum cukup"),
        "border_note": _(
            "≈ di batas: kisaran nilai (±) menyentuh tingkat di sebelahnya, sehingga "
            "tingkatnya dapat berbeda bila yang menjawab orang lain."
        ),
    }
