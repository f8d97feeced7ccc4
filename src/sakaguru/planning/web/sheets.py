"""The planning worksheets that schools fill by hand today: RKT and ARKAS.

Columns and their order are those of the planning download of the report card.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from sakaguru.planning import permissions
from sakaguru.planning.logic.programs import program_words
from sakaguru.planning.queries.plans import content_of
from sakaguru.planning.web.found import plan_or_404
from sakaguru.ui.adapters.tables import Column, table_response
from sakaguru.ui.charts.chart import said, written
from sakaguru.ui.http import note_reading, page

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.http import HttpResponse

    from sakaguru.planning.models import Activity, BudgetLine
    from sakaguru.ui.http import ActorRequest


@page(permissions.VIEW_PLAN, permissions.VIEW_DRAFT)
def plan_sheet(request: ActorRequest, pk: int, kind: str) -> HttpResponse:
    plan = plan_or_404(request, pk)
    made = {
        "rkt": (rkt_columns, rkt_rows),
        "arkas": (arkas_columns, arkas_rows),
        "sasaran": (guest_columns, guest_rows),
    }
    if kind not in made:
        raise Http404
    columns, rows = made[kind]
    activities = content_of(plan)
    if kind == "sasaran":
        guests = [one for activity in activities for one in activity.invitees.all()]
        note_reading(
            request,
            what="guests",
            at=timezone.now(),  # noqa: TID251 -- a door
            path=plan.organisation.path,
            named=sum(bool(one.person_name) for one in guests),
        )
    name = f"{kind}-{plan.organisation.code}-{plan.budget_year or plan.starts_on.year}"
    return table_response(columns(), rows(activities), form="xlsx", name=name)


def rkt_columns() -> list[Column]:
    return [
        Column("number", _("No")),
        Column("indicator", _("Indikator yang diidentifikasi"), width=36),
        Column("achievement", _("Capaian"), width=22),
        Column("cause_code", _("Kode akar masalah"), width=22),
        Column("cause", _("Akar masalah"), width=44),
        Column("remedy", _("Kegiatan benahi"), width=44),
        Column("detail", _("Penjelasan implementasi kegiatan"), width=44),
        Column("costs", _("Apakah kegiatan memerlukan biaya? (Ya/Tidak)"), width=18),
        Column("arkas", _("Kegiatan ARKAS"), width=36),
        Column("owner", _("Penanggung jawab"), width=26),
        Column("starts_on", _("Mulai"), width=12),
        Column("ends_on", _("Sampai dengan"), width=12),
        Column("rupiah", _("Biaya (rupiah)")),
    ]


def rkt_rows(activities: Sequence[Activity]) -> Iterator[dict[str, Any]]:
    """One row per activity, in the order of the plan."""
    for number, activity in enumerate(activities, start=1):
        rupiah = sum(line.total_rupiah for line in activity.budget_lines.all())
        node = activity.node
        yield {
            "number": number,
            "indicator": f"{node.code} {said(node.title)}" if node else "",
            "achievement": _achievement(activity),
            "cause_code": activity.cause.tree_key if activity.cause else "",
            "cause": said(activity.cause_words) if activity.cause_words else "",
            "remedy": activity.title,
            "detail": activity.detail,
            "costs": _("Ya") if rupiah else _("Tidak"),
            "arkas": program_words(activity.program),
            "owner": owner_words(activity),
            "starts_on": activity.starts_on,
            "ends_on": activity.ends_on,
            "rupiah": rupiah,
        }


def _achievement(activity: Activity) -> str:
    finding = activity.finding
    if finding is None or finding.score is None:
        return ""
    words = _("{score} dari sasaran {target}")
    return words.format(score=written(finding.score), target=written(finding.target))


def owner_words(activity: Activity) -> str:
    """The person, else the role, that is responsible."""
    return activity.owner.name if activity.owner else activity.owner_role


def arkas_columns() -> list[Column]:
    return [
        Column("activity_code", _("Kode kegiatan"), width=16),
        Column("activity", _("Kegiatan"), width=44),
        Column("account_code", _("Kode rekening"), width=22),
        Column("item", _("Uraian barang atau jasa"), width=44),
        Column("month", _("Bulan"), width=14),
        Column("volume", _("Jumlah"), decimals=2),
        Column("unit", _("Satuan")),
        Column("price", _("Harga satuan")),
        Column("total", _("Total")),
        Column("source", _("Sumber dana")),
        Column("gap", _("Menjawab celah")),
    ]


def arkas_rows(activities: Sequence[Activity]) -> Iterator[dict[str, Any]]:
    """One row per budget line; last, whether a gap is answered by it."""
    for activity in activities:
        for line in activity.budget_lines.all():
            yield _line_row(activity, line)


def _line_row(activity: Activity, line: BudgetLine) -> dict[str, Any]:
    node = activity.finding.node if activity.finding else None
    return {
        "activity_code": line.activity_code or activity.program,
        "activity": activity.title,
        "account_code": line.account_code,
        "item": line.description,
        "month": month_words(line.month),
        "volume": float(line.volume),
        "unit": line.unit,
        "price": line.unit_price_rupiah,
        "total": line.total_rupiah,
        "source": str(line.get_source_display()),
        "gap": node.code if node else _("tidak ada"),
    }


def month_words(month: int | None) -> str:
    """The month of the budget year in words; empty where it is not set."""
    names = (
        *("", _("Januari"), _("Februari"), _("Maret"), _("April"), _("Mei")),
        *(_("Juni"), _("Juli"), _("Agustus"), _("September"), _("Oktober")),
        *(_("November"), _("Desember")),
    )
    return names[month or 0]


def guest_columns() -> list[Column]:
    return [
        Column("activity", _("Kegiatan"), width=44),
        Column("form", _("Bentuk"), width=18),
        Column("starts_on", _("Mulai"), width=12),
        Column("ends_on", _("Sampai dengan"), width=12),
        Column("place", _("Tempat"), width=26),
        Column("code", _("NPSN atau kode unit"), width=18),
        Column("unit", _("Unit"), width=36),
        Column("person", _("Nama orang"), width=30),
        Column("reason", _("Alasan diundang"), width=26),
    ]


def guest_rows(activities: Sequence[Activity]) -> Iterator[dict[str, Any]]:
    """One row per unit or person that an activity is for."""
    for activity in activities:
        guests = activity.invitees.all()
        for one in sorted(guests, key=lambda one: (one.organisation.path, one.pk)):
            yield {
                "activity": activity.title,
                "form": str(activity.get_form_display()),
                "starts_on": activity.starts_on,
                "ends_on": activity.ends_on,
                "place": activity.place,
                "code": one.organisation.code,
                "unit": one.organisation.name,
                "person": one.person_name,
                "reason": one.reason,
            }
