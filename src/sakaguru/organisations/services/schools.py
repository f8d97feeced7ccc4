"""Take over lists of schools, with a rehearsal before the act."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from sakaguru.core.audit import record
from sakaguru.core.errors import DomainError
from sakaguru.organisations import permissions
from sakaguru.organisations.adapters.copying import (
    append_rows,
    change_rows,
    next_keys,
)
from sakaguru.organisations.enums import AreaLevel, Tier
from sakaguru.organisations.logic.school_rows import (
    COUNTS,
    Fault,
    SchoolRow,
    check_rows,
    find_columns,
    is_too_many,
    too_many,
)
from sakaguru.organisations.models import (
    Area,
    NameSpell,
    Organisation,
    School,
    SchoolImport,
)
from sakaguru.organisations.services.offices import begin_histories, ensure_offices

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from sakaguru.core.access import Actor

FIELDS = ("status", "village", "address", *COUNTS)
PLACED = ("tier", "code", "name", "parent_id", "path", "area_id", "opened_on")


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
    schools = School.objects.filter(npsn__in=codes).select_related("organisation")
    return {school.npsn: school for school in schools}


def _own(
    rows: list[SchoolRow], known: dict[str, School], owner: Organisation
) -> tuple[list[SchoolRow], list[Fault]]:
    """The rows that may be taken, and why the others may not."""
    others = Organisation.objects.exclude(tier=Tier.SCHOOL)
    others = others.filter(code__in=[r.npsn for r in rows if r.npsn not in known])
    taken = set(others.values_list("code", flat=True))
    mine, refused = [], []
    for row in rows:
        school = known.get(row.npsn)
        if row.npsn in taken:
            reason = _("Kode ini sudah dipakai unit lain.")
            refused.append(Fault(row.row, "npsn", reason))
        elif school and not school.organisation.path.startswith(owner.path):
            reason = _("Sekolah ini tercatat di wilayah lain.")
            refused.append(Fault(row.row, "npsn", reason))
        elif school and is_too_many(*_both(row, school)):
            refused.append(Fault(row.row, "upper_pupils", too_many()))
        else:
            mine.append(row)
    return mine, refused


def _both(row: SchoolRow, school: School) -> tuple[int | None, int | None]:
    """Upper pupils and all pupils, as they would stand: empty counts erase nothing."""
    upper = school.upper_pupils if row.upper_pupils is None else row.upper_pupils
    return upper, school.pupils if row.pupils is None else row.pupils


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
    offices = ensure_offices(
        actor=actor,
        areas=[areas[code] for code in sorted({row.area_code for row in rows})],
        opened_on=on,
        at=at,
    )
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
