"""The list of schools to remind, on screen and as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from sakaguru.survey import permissions
from sakaguru.survey.enums import PEOPLE, ROLES
from sakaguru.survey.logic.reminders import MOST_SCHOOLS, Missing, reminder_text
from sakaguru.survey.queries.campaigns import visible_campaigns
from sakaguru.survey.queries.progress import (
    first_unit,
    is_large,
    unit_progress,
    visible_units,
)
from sakaguru.survey.queries.reminders import role_counts, schools_to_remind
from sakaguru.ui.adapters.tables import Column, table_response
from sakaguru.ui.http import ActorRequest, page
from sakaguru.ui.logic.formats import written_date

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse

    from sakaguru.organisations.models import Organisation
    from sakaguru.survey.models import Assignment, Campaign

PER_PAGE = 50


@page(permissions.VIEW_PROGRESS)
def reminder_list(request: ActorRequest, campaign_id: int) -> HttpResponse:
    campaign, unit = _found(request, campaign_id)
    if is_large(campaign, unit):
        return _units_page(request, campaign, unit)
    order = request.GET.get("urut", "kebutuhan")
    rows = schools_to_remind(request.actor, campaign, below=unit.path, order=order)
    page_obj = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "campaign": campaign,
        "unit": unit,
        "page_obj": page_obj,
        "rows": [(row, role_counts(row)) for row in page_obj],
        "order": order,
        "text": _message(campaign, rows[:MOST_SCHOOLS]),
        "most": MOST_SCHOOLS,
    }
    return render(request, "survey/reminder_list.html", context)


@page(permissions.VIEW_PROGRESS)
def reminder_file(request: ActorRequest, campaign_id: int, form: str) -> HttpResponse:
    campaign, unit = _found(request, campaign_id)
    rows = schools_to_remind(request.actor, campaign, below=unit.path)
    columns = [
        Column("npsn", "NPSN"),
        Column("name", _("Sekolah"), width=32),
        Column("unit", _("Di bawah"), width=28),
        Column("state", _("Keadaan"), width=18),
        *(
            Column(f"{role}_{kind}", f"{role} {title}")
            for role in PEOPLE
            for kind, title in (("sent", _("terkirim")), ("needed", _("perlu")))
        ),
        Column("missing", _("Kurang"), width=10),
    ]
    name = f"pengingat-{campaign.pk}-{unit.code}"
    return table_response(columns, _cells(rows.iterator()), form=form, name=name)


def _units_page(
    request: ActorRequest, campaign: Campaign, unit: Organisation
) -> HttpResponse:
    """Too many schools for one list: the units below, those with most to do first."""
    progress = unit_progress(campaign, unit)
    units = sorted(progress.units, key=lambda row: row.tally.complete_share or 0)
    context = {"campaign": campaign, "unit": unit, "progress": progress, "units": units}
    return render(request, "survey/reminder_units.html", context)


def _found(request: ActorRequest, campaign_id: int) -> tuple[Campaign, Organisation]:
    campaign = get_object_or_404(visible_campaigns(request.actor), pk=campaign_id)
    if code := request.GET.get("wilayah", ""):
        units = visible_units(request.actor, campaign)
        unit = units.filter(code=code).first()
    else:
        unit = first_unit(request.actor, campaign)
    reaches = permissions.VIEW_PROGRESS.reaches
    if unit is None or not reaches(request.actor, unit.path):
        raise Http404
    return campaign, unit


def _cells(rows: Iterator[Assignment]) -> Iterator[list[object]]:
    for row in rows:
        school, unit = row.school, row.school.parent
        counts = [
            number
            for role in PEOPLE
            for number in (
                row.received[ROLES.index(role)],
                row.needed[ROLES.index(role)],
            )
        ]
        yield [
            *(school.code, school.name, unit.name if unit else ""),
            *(str(row.get_state_display()), *counts, row.missing),  # type: ignore[attr-defined]
        ]


def _message(campaign: Campaign, rows: object) -> str:
    schools = [
        Missing(
            row.school.name,
            tuple(
                (each.short, each.received, each.needed) for each in role_counts(row)
            ),
        )
        for row in rows  # type: ignore[attr-defined]
    ]
    return reminder_text(
        greeting=_(
            "Assalamualaikum/salam, Bapak/Ibu kepala sekolah. Pengisian {name} "
            "berakhir {day}. Sekolah berikut masih menunggu jawaban:"
        ).format(name=campaign.name, day=written_date(campaign.last_day, "id")),
        closing=_(
            "Tautan dan poster PIN ada di halaman sekolah masing-masing. Terima kasih."
        ),
        line=_("{role} {sent} dari {needed}"),
        schools=schools,
    )
