"""Keep on each finding whether it has an owner, a cause and an action."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import BooleanField, Exists, ExpressionWrapper, Q

from sakaguru.findings.enums import SOURCE
from sakaguru.findings.models import Cause, Finding, FindingAction
from sakaguru.followup.enums import PointState
from sakaguru.followup.models import ActionPoint

if TYPE_CHECKING:
    from datetime import datetime


@transaction.atomic
def refresh_ends(*, finding_id: int) -> None:
    """Look anew at the points, causes and actions of one finding. Two queries.

    Help that the unit asked for is no answer of its own.
    The row is locked first, so that whoever waited sees what the other wrote.
    """
    rows = Finding.objects.filter(pk=finding_id)
    if not rows.select_for_update().values_list("pk", flat=True):
        return
    points = ActionPoint.objects.about(SOURCE, str(finding_id))
    points = points.exclude(state=PointState.DROPPED).filter(asker=None)
    actions = FindingAction.objects.filter(finding=finding_id)
    owned = Exists(actions.filter(has_owner=True))
    rows.update(
        has_owner=_either(owned, Exists(points.exclude(owner_person=None))),
        has_action=_either(Exists(actions), Exists(points)),
        has_cause=Exists(Cause.objects.filter(finding=finding_id)),
    )


def _either(one: Exists, other: Exists) -> ExpressionWrapper[Q]:
    return ExpressionWrapper(Q(one) | Q(other), output_field=BooleanField())


@transaction.atomic
def note_action(
    *,
    finding: Finding,
    source: str,
    key: str,
    label: str,
    address: str,
    has_owner: bool,
    at: datetime,
) -> None:
    """Tell that a capability above answers a finding; the same key is told once.

    Asked by services of planning, which check who may.
    """
    FindingAction.objects.update_or_create(
        finding=finding,
        source=source,
        source_key=key,
        defaults={"label": label[:200], "address": address, "has_owner": has_owner},
        create_defaults={
            "label": label[:200],
            "address": address,
            "has_owner": has_owner,
            "noted_at": at,
        },
    )
    refresh_ends(finding_id=finding.pk)


@transaction.atomic
def forget_action(*, finding: Finding, source: str, key: str) -> None:
    """Tell that what answered a finding is no longer planned."""
    finding.actions.filter(source=source, source_key=key).delete()
    refresh_ends(finding_id=finding.pk)
