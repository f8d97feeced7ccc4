"""Write new and changed schools, many at once, in the caller's transaction."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from sakaguru.organisations.adapters.copying import (
    append_rows,
    change_rows,
    next_keys,
)
from sakaguru.organisations.enums import Tier
from sakaguru.organisations.logic.school_rows import COUNTS
from sakaguru.organisations.models import NameSpell, Organisation, School
from sakaguru.organisations.services.offices import begin_histories

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sakaguru.organisations.logic.school_rows import SchoolRow
    from sakaguru.organisations.models import Area

FIELDS = ("status", "village", "address", *COUNTS)
PLACED = ("tier", "code", "name", "parent_id", "path", "area_id", "opened_on")


def create_schools(
    rows: list[SchoolRow],
    areas: Mapping[str, Area],
    offices: Mapping[str, Organisation],
    on: date,
) -> None:
    """Open schools below the offices of their areas, both by code, all there."""
    keys = next_keys(Organisation, len(rows))
    above = [(offices[row.area_code], areas[row.area_code].pk) for row in rows]
    _place(keys, rows, above, on)
    told = attrgetter(*FIELDS)
    append_rows(
        School,
        ("organisation_id", "npsn", "connectivity", *FIELDS),
        ((key, row.npsn, "", *told(row)) for key, row in zip(keys, rows, strict=True)),
    )


def _place(
    keys: list[int],
    rows: list[SchoolRow],
    above: list[tuple[Organisation, int]],
    on: date,
) -> None:
    """Put new schools below their offices; ``above``: office and key of the area."""
    lines = list(zip(keys, rows, above, strict=True))
    tier = Tier.SCHOOL.value
    append_rows(
        Organisation,
        ("id", *PLACED),
        (
            (k, tier, r.npsn, r.name, office.pk, f"{office.path}{r.npsn}/", area, on)
            for k, r, (office, area) in lines
        ),
    )
    begin_histories(
        (key, row.name, office.pk, on) for key, row, (office, _area) in lines
    )


def change_schools(
    rows: list[SchoolRow], known: Mapping[str, School], on: date
) -> None:
    """Bring known schools, by NPSN, into line with their rows."""
    renamed = []
    for row in rows:
        school = known[row.npsn]
        for name in FIELDS:
            if getattr(row, name) is not None:
                setattr(school, name, getattr(row, name))
        if school.organisation.name != row.name:
            school.organisation.name = row.name
            renamed.append(school.organisation)
    schools = [known[row.npsn] for row in rows]
    change_rows(
        School,
        FIELDS,
        ((s.pk, *(getattr(s, name) for name in FIELDS)) for s in schools),
    )
    change_rows(Organisation, ["name"], ((unit.pk, unit.name) for unit in renamed))
    _renew_names(renamed, on)


def _renew_names(renamed: list[Organisation], on: date) -> None:
    spells = NameSpell.objects.filter(organisation__in=renamed, valid_until=None)
    spells.filter(valid_from__lt=on).update(valid_until=on)
    same_day = {s.organisation_id: s.pk for s in spells.filter(valid_from__gte=on)}
    change_rows(
        NameSpell,
        ["name"],
        ((same_day[unit.pk], unit.name) for unit in renamed if unit.pk in same_day),
    )
    append_rows(
        NameSpell,
        ("organisation_id", "name", "valid_from"),
        ((unit.pk, unit.name, on) for unit in renamed if unit.pk not in same_day),
    )
