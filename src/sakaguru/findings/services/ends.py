"""Keep on each finding whether it has an owner, a cause and an action."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from sakaguru.findings.enums import SOURCE
from sakaguru.findings.models import Finding, FindingAction
from sakaguru.followup.enums import PointState
from sakaguru.followup.models import ActionPoint

if TYPE_CHECKING:
    from datetime import datetime


@transaction.atomic
def refresh_ends(*, finding_id: int) -> None:
    """Look anew at the points, causes and actions of one finding."""
    rows = Finding.objects.select_for_update(of=("self",))
    finding = rows.filter(pk=finding_id).first()
    if finding is None:
        return
    points = ActionPoint.objects.about(SOURCE, str(finding_id))
    points = points.exclude(state=PointState.DROPPED)
    actions = list(finding.actions.values_list("has_owner", flat=True))
    finding.has_owner = any(actions) or points.exclude(owner_person=None).exists()
    finding.has_action = bool(actions) or points.exists()
    finding.has_cause = finding.causes.exists()
    finding.save(update_fields=["has_owner", "has_cause", "has_action"])


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
