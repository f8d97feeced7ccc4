"""Take over lists of schools, with a rehearsal before the act."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from sakaguru.core.audit import record
from sakaguru.organisations import permissions
from sakaguru.organisations.enums import AreaLevel, Tier
from sakaguru.organisations.logic.school_rows import (
    Fault,
    SchoolRow,
    check_rows,
    find_columns,
    is_too_many,
    too_many,
)
from sakaguru.organisations.models import Area, Organisation, School
from sakaguru.organisations.services.offices import ensure_offices
from sakaguru.organisations.services.school_writing import (
    FIELDS,
    change_schools,
    create_schools,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from sakaguru.core.access import Actor

TOGETHER = 2_000
"""Rows that are looked up, compared and written together: what memory holds."""


class Change(NamedTuple):
    """What a row would do to a school: its name, and old and new value per field."""

    row: int
    npsn: str
    name: str
    fields: dict[str, tuple[str, str]]


@dataclass(slots=True)
class ImportReport:
    """What a list of schools does, or would do. Refused rows change nothing.

    ``created`` and ``changed`` may hold only the first; their counts count all.
    """

    created: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0
    refused: list[Fault] = field(default_factory=list)
    rows: int = 0
    created_count: int = 0
    changed_count: int = 0

    def add(self, part: Part, shown: int | None) -> None:
        """Count a part, and keep its first changes as far as ``shown`` allows."""
        fresh = (Change(r.row, r.npsn, r.name, {}) for r in part.fresh)
        told = (Change(r.row, r.npsn, r.name, fields) for r, fields in part.changed)
        for kept, more in ((self.created, fresh), (self.changed, told)):
            kept.extend(islice(more, None if shown is None else shown - len(kept)))
        self.created_count += len(part.fresh)
        self.changed_count += len(part.changed)
        self.unchanged += part.unchanged
        self.refused += part.faults


class Part(NamedTuple):
    """Some rows of a list beside what is known of their schools."""

    known: dict[str, School]
    fresh: list[SchoolRow]
    changed: list[tuple[SchoolRow, dict[str, tuple[str, str]]]]
    unchanged: int
    faults: list[Fault]


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
    shown: int | None = None,
    told: Callable[[int], None] | None = None,
) -> ImportReport:
    """Create and change the schools of a list below ``owner``; or only tell.

    A school is known by its NPSN. A new one is placed below the office of its
    kecamatan, which is opened when missing; a known one keeps its place. Empty counts
    do not erase known ones. Importing the same list again changes nothing. Rows with a
    fault are refused and the others taken, in one transaction.

    Args:
        header: the file's column names.
        rows: row number as a spreadsheet counts, and cells by column name; taken one
            by one, so that a long list never stands in memory.
        rehearse: True tells what would happen and writes nothing.
        shown: how many changes of each kind the report keeps; None keeps all.
        told: hears now and then how many rows are done; what it raises ends the work.

    Raises:
        NotAllowed: the actor may not change the tree below ``owner``.
    """
    permissions.CHANGE_TREE.check(actor, owner)
    columns, missing = find_columns(header)
    report = ImportReport(refused=missing)
    if missing:
        return report
    areas, offices = _areas_below(owner), dict[str, Organisation]()
    seen: dict[str, int] = {}
    for some in _parts(rows):
        good, faults = check_rows(some, columns=columns, area_codes=areas, seen=seen)
        part = _compared(good, faults, owner)
        if not rehearse:
            _open_offices(actor, part.fresh, areas, offices, on, at)
            create_schools(part.fresh, areas, offices, on)
            change_schools([row for row, _fields in part.changed], part.known, on)
        report.add(part, shown)
        report.rows += len(some)
        if told:
            told(report.rows)
    report.refused.sort()
    if not rehearse:
        detail = {"created": report.created_count, "changed": report.changed_count}
        record(
            actor=actor, action="schools.imported", subject=owner, at=at, detail=detail
        )
    return report


def _parts(
    rows: Iterable[tuple[int, Mapping[str, str]]],
) -> Iterator[list[tuple[int, Mapping[str, str]]]]:
    left = iter(rows)
    while some := list(islice(left, TOGETHER)):
        yield some


def _compared(good: list[SchoolRow], faults: list[Fault], owner: Organisation) -> Part:
    known = _known([row.npsn for row in good])
    mine, foreign = _own(good, known, owner)
    fresh = [row for row in mine if row.npsn not in known]
    changes = [
        (row, _difference(row, known[row.npsn])) for row in mine if row.npsn in known
    ]
    changed = [(row, fields) for row, fields in changes if fields]
    return Part(known, fresh, changed, len(changes) - len(changed), faults + foreign)


def _open_offices(
    actor: Actor,
    fresh: list[SchoolRow],
    areas: Mapping[str, Area],
    offices: dict[str, Organisation],
    on: date,
    at: datetime,
) -> None:
    """Add to ``offices`` those that the rows need and that are not in it yet."""
    codes = sorted({row.area_code for row in fresh} - offices.keys())
    if codes:
        offices |= ensure_offices(
            actor=actor, areas=[areas[code] for code in codes], opened_on=on, at=at
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
