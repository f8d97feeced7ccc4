"""A plan, and a budget proposal from it, as papers with letterhead and signatures."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sakaguru.organisations.enums import Tier
from sakaguru.organisations.queries.organisations import line_of
from sakaguru.planning import permissions
from sakaguru.planning.adapters.shipped import approval_chain
from sakaguru.planning.enums import Decision
from sakaguru.planning.queries.money import money_of
from sakaguru.planning.queries.plans import content_of
from sakaguru.planning.web.found import now, plan_or_404
from sakaguru.planning.web.pictures import rupiah
from sakaguru.planning.web.sheets import month_words, owner_words
from sakaguru.ui.adapters.typst import pdf_response, render_pdf
from sakaguru.ui.charts.chart import said
from sakaguru.ui.http import page
from sakaguru.ui.logic.formats import written_date, written_number, written_share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from sakaguru.planning.models import Activity, Plan
    from sakaguru.planning.queries.money import Money
    from sakaguru.ui.http import ActorRequest

QUARTER = 3


@page(permissions.VIEW_PLAN, permissions.VIEW_DRAFT)
def plan_paper(request: ActorRequest, pk: int) -> HttpResponse:
    return _paper(plan_or_404(request, pk), "plan", "rencana")


@page(permissions.VIEW_PLAN, permissions.VIEW_DRAFT)
def proposal_paper(request: ActorRequest, pk: int) -> HttpResponse:
    return _paper(plan_or_404(request, pk), "proposal", "usulan-anggaran")


def _paper(plan: Plan, kind: str, name: str) -> HttpResponse:
    pdf = render_pdf(f"planning/{kind}_paper.typ", paper_data(plan), at=now())
    return pdf_response(pdf, f"{name}-{plan.organisation.code}-{plan.pk}.pdf")


def paper_data(plan: Plan) -> dict[str, Any]:
    """All that both papers say, written in the language of the reader."""
    activities = content_of(plan)
    money = money_of(plan, activities)
    return {
        "language": language(),
        "letterhead": letterhead(plan),
        "labels": labels(),
        "title": plan.title,
        "kind": str(plan.get_kind_display()),
        "number": plan.number or "–",
        "state": str(plan.get_state_display()),
        "is_draft": plan.is_draft,
        "unit": plan.organisation.name,
        "period": f"{date(plan.starts_on)} – {date(plan.ends_on)}",
        "school_year": plan.school_year or "–",
        "budget_year": str(plan.budget_year or "–"),
        "vision": plan.vision,
        "mission": plan.mission,
        "goals": plan.goals,
        "targets": _targets(plan),
        "activities": [_activity(n, one) for n, one in enumerate(activities, start=1)],
        "lines": _lines(activities),
        "sources": _sources(money),
        "total": rupiah(money.total),
        "ceiling": rupiah(money.ceiling) if money.ceiling is not None else "",
        "signatures": signatures(plan),
    }


def letterhead(plan: Plan) -> dict[str, Any]:
    """The district's name, the unit's own, and where it is."""
    unit = plan.organisation
    above = [each for each in line_of(unit) if each.tier == Tier.DISTRICT]
    lines = [each.name.upper() for each in above if each.pk != unit.pk]
    school = getattr(unit, "school", None) if unit.tier == Tier.SCHOOL else None
    parts = [school.address, school.village] if school else []
    if school:
        parts.append(f"NPSN {school.npsn}")
    return {
        "lines": [*lines, unit.name.upper()],
        "small": " · ".join(part for part in parts if part),
    }


def signatures(plan: Plan) -> list[dict[str, str]]:
    """Who signs, in the order of approval; names where it was decided already."""
    rows = plan.signings.filter(round=plan.round).select_related("person")
    decided = list(rows.order_by("position"))
    if not decided:
        chain = approval_chain(plan.kind, plan.organisation.tier)
        return [{"role": said(s.title), "name": "", "day": ""} for s in chain]
    return [
        {
            "role": said(row.title),
            "name": row.on_behalf_of or (row.person.name if row.person else ""),
            "day": date(row.at.date())
            if row.at and row.decision == Decision.AGREED
            else "",
        }
        for row in decided
    ]


def _targets(plan: Plan) -> list[list[str]]:
    return [
        [
            f"{row.node.code} {said(row.node.title)}",
            str(row.year or ""),
            number(row.baseline),
            number(row.expected),
        ]
        for row in plan.targets.select_related("node")
    ]


def _activity(place: int, activity: Activity) -> dict[str, Any]:
    node = activity.node
    total = sum(line.total_rupiah for line in activity.budget_lines.all())
    return {
        "number": str(place),
        "gap": f"{node.code} {said(node.title)}" if node else "–",
        "cause": said(activity.cause_words) if activity.cause_words else "",
        "title": activity.title,
        "detail": activity.detail,
        "when": f"{date(activity.starts_on)} – {date(activity.ends_on)}",
        "owner": owner_words(activity) or "–",
        "evidence": ", ".join(activity.evidence_asked),
        "expected": number(activity.expected_points),
        "cost": rupiah(total),
        "steps": [
            f"{step.title} ({date(step.ends_on)})" for step in activity.steps.all()
        ],
    }


def _lines(activities: Sequence[Activity]) -> list[list[str]]:
    """Budget lines as a proposal lists them."""
    return [
        [
            activity.title,
            line.description,
            f"{number(float(line.volume), 0)} {line.unit}",
            rupiah(line.unit_price_rupiah),
            rupiah(line.total_rupiah),
            _when(line.month),
            str(line.get_source_display()),
        ]
        for activity, lines in groupby(
            [(one, line) for one in activities for line in one.budget_lines.all()],
            key=lambda pair: pair[0],
        )
        for _one, line in lines
    ]


def _when(month: int | None) -> str:
    if month is None:
        return "–"
    quarter = (month - 1) // QUARTER + 1
    return f"{month_words(month)} ({_('triwulan {n}').format(n=quarter)})"


def _sources(money: Money) -> list[list[str]]:
    return [
        [
            str(row.source.label),
            rupiah(row.rupiah),
            written_share(row.share, language()),
        ]
        for row in money.sources
    ]


def language() -> str:
    return "en" if (get_language() or "id").startswith("en") else "id"


def date(day: Any) -> str:
    return written_date(day, language())


def number(value: float | None, decimals: int = 2) -> str:
    return written_number(value, language(), decimals)


def labels() -> dict[str, str]:
    """The fixed words of both papers."""
    return {
        "number": _("Nomor"),
        "period": _("Masa berlaku"),
        "school_year": _("Tahun ajaran"),
        "budget_year": _("Tahun anggaran"),
        "state": _("Keadaan"),
        "draft": _("RANCANGAN"),
        "vision": _("Visi"),
        "mission": _("Misi"),
        "goals": _("Tujuan"),
        "targets": _("Sasaran"),
        "node": _("Butir mutu"),
        "year": _("Tahun"),
        "baseline": _("Sekarang"),
        "expected": _("Diharapkan"),
        "activities": _("Dari celah ke kegiatan"),
        "gap": _("Celah"),
        "cause": _("Sebab"),
        "activity": _("Kegiatan"),
        "detail": _("Cara melaksanakan"),
        "when": _("Waktu"),
        "owner": _("Penanggung jawab"),
        "evidence": _("Bukti yang diminta"),
        "gain": _("Perkiraan kenaikan"),
        "cost": _("Biaya"),
        "steps": _("Langkah"),
        "money": _("Biaya dan sumber dana"),
        "source": _("Sumber dana"),
        "share": _("Bagian"),
        "total": _("Jumlah"),
        "ceiling": _("Dana yang tersedia"),
        "item": _("Uraian"),
        "volume": _("Volume"),
        "price": _("Harga satuan"),
        "signatures": _("Pengesahan"),
        "proposal": _("Usulan Anggaran"),
        "reason": _("Mengapa diperlukan"),
        "reason_words": _(
            "Usulan ini berasal dari celah yang diukur pada rapor mutu. Tiap baris di "
            "bawah ini menjawab satu celah dan akan diukur kembali pada siklus "
            "berikutnya."
        ),
        "unfunded": _(
            "Bila tidak didanai, celah-celah ini tetap terbuka pada siklus berikutnya."
        ),
        "none": _("Belum ada."),
    }
