"""Enter administrative figures: one school by form, many by file."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sakaguru.core.audit import record
from sakaguru.core.errors import Incomplete
from sakaguru.instruments.enums import FieldKind
from sakaguru.instruments.models import DataField
from sakaguru.instruments.queries.data import rule_book
from sakaguru.survey import permissions
from sakaguru.survey.logic.figures import NotAFigure, plain_figure
from sakaguru.survey.models import DataEntry
from sakaguru.survey.queries.data_entries import newest_values
from sakaguru.ui.logic.formats import written_date

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sakaguru.core.access import Actor
    from sakaguru.instruments.logic.data_rules import RuleBook, ValueFault
    from sakaguru.instruments.models import InstrumentVersion
    from sakaguru.organisations.models import Organisation


class FiguresRefused(Incomplete):
    """Some figures cannot be; nothing was kept. ``fields`` gives the fault per key."""

    code = "figures_refused"

    def __init__(self, message: str, fields: dict[str, str]) -> None:
        super().__init__(message, list(fields.values()))
        self.fields = fields


class DayAhead(Incomplete):
    code = "day_ahead"


class DayTooEarly(Incomplete):
    code = "day_too_early"


EARLIEST_DAY = date(2000, 1, 1)


class Statement(NamedTuple):
    """Where and of which day figures are. ``source`` is a `DataSource`."""

    source: str
    dated_on: date


class Reading(NamedTuple):
    """Figures of one school as read: plain values to write, and faults, by key."""

    values: dict[str, str]
    faults: dict[str, str]


@transaction.atomic
def enter_data(
    *,
    actor: Actor,
    school: Organisation,
    version: InstrumentVersion,
    given: Mapping[str, object],
    statement: Statement,
    at: datetime,
) -> int:
    """Keep those figures that are new or differ; gives their number.

    An empty figure where one was known states that it is not known any more.

    Raises:
        NotAllowed: the actor does not enter this school's figures.
        FiguresRefused: with the reason per field.
        DayTooEarly, DayAhead: the day of the figures is not between 2000 and today.
    """
    check_may_enter(actor, school)
    check_day(statement, at)
    known = newest_values([school.pk], day=statement.dated_on).get(school.pk, {})
    reading = read_figures(version, given, known)
    if reading.faults:
        message = _("Ada isian yang perlu diperiksa. Belum ada yang disimpan.")
        raise FiguresRefused(message, reading.faults)
    changed = changes(reading.values, known)
    DataEntry.objects.bulk_create(
        entries_of(school.pk, changed, statement, actor=actor, at=at)
    )
    record(
        actor=actor,
        action="data.entered",
        subject=school,
        at=at,
        detail={"fields": sorted(changed)},
    )
    return len(changed)


def may_enter(actor: Actor, unit: Organisation) -> bool:
    """Whether the actor enters figures of a school, or of the schools below a unit."""
    entry = DataEntry(school=unit)
    own, below = permissions.ENTER_OWN_DATA, permissions.ENTER_DATA
    return own.allows(actor, entry) or below.allows(actor, entry)


def check_may_enter(actor: Actor, unit: Organisation) -> None:
    """Pass silently, or say no.

    Raises:
        NotAllowed: the actor does not enter figures here.
    """
    if not may_enter(actor, unit):
        permissions.ENTER_DATA.check(actor, DataEntry(school=unit))


def check_day(statement: Statement, at: datetime) -> None:
    if statement.dated_on < EARLIEST_DAY:
        raise DayTooEarly(
            _("Tanggal keadaan data paling awal {day}.").format(
                day=written_date(EARLIEST_DAY, (get_language() or "id")[:2])
            )
        )
    if statement.dated_on > localdate(at):
        raise DayAhead(_("Tanggal keadaan data belum tiba."))


def changes(values: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
    """Those values that differ from what is known; unknown stays unknown."""
    return {key: value for key, value in values.items() if value != known.get(key, "")}


def entries_of(
    school_id: int,
    values: Mapping[str, str],
    statement: Statement,
    *,
    actor: Actor,
    at: datetime,
) -> list[DataEntry]:
    return [
        DataEntry(
            school_id=school_id,
            field=key,
            value=value,
            source=statement.source,
            dated_on=statement.dated_on,
            entered_at=at,
            entered_by_id=actor.user_id,
        )
        for key, value in values.items()
    ]


def read_figures(
    version: InstrumentVersion, given: Mapping[str, object], known: Mapping[str, str]
) -> Reading:
    """Read and check figures against the version's fields, beside what is known."""
    fields = {each.key: each for each in DataField.objects.filter(version=version)}
    return read_with(fields, rule_book(version), given, known)


def read_with(
    fields: Mapping[str, DataField],
    book: RuleBook | None,
    given: Mapping[str, object],
    known: Mapping[str, str],
) -> Reading:
    """As `read_figures`, with the fields at hand. No query."""
    values: dict[str, str] = {}
    faults: dict[str, str] = {}
    for key, figure in given.items():
        field = fields.get(key)
        if field is None:
            faults[key] = _("Isian {key} tidak dikenal.").format(key=key)
            continue
        try:
            yes_no = field.kind == FieldKind.YES_NO
            values[key] = plain_figure(figure, yes_no=yes_no)
        except NotAFigure:
            faults[key] = _("{label}: “{given}” bukan angka.").format(
                label=_label(field), given=str(figure)[:40]
            )
    if book is not None:
        for fault in _odd(book, values, known):
            faults.setdefault(fault.field, _said(fault, fields))
    return Reading(values, faults)


def _odd(
    book: RuleBook, values: Mapping[str, str], known: Mapping[str, str]
) -> list[ValueFault]:
    """What the rules find odd among the values given now."""
    merged = {**known, **values}
    numbers = {key: float(value) for key, value in merged.items() if value}
    numbers = {key: number for key, number in numbers.items() if key in book.fields}
    return [fault for fault in book.value_faults(numbers) if fault.field in values]


def _said(fault: ValueFault, fields: Mapping[str, DataField]) -> str:
    other = fields.get(fault.limit)
    words = {
        "not_a_number": _("{label}: bukan angka."),
        "too_small": _("{label}: paling kecil {limit}."),
        "too_big": _("{label}: paling besar {limit}."),
        "not_whole": _("{label}: harus bilangan bulat."),
        "more_than": _("{label}: tidak boleh lebih dari “{limit}”."),
    }
    text = words.get(fault.kind, _("{label}: tidak dikenal."))
    return text.format(
        label=_label(fields[fault.field]),
        limit=_label(other) if other else fault.limit,
    )


def _label(field: DataField) -> str:
    return str(field.label.get("id") or field.key)
