"""Take over figures of many schools from a file: rehearse, then run."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from sakaguru.core.audit import record
from sakaguru.instruments.models import DataField
from sakaguru.instruments.queries.data import rule_book
from sakaguru.organisations.models import Organisation, School
from sakaguru.survey.models import DataEntry
from sakaguru.survey.queries.data_entries import newest_values
from sakaguru.survey.services.data_entries import (
    Reading,
    Statement,
    changes,
    check_day,
    check_may_enter,
    entries_of,
    read_with,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sakaguru.core.access import Actor
    from sakaguru.instruments.models import InstrumentVersion

ENTRIES_PER_STATEMENT = 5_000


class FigureRow(NamedTuple):
    """One school's row: its number in the sheet, the NPSN, figures by field key."""

    number: int
    npsn: str
    figures: dict[str, object]


class FigureTable(NamedTuple):
    """A file as read. ``columns`` gives the letter of each field's column."""

    columns: dict[str, str]
    rows: Sequence[FigureRow]


class Refused(NamedTuple):
    """What is not taken over, where it stands, and why."""

    row: int
    column: str
    reason: str


class ImportReport(NamedTuple):
    """Figures that are new, changed and unchanged; rows and cells refused."""

    created: int
    changed: int
    unchanged: int
    schools: int
    refused: list[Refused]


@transaction.atomic
def import_data(
    *,
    actor: Actor,
    owner: Organisation,
    version: InstrumentVersion,
    table: FigureTable,
    statement: Statement,
    at: datetime,
    is_rehearsal: bool,
) -> ImportReport:
    """Take over what can be; a refused cell leaves the rest of its row in place.

    A rehearsal writes nothing. The same file a second time changes nothing.

    Raises:
        NotAllowed: the actor does not enter figures below this unit.
        DayTooEarly, DayAhead: the day of the figures is not between 2000 and today.
    """
    check_may_enter(actor, owner)
    check_day(statement, at)
    report, entries = _compared(actor, owner, version, table, statement, at)
    if is_rehearsal:
        return report
    DataEntry.objects.bulk_create(entries, batch_size=ENTRIES_PER_STATEMENT)
    detail = {"schools": report.schools, "figures": len(entries)}
    record(actor=actor, action="data.imported", subject=owner, at=at, detail=detail)
    return report


def _compared(
    actor: Actor,
    owner: Organisation,
    version: InstrumentVersion,
    table: FigureTable,
    statement: Statement,
    at: datetime,
) -> tuple[ImportReport, list[DataEntry]]:
    fields = {each.key: each for each in DataField.objects.filter(version=version)}
    book = rule_book(version)
    schools = _schools(owner, table)
    known = newest_values(list(schools.values()), day=statement.dated_on)
    refused: list[Refused] = []
    entries: list[DataEntry] = []
    seen: set[str] = set()
    created = changed = unchanged = 0
    for row in table.rows:
        if (reason := _why_not(row, schools, seen)) is not None:
            refused.append(Refused(row.number, "NPSN", reason))
            continue
        seen.add(row.npsn)
        school = schools[row.npsn]
        before = known.get(school, {})
        reading = read_with(fields, book, row.figures, before)
        refused += [
            Refused(row.number, table.columns.get(key, key), reason)
            for key, reason in reading.faults.items()
        ]
        good = {
            k: v for k, v in reading.values.items() if v and k not in reading.faults
        }
        new = changes(good, before)
        created += sum(not before.get(key) for key in new)
        changed += sum(bool(before.get(key)) for key in new)
        unchanged += len(good) - len(new)
        entries += entries_of(school, new, statement, actor=actor, at=at)
    return ImportReport(created, changed, unchanged, len(seen), refused), entries


def _good(reading: Reading) -> dict[str, str]:
    """Values without a fault; an empty cell says nothing."""
    return {
        key: value
        for key, value in reading.values.items()
        if value and key not in reading.faults
    }


def _schools(owner: Organisation, table: FigureTable) -> dict[str, int]:
    wanted = [row.npsn for row in table.rows]
    rows = School.objects.filter(
        npsn__in=wanted, organisation__path__startswith=owner.path
    )
    return dict(rows.values_list("npsn", "organisation_id"))


def _why_not(row: FigureRow, schools: dict[str, int], seen: set[str]) -> str | None:
    if not row.npsn:
        return _("NPSN kosong.")
    if row.npsn in seen:
        return _("Sekolah ini sudah ada di baris sebelumnya.")
    if row.npsn not in schools:
        return _("Tidak ada sekolah dengan NPSN {npsn} di wilayah Anda.").format(
            npsn=row.npsn[:20]
        )
    return None
