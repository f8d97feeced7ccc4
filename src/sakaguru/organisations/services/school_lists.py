"""Keep an uploaded list of schools, rehearse it, run it: at once or in the background.

What a page does here is short; the work on large lists is in ``large_lists``.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sakaguru.core.alone import SCHOOL_LISTS, is_worked_on
from sakaguru.core.audit import record
from sakaguru.core.errors import DomainError
from sakaguru.core.queue import later
from sakaguru.organisations import permissions
from sakaguru.organisations.enums import ListState
from sakaguru.organisations.models import SchoolImport
from sakaguru.organisations.services.schools import import_schools

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from sakaguru.core.access import Actor
    from sakaguru.organisations.models import Organisation
    from sakaguru.organisations.services.schools import ImportReport

WAITS_AT_MOST = timedelta(minutes=5)
"""After that, who waits for a worker may ask again; a second asking does no harm."""
LARGE = ("content", "rows", "faults")


class ListAlreadyTaken(DomainError):
    code = "list_already_taken"


class ListUnderWay(DomainError):
    code = "list_under_way"


class ListNotReady(DomainError):
    code = "list_not_ready"


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
    """Keep a small list, as read, until it is run.

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
def keep_large_list(
    *,
    actor: Actor,
    owner: Organisation,
    filename: str,
    content: bytes,
    at: datetime,
) -> SchoolImport:
    """Keep a large list as it came, and queue its rehearsal.

    Raises:
        NotAllowed: the actor may not change the tree below ``owner``.
    """
    permissions.CHANGE_TREE.check(actor, owner)
    kept = SchoolImport(
        owner=owner,
        filename=filename[:200],
        header=[],
        rows=[],
        content=content,
        uploaded_by_id=actor.user_id,
        uploaded_at=at,
    )
    _queue(actor, kept, ListState.WAITING, at)
    return kept


@transaction.atomic
def run_kept_list(
    *, actor: Actor, kept: SchoolImport, on: date, at: datetime
) -> ImportReport:
    """Take over a small list that was rehearsed, once.

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
def ask_run(*, actor: Actor, kept: SchoolImport, at: datetime) -> None:
    """Queue the run of a large list that was rehearsed, once.

    It goes on as this actor, and stops where the actor's right is withdrawn meanwhile.

    Raises:
        NotAllowed: the actor may not change the tree below its owner.
        ListAlreadyTaken: it was run.
        ListUnderWay: it waits for its run, or is being run.
        ListNotReady: there is nothing to run.
    """
    kept = _locked(actor, kept)
    if kept.is_asked or kept.is_under_way:
        raise ListUnderWay(_("Daftar ini sedang dikerjakan. Tunggu sampai selesai."))
    if kept.state != ListState.CHECKED or not kept.takes:
        raise ListNotReady(_("Tidak ada yang dapat dijalankan dari daftar ini."))
    _queue(actor, kept, ListState.QUEUED, at)


@transaction.atomic
def ask_again(*, actor: Actor, kept: SchoolImport, at: datetime) -> None:
    """Queue once more what was cut off, or has waited long; nothing was half done.

    Raises:
        NotAllowed: the actor may not change the tree below its owner.
        ListAlreadyTaken: it was run.
        ListUnderWay: a worker is at it, or it has not waited long.
        ListNotReady: nobody has asked for anything.
    """
    kept = _locked(actor, kept)
    if not kept.is_asked and not kept.is_under_way:
        raise ListNotReady(_("Tidak ada pekerjaan yang terhenti pada daftar ini."))
    if not has_stopped(kept, at=at):
        raise ListUnderWay(_("Daftar ini sedang dikerjakan. Tunggu sampai selesai."))
    checks = kept.state in {ListState.WAITING, ListState.READING}
    _queue(actor, kept, ListState.WAITING if checks else ListState.QUEUED, at)


def has_stopped(kept: SchoolImport, *, at: datetime) -> bool:
    """Whether its worker was cut off, or none came. At most two queries.

    The state is asked anew after the lock: a worker that came to its end in between
    was not cut off.
    """
    if kept.is_asked:
        return kept.asked_at is not None and kept.asked_at < at - WAITS_AT_MOST
    if not kept.is_under_way or is_worked_on(SCHOOL_LISTS, kept.pk):
        return False
    return SchoolImport.objects.filter(pk=kept.pk, state=kept.state).exists()


def _locked(actor: Actor, kept: SchoolImport) -> SchoolImport:
    rows = SchoolImport.objects.select_for_update(of=("self",)).defer(*LARGE)
    kept = rows.select_related("owner").get(pk=kept.pk)
    permissions.CHANGE_TREE.check(actor, kept.owner)
    if kept.done_at is not None:
        raise ListAlreadyTaken(_("Daftar ini sudah dijalankan."))
    return kept


def _queue(actor: Actor, kept: SchoolImport, state: ListState, at: datetime) -> None:
    kept.state, kept.asked_at, kept.acting_id = state, at, actor.membership_id
    kept.rows_done, kept.failure = 0, ""
    kept.save()
    told: dict[str, Any] = {"import_id": kept.pk, "language": get_language() or "id"}
    if state == ListState.WAITING:
        once = f"organisations.check_list.{kept.pk}"
        later("organisations.tasks.check_list", once=once, **told)
    else:
        once = f"organisations.run_list.{kept.pk}"
        later("organisations.tasks.run_list", once=once, **told)
        record(
            actor=actor,
            action="schools.import_asked",
            subject=kept.owner,
            at=at,
            detail={"rows": kept.row_count},
        )
