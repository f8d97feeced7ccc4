"""The background's work on large lists of schools: rehearse, then run.

Nothing but the list's own state and progress is seen before the end of the run, which
is one transaction. A worker that is cut off leaves the state of the work it was at and
no lock; then it can be asked for again.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sakaguru.core.access import SYSTEM, Actor
from sakaguru.core.alone import SCHOOL_LISTS, working_alone
from sakaguru.core.audit import record
from sakaguru.core.errors import DomainError, NotAllowed
from sakaguru.organisations import permissions
from sakaguru.organisations.adapters.school_list import school_rows
from sakaguru.organisations.adapters.telling import progress_told
from sakaguru.organisations.enums import ListState
from sakaguru.organisations.models import SchoolImport
from sakaguru.organisations.queries.memberships import still_acting
from sakaguru.organisations.services.schools import import_schools

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sakaguru.organisations.services.schools import ImportReport

SHOWN = 200
"""Changes of each kind that are kept to be looked at; faults are kept all."""


class ListWentAwayError(RuntimeError):
    """The list was deleted, or is in another state, though we hold its lock: a bug."""


def check_list(*, import_id: int, clock: Callable[[], datetime]) -> None:
    """Rehearse a large list that waits for it, and keep what would happen.

    Nothing is to be done where it was done, or another worker does it just now.
    """
    with working_alone(SCHOOL_LISTS, import_id) as is_ours:
        steps = (ListState.WAITING, ListState.READING)
        kept = _begin(import_id, *steps) if is_ours else None
        if kept is None:
            return
        try:
            report = _taken(kept, clock, rehearse=True)
        except DomainError as refusal:
            _refuse(kept, refusal, clock())
        else:
            _end(kept, ListState.CHECKED, report)


def run_list(*, import_id: int, clock: Callable[[], datetime]) -> None:
    """Take over a large list whose run was asked for: all of it or nothing.

    The right of who asked is looked at now, and again after every part. Nothing is to
    be done where it was done, or another worker does it just now.
    """
    with working_alone(SCHOOL_LISTS, import_id) as is_ours:
        steps = (ListState.QUEUED, ListState.RUNNING)
        kept = _begin(import_id, *steps) if is_ours else None
        if kept is None:
            return
        try:
            with transaction.atomic():
                report = _taken(kept, clock, rehearse=False)
                _end(kept, ListState.DONE, report, done_at=clock())
        except DomainError as refusal:
            _refuse(kept, refusal, clock())


@transaction.atomic
def _begin(import_id: int, waits: ListState, works: ListState) -> SchoolImport | None:
    rows = SchoolImport.objects.select_for_update(of=("self",)).select_related("owner")
    kept = rows.defer("faults").filter(pk=import_id, state__in=[waits, works]).first()
    if kept is not None:
        kept.state, kept.rows_done = works, 0
        kept.save(update_fields=["state", "rows_done"])
    return kept


def _taken(
    kept: SchoolImport, clock: Callable[[], datetime], *, rehearse: bool
) -> ImportReport:
    """Read the list and go through its rows, as who asked for it."""
    at = clock()
    actor = _allowed(kept, at)
    header, rows = school_rows(io.BytesIO(bytes(kept.content or b"")))
    with progress_told(kept.pk) as tell:

        def told(done: int) -> None:
            tell(done)
            _allowed(kept, clock())

        return import_schools(
            actor=actor,
            owner=kept.owner,
            header=header,
            rows=rows,
            on=timezone.localdate(at),
            at=at,
            rehearse=rehearse,
            shown=SHOWN,
            told=told,
        )


def _allowed(kept: SchoolImport, at: datetime) -> Actor:
    """Who asked for it, with the rights of this moment.

    Raises:
        NotAllowed: a right that was there when it was asked for was withdrawn.
    """
    actor = still_acting(kept.acting_id, day=timezone.localdate(at))
    if not permissions.CHANGE_TREE.allows(actor, kept.owner):
        raise NotAllowed(
            _("Hak orang yang memintanya sudah dicabut. Tidak ada yang diubah.")
        )
    return actor


def _end(
    kept: SchoolImport, state: ListState, report: ImportReport, **more: Any
) -> None:
    mine = SchoolImport.objects.filter(pk=kept.pk, state=kept.state)
    changed = mine.update(
        state=state,
        report={
            "created": report.created,
            "changed": report.changed,
            "created_count": report.created_count,
            "changed_count": report.changed_count,
            "unchanged": report.unchanged,
            "refused_count": len(report.refused),
        },
        faults=report.refused,
        rows_done=report.rows,
        row_count=report.rows,
        **more,
    )
    if not changed:
        raise ListWentAwayError(kept.pk)


@transaction.atomic
def _refuse(kept: SchoolImport, refusal: DomainError, at: datetime) -> None:
    SchoolImport.objects.filter(pk=kept.pk).update(
        state=ListState.REFUSED, failure=str(refusal)[:300]
    )
    record(
        actor=SYSTEM,
        action="schools.import_refused",
        subject=kept.owner,
        at=at,
        detail={"code": refusal.code},
    )
