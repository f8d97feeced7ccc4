"""Settle on why a gap is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from sakaguru.core.audit import record
from sakaguru.core.errors import DomainError
from sakaguru.findings import permissions
from sakaguru.findings.enums import CauseKind
from sakaguru.findings.models import Cause
from sakaguru.findings.queries.remedies import branch_of
from sakaguru.findings.services.ends import refresh_ends
from sakaguru.findings.services.findings import FindingClosed, locked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sakaguru.core.access import Actor
    from sakaguru.findings.models import Finding

MOST_WHYS = 5
SHORTEST_CAUSE = 10


class CauseUnknown(DomainError):
    code = "cause_unknown"
    status = 422


class CauseMissing(DomainError):
    code = "cause_missing"
    status = 422


@transaction.atomic
def choose_cause(
    *, actor: Actor, finding: Finding, tree_key: str, at: datetime
) -> Cause:
    """Take a cause from the tree of the finding's node; twice is once.

    Raises:
        NotAllowed: the actor may not explain this unit's findings.
        FindingClosed: it is decided or resolved.
        CauseUnknown: the tree of this node has no such cause.
    """
    finding = _open(actor, finding)
    known = {cause.key: cause.text for cause in branch_of(finding.node).causes}
    if tree_key not in known:
        raise CauseUnknown(_("Sebab ini tidak ada pada pohon sebab butir ini."))
    cause, is_new = Cause.objects.get_or_create(
        finding=finding,
        tree_key=tree_key,
        defaults={
            "kind": CauseKind.FROM_TREE,
            "text": known[tree_key],
            "added_at": at,
            "added_by_id": actor.user_id,
        },
    )
    if is_new:
        _trace(actor, "finding.cause_added", cause, at)
    return cause


@transaction.atomic
def add_own_cause(
    *, actor: Actor, finding: Finding, whys: Sequence[str], at: datetime
) -> Cause:
    """Add a cause in one's own words, by asking "why?" up to five times.

    The last answer is the cause; the ones before lead to it.

    Raises:
        NotAllowed: the actor may not explain this unit's findings.
        FindingClosed: it is decided or resolved.
        CauseMissing: nothing was written.
    """
    finding = _open(actor, finding)
    answers = [why.strip() for why in whys if why.strip()][:MOST_WHYS]
    if not answers or len(answers[-1]) < SHORTEST_CAUSE:
        raise CauseMissing(_("Tuliskan sebabnya dalam satu kalimat."))
    cause = Cause.objects.create(
        finding=finding,
        kind=CauseKind.OWN,
        text={"id": answers[-1], "en": answers[-1]},
        whys=answers,
        added_at=at,
        added_by_id=actor.user_id,
    )
    _trace(actor, "finding.cause_added", cause, at)
    return cause


@transaction.atomic
def remove_cause(*, actor: Actor, cause: Cause, at: datetime) -> None:
    """Take a cause back; the trail remembers it.

    Raises:
        NotAllowed: the actor may not explain this unit's findings.
        FindingClosed: it is decided or resolved.
    """
    cause.finding = _open(actor, cause.finding)
    words = cause.text.get("id", "")
    record(
        actor=actor,
        action="finding.cause_removed",
        subject=cause.finding,
        at=at,
        path=cause.finding.organisation.path,
        detail={"cause": words},
    )
    cause.delete()
    refresh_ends(finding_id=cause.finding_id)


def _open(actor: Actor, finding: Finding) -> Finding:
    finding = locked(finding)
    permissions.EXPLAIN_FINDING.check(actor, finding)
    if not finding.is_open:
        raise FindingClosed(_("Temuan ini sudah ditutup atau diputuskan."))
    return finding


def _trace(actor: Actor, action: str, cause: Cause, at: datetime) -> None:
    record(
        actor=actor,
        action=action,
        subject=cause.finding,
        at=at,
        path=cause.finding.organisation.path,
        detail={"cause": cause.text.get("id", "")},
    )
    refresh_ends(finding_id=cause.finding_id)
