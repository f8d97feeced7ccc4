"""Take over lists of schools, with a rehearsal before the act."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from sakaguru.core.audit import record
from sakaguru.core.errors import DomainError
from sakaguru.organisations import permissions
from sakaguru.organisations.enums import AreaLevel, Tier
from sakaguru.organisations.logic.school_rows import (
    COUNTS,
    Fault,
    SchoolRow,
    check_rows,
    find_columns,
)
from sakaguru.organisations.models import (
    Area,
    NameSpell,
    Organisation,
    School,
    SchoolImport,
)
from sakaguru.organisations.services.offices import begin_history, ensure_office

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from sakaguru.core.access import Actor

FIELDS = ("status", "village", "address", *COUNTS)


class ListAlreadyTaken(DomainError):
    code = "list_already_taken"


class Change(NamedTuple):
    """What a row would do to a school: its name, and old and new value per field."""

    row: int
    npsn: str
    name: str
    fields: dict[str, tuple[str, str]]


class ImportReport(NamedTuple):
    """What a list of schools does, or would do. Refused rows change nothing."""

    created: list[Change]
    changed: list[Change]
    unchanged: int
    refused: list[Fault]


@transaction.atomic
def keep_list(
    *,
    actor: Actor,
    owner: Organisation,
    filename: str,
    header: Sequence[str],
    rows: Iterable[tuple[int, Mapping[str, str]]],
    at: datetime,
) -> SchoolImport:
    """Keep an uploaded list until it is run.

    Raises:
        NotAllowed: the actor may not change the tree below ``owner``.
    """
    permissions.CHANGE_TREE.check(actor, owner)
    return SchoolImport.objects.create(
        owner=owner,
        filename=filename[:200],
        header=list(header),
        rows=[[number, dict(cells)] for number, cells in rows],
        uploaded_by_id=actor.user_id,
        uploaded_at=at,
    )


@transaction.atomic
def run_kept_list(
    *, actor: Actor, kept: SchoolImport, on: date, at: datetime
) -> ImportReport:
    """Take over a list that was rehearsed, once.

    Raises:
        NotAllowed: the actor may not change the tree below its owner.
        ListAlreadyTaken: somebody ran it before.
    """
    kept = SchoolImport.objects.select_for_update(of=("self",)).get(pk=kept.pk)
    if kept.done_at is not None:
        raise ListAlreadyTaken(_("Daftar ini sudah dijalankan."))
    report = import_schools(
        actor=actor,
        owner=kept.owner,
        header=kept.header,
        rows=[(number, cells) for number, cells in kept.rows],
        on=on,
        at=at,
        rehearse=False,
    )
    kept.done_at = at
    kept.save(update_fields=["done_at"])
    return report


@transaction.atomic
def import_schools(
    *,
    actor: Actor,
    owner: Organisation,
    header: Sequence[str],
    rows: Iterable[tuple[int, Mapping[str, str]]],
    on: date,
    at: datetime,
    rehearse: bool,
) -> ImportReport:
    """Create and change the schools of a list below ``owner``; or only tell.

    A school is known by its NPSN. A new one is placed below the office of its
    kecamatan, which is opened when missing; a known one keeps its place. Empty counts
    do not erase known ones. Importing the same list again changes nothing. Rows with a
    fault are refused and the others taken.

    Args:
        header: the file's column names.
        rows: row number as a spreadsheet counts, and cells by column name.
        rehearse: True tells what would happen and writes nothing.

    Raises:
        NotAllowed: the actor may not change the tree below ``owner``.
    """
    permissions.CHANGE_TREE.check(actor, owner)
    columns, missing = find_columns(header)
    if missing:
        return ImportReport([], [], 0, missing)
    areas = _areas_below(owner)
    good, faults = check_rows(rows, columns=columns, area_codes=areas)
    known = _known([row.npsn for row in good])
    mine, foreign = _own(good, known, owner)
    fresh = [row for row in mine if row.npsn not in known]
    changes = [
        (row, _difference(row, known[row.npsn])) for row in mine if row.npsn in known
    ]
    changed = [(row, fields) for row, fields in changes if fields]
    if not rehearse:
        _create(actor, fresh, areas, on, at)
        _change([row for row, _fields in changed], known, on)
        detail = {"created": len(fresh), "changed": len(changed)}
        record(
            actor=actor, action="schools.imported", subject=owner, at=at, detail=detail
        )
    return ImportReport(
        created=[Change(r.row, r.npsn, r.name, {}) for r in fresh],
        changed=[Change(r.row, r.npsn, r.name, fields) for r, fields in changed],
        unchanged=len(mine) - len(fresh) - len(changed),
        refused=sorted(faults + foreign),
    )


def _areas_below(owner: Organisation) -> dict[str, Area]:
    areas = Area.objects.filter(level=AreaLevel.SUBDISTRICT, scheme="kemendagri")
    if owner.area and owner.tier > Tier.NATION:
        areas = areas.filter(code__startswith=owner.area.code)
    return {a.code: a for a in areas.select_related("parent__parent")}


def _known(codes: list[str]) -> dict[str, School]:
    schools = School.objects.filter(npsn__in=codes).select_related("organisation__area")
    return {school.npsn: school for school in schools}


def _own(
    rows: list[SchoolRow], known: dict[str, School], owner: Organisation
) -> tuple[list[SchoolRow], list[Fault]]:
    mine, foreign = [], []
    reason = _("Sekolah ini tercatat di wilayah lain.")
    for row in rows:
        school = known.get(row.npsn)
        if school and not school.organisation.path.startswith(owner.path):
            foreign.append(Fault(row.row, "npsn", reason))
        else:
            mine.append(row)
    return mine, foreign


def _difference(row: SchoolRow, school: School) -> dict[str, tuple[str, str]]:
    pairs = {name: (getattr(school, name), getattr(row, name)) for name in FIELDS}
    pairs["name"] = (school.organisation.name, row.name)
    return {
        name: ("" if old is None else str(old), str(new))
        for name, (old, new) in pairs.items()
        if new is not None and old != new
    }


def _create(
    actor: Actor,
    rows: list[SchoolRow],
    areas: dict[str, Area],
    on: date,
    at: datetime,
) -> None:
    offices = {
        code: ensure_office(actor=actor, area=areas[code], opened_on=on, at=at)
        for code in sorted({row.area_code for row in rows})
    }
    units = [
        Organisation(
            tier=Tier.SCHOOL,
            code=row.npsn,
            name=row.name,
            parent=offices[row.area_code],
            path=f"{offices[row.area_code].path}{row.npsn}/",
            area=areas[row.area_code],
            opened_on=on,
        )
        for row in rows
    ]
    Organisation.objects.bulk_create(units, batch_size=1000)
    begin_history(units)
    School.objects.bulk_create(
        [
            School(
                organisation=unit, npsn=row.npsn, **{n: getattr(row, n) for n in FIELDS}
            )
            for unit, row in zip(units, rows, strict=True)
        ],
        batch_size=1000,
    )


def _change(rows: list[SchoolRow], known: dict[str, School], on: date) -> None:
    renamed = []
    for row in rows:
        school = known[row.npsn]
        for name in FIELDS:
            if getattr(row, name) is not None:
                setattr(school, name, getattr(row, name))
        if school.organisation.name != row.name:
            school.organisation.name = row.name
            renamed.append(school.organisation)
    School.objects.bulk_update([known[r.npsn] for r in rows], FIELDS, batch_size=500)
    Organisation.objects.bulk_update(renamed, ["name"], batch_size=500)
    _renew_names(renamed, on)


def _renew_names(renamed: list[Organisation], on: date) -> None:
    spells = NameSpell.objects.filter(organisation__in=renamed, valid_until=None)
    spells.filter(valid_from__lt=on).update(valid_until=on)
    same_day = {s.organisation_id: s for s in spells.filter(valid_from__gte=on)}
    for spell in same_day.values():
        spell.name = next(u.name for u in renamed if u.pk == spell.organisation_id)
    NameSpell.objects.bulk_update(same_day.values(), ["name"])
    NameSpell.objects.bulk_create(
        NameSpell(organisation=unit, name=unit.name, valid_from=on)
        for unit in renamed
        if unit.pk not in same_day
    )
