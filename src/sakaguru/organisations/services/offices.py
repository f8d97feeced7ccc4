"""Open units: offices for areas on demand, clusters, schools, partners."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from sakaguru.core.audit import record, record_all
from sakaguru.organisations import permissions
from sakaguru.organisations.adapters.copying import append_rows
from sakaguru.organisations.enums import AreaLevel, Tier
from sakaguru.organisations.models import Area, NameSpell, Organisation, Placement

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from sakaguru.core.access import Actor

NATION_CODE = "ID"
NATION_NAME = "Direktorat Sekolah Dasar"
TIER_OF = {
    AreaLevel.PROVINCE: Tier.PROVINCE,
    AreaLevel.DISTRICT: Tier.DISTRICT,
    AreaLevel.SUBDISTRICT: Tier.AREA,
}
OFFICE_NAMES = {
    Tier.PROVINCE: "Dinas Pendidikan Provinsi {area}",
    Tier.DISTRICT: "Dinas Pendidikan {area}",
    Tier.AREA: "Korwil Pendidikan Kecamatan {area}",
}


@transaction.atomic
def ensure_office(
    *, actor: Actor, area: Area | None, opened_on: date, at: datetime
) -> Organisation:
    """Return the office responsible for an area; open it, and those above, if missing.

    ``area`` None means the national directorate.

    Raises:
        NotAllowed: the actor may not change the tree there.
    """
    code = area.code if area else NATION_CODE
    existing = Organisation.objects.filter(code=code).first()
    if existing:
        return existing
    if area is None:
        return open_organisation(
            actor=actor,
            tier=Tier.NATION,
            code=NATION_CODE,
            name=NATION_NAME,
            parent=None,
            opened_on=opened_on,
            at=at,
        )
    parent = ensure_office(actor=actor, area=area.parent, opened_on=opened_on, at=at)
    tier = TIER_OF[AreaLevel(area.level)]
    return open_organisation(
        actor=actor,
        tier=tier,
        code=code,
        name=OFFICE_NAMES[tier].format(area=area.name),
        parent=parent,
        opened_on=opened_on,
        at=at,
        area=area,
    )


@transaction.atomic
def ensure_offices(
    *, actor: Actor, areas: Iterable[Area], opened_on: date, at: datetime
) -> dict[str, Organisation]:
    """Return the offices of many areas by code; open those missing, level by level.

    The areas come with their parents (``select_related("parent__parent")``).

    Raises:
        NotAllowed: the actor may not change the tree there.
    """
    wanted = {area.code: area for each in areas for area in _line(each)}
    known = Organisation.objects.filter(code__in=wanted)
    offices = {office.code: office for office in known}
    fresh = [area for code, area in wanted.items() if code not in offices]
    if any(area.parent is None for area in fresh):
        offices[NATION_CODE] = ensure_office(
            actor=actor, area=None, opened_on=opened_on, at=at
        )
    for level in sorted({area.level for area in fresh}):
        units = [
            _office(area, offices[area.parent.code if area.parent else NATION_CODE])
            for area in fresh
            if area.level == level
        ]
        for unit in units:
            unit.opened_on = opened_on
            permissions.CHANGE_TREE.check(actor, unit)
        Organisation.objects.bulk_create(units, batch_size=1000)
        begin_history(units)
        record_all(actor=actor, action="organisation.opened", subjects=units, at=at)
        offices |= {unit.code: unit for unit in units}
    return offices


def _line(area: Area) -> list[Area]:
    """An area and those above it."""
    return [area, *(_line(area.parent) if area.parent else [])]


def _office(area: Area, parent: Organisation) -> Organisation:
    tier = TIER_OF[AreaLevel(area.level)]
    return Organisation(
        tier=tier,
        code=area.code,
        name=OFFICE_NAMES[tier].format(area=area.name),
        parent=parent,
        path=f"{parent.path}{area.code}/",
        area=area,
    )


@transaction.atomic
def open_organisation(
    *,
    actor: Actor,
    tier: Tier,
    code: str,
    name: str,
    parent: Organisation | None,
    opened_on: date,
    at: datetime,
    area: Area | None = None,
) -> Organisation:
    """Open one unit below ``parent`` and begin its history.

    Raises:
        NotAllowed: the actor may not change the tree there.
    """
    path = f"{parent.path if parent else ''}{code}/"
    unit = Organisation(
        tier=tier,
        code=code,
        name=name,
        parent=parent,
        path=path,
        area=area,
        opened_on=opened_on,
    )
    permissions.CHANGE_TREE.check(actor, unit)
    unit.save(force_insert=True)
    begin_history([unit])
    record(actor=actor, action="organisation.opened", subject=unit, at=at)
    return unit


def begin_history(units: Iterable[Organisation]) -> None:
    """Write the first placement and name of units just opened."""
    begin_histories((u.pk, u.name, u.parent_id, u.opened_on) for u in units)


def begin_histories(units: Iterable[tuple[int, str, int | None, date]]) -> None:
    """The same for many: key, name, key of the unit above, first day of each."""
    opened = list(units)
    append_rows(
        Placement,
        ("organisation_id", "parent_id", "valid_from"),
        ((key, above, day) for key, _name, above, day in opened),
    )
    append_rows(
        NameSpell,
        ("organisation_id", "name", "valid_from"),
        ((key, name, day) for key, name, _above, day in opened),
    )
