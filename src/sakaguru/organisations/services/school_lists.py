"""Keep an uploaded list of schools between its rehearsal and its run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from sakaguru.core.errors import DomainError
from sakaguru.organisations import permissions
from sakaguru.organisations.models import SchoolImport
from sakaguru.organisations.services.schools import import_schools

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from sakaguru.core.access import Actor
    from sakaguru.organisations.models import Organisation
    from sakaguru.organisations.services.schools import ImportReport


class ListAlreadyTaken(DomainError):
    code = "list_already_taken"


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
