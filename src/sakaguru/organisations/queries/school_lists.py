"""Uploaded lists of schools, as their pages show them."""

from __future__ import annotations

from json import loads
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection

from sakaguru.organisations.logic.school_rows import Fault
from sakaguru.organisations.models import SchoolImport

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from sakaguru.organisations.models import Organisation
    from sakaguru.organisations.services.schools import ImportReport

SHOWN = 200
"""Changes of each kind on a page, and faults on each of their pages."""
RECENT = 10
SOME_FAULTS = """
SELECT fault FROM organisations_schoolimport,
jsonb_path_query(faults, '$[$from to $to]', %s::jsonb) fault WHERE id = %s
"""


class Told(NamedTuple):
    """What a list does, or did: rows as the template shows them."""

    created_count: int
    changed_count: int
    unchanged: int
    created: Sequence[Sequence[Any]]
    changed: Sequence[Sequence[Any]]
    faults: Sequence[Fault] | KeptFaults


class KeptFaults:
    """The faults of a large list, a page at a time out of the database."""

    def __init__(self, import_id: int, length: int) -> None:
        self.import_id, self.length = import_id, length

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, part: slice) -> list[Fault]:
        """One query; none where there is nothing."""
        if not self.length:
            return []
        ends = f'{{"from": {part.start or 0}, "to": {(part.stop or self.length) - 1}}}'
        with connection.cursor() as cursor:
            cursor.execute(SOME_FAULTS, [ends, self.import_id])
            return [Fault(*loads(fault)) for (fault,) in cursor]


def lists_of(unit: Organisation) -> QuerySet[SchoolImport]:
    """Lists uploaded for a unit, newest first, without what is large in them."""
    rows = SchoolImport.objects.filter(owner=unit).select_related("owner")
    return rows.defer("content", "rows", "faults")


def recent_lists(unit: Organisation) -> QuerySet[SchoolImport]:
    """The last few of them. One query."""
    return lists_of(unit).defer("content", "rows", "faults", "report")[:RECENT]


def told_of_kept(kept: SchoolImport) -> Told | None:
    """What a large list would do, or did; None where nothing was found out yet."""
    report = kept.report
    if report is None:
        return None
    return Told(
        report["created_count"],
        report["changed_count"],
        report["unchanged"],
        report["created"],
        report["changed"],
        KeptFaults(kept.pk, report["refused_count"]),
    )


def told_at_once(report: ImportReport) -> Told:
    return Told(
        report.created_count,
        report.changed_count,
        report.unchanged,
        report.created[:SHOWN],
        report.changed[:SHOWN],
        report.refused,
    )
