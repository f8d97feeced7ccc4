"""Take over causes and answers of many findings at once, as set-up does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef

from sakaguru.core.audit import record
from sakaguru.findings import permissions
from sakaguru.findings.models import Cause, Finding, FindingAction

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sakaguru.core.access import Actor
    from sakaguru.organisations.models import Organisation

AT_ONCE = 1_000


@transaction.atomic
def settle_in_bulk(
    *,
    actor: Actor,
    owner: Organisation,
    causes: Sequence[Cause],
    actions: Sequence[FindingAction],
    at: datetime,
) -> int:
    """Write causes and what answers findings of units at or below ``owner``.

    The rows are unsaved. Gives the number of findings that were touched.

    Raises:
        NotAllowed: only set-up takes over in bulk.
    """
    permissions.RECORD_FINDING.check(actor, Finding(organisation=owner))
    Cause.objects.bulk_create(causes, batch_size=AT_ONCE)
    FindingAction.objects.bulk_create(
        actions, batch_size=AT_ONCE, ignore_conflicts=True
    )
    touched = {row.finding_id for row in causes}
    touched |= {row.finding_id for row in actions}
    answers = FindingAction.objects.filter(finding=OuterRef("pk"))
    rows = Finding.objects.filter(pk__in=touched)
    rows.update(
        has_cause=Exists(Cause.objects.filter(finding=OuterRef("pk"))),
        has_action=Exists(answers),
        has_owner=Exists(answers.filter(has_owner=True)),
    )
    record(
        actor=actor,
        action="findings.settled",
        subject=owner,
        at=at,
        path=owner.path,
        detail={"findings": len(touched)},
    )
    return len(touched)
