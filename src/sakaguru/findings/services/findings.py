"""Record findings by hand, decide on them, order them, give them an owner."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from sakaguru.core.audit import record
from sakaguru.core.errors import DomainError
from sakaguru.findings import permissions
from sakaguru.findings.enums import SOURCE, FindingKind, FindingState, Origin
from sakaguru.findings.models import Finding, Sign
from sakaguru.findings.services.ends import refresh_ends
from sakaguru.findings.signals import finding_recorded
from sakaguru.followup.models import ActionPoint
from sakaguru.followup.permissions import OPEN_POINT
from sakaguru.followup.services.points import Promise, Subject, open_point

if TYPE_CHECKING:
    from datetime import datetime

    from sakaguru.accounts.models import User
    from sakaguru.core.access import Actor
    from sakaguru.organisations.models import Organisation
    from sakaguru.standards.models import Node

SHORTEST_REASON = 10


class FindingClosed(DomainError):
    code = "finding_closed"


class FindingReasonMissing(DomainError):
    code = "reason_missing"
    status = 422


class OnlyGapsAreTreated(DomainError):
    code = "only_gaps_are_treated"


class NotRecordedByHand(DomainError):
    code = "not_recorded_by_hand"


class Observation(NamedTuple):
    """What a person saw: on which node, how heavy, in which words, and by what."""

    node: Node
    kind: str
    severity: int
    text: str
    origin: str = Origin.BY_HAND
    address: str = ""


@transaction.atomic
def record_finding(
    *, actor: Actor, organisation: Organisation, observation: Observation, at: datetime
) -> Finding:
    """Note what was seen; where a finding is open already, as one more sign of it.

    Raises:
        NotAllowed: the actor may not record findings for this unit.
        FindingReasonMissing: it is not said what was seen.
    """
    permissions.RECORD_FINDING.check(actor, Finding(organisation=organisation))
    text = observation.text.strip()
    if len(text) < SHORTEST_REASON:
        raise FindingReasonMissing(_("Tuliskan yang terlihat dalam satu kalimat."))
    rows = Finding.objects.select_for_update(of=("self",))
    finding, is_new = rows.get_or_create(
        organisation=organisation,
        node=observation.node,
        kind=observation.kind,
        state=FindingState.OPEN,
        defaults={
            "severity": observation.severity,
            "text": text,
            "is_shared": True,
            "found_at": at,
            "found_by_id": actor.user_id,
        },
    )
    if not is_new:
        finding.severity = max(finding.severity, observation.severity)
        finding.is_shared = True
        finding.save(update_fields=["severity", "is_shared"])
    _sign(finding, actor, observation, text, at)
    _trace(actor, "finding.recorded", finding, at)
    finding_recorded.send(sender=Finding, finding_id=finding.pk)
    return finding


@transaction.atomic
def decide_not_to_act(
    *, actor: Actor, finding: Finding, reason: str, at: datetime
) -> Finding:
    """Leave a finding as it is, by a decision that everybody can read.

    When a later measurement shows the gap again, it is found anew.

    Raises:
        NotAllowed: only the leaders of the very unit decide.
        FindingClosed: it is decided or resolved.
        FindingReasonMissing: no reason was given.
    """
    finding = locked(finding)
    permissions.DECIDE_FINDING.check(actor, finding)
    return _close(actor, finding, FindingState.NOT_ACTED, reason, at)


@transaction.atomic
def withdraw_finding(
    *, actor: Actor, finding: Finding, reason: str, at: datetime
) -> Finding:
    """Close what people recorded by hand; what was measured, only a measurement closes.

    Raises:
        NotAllowed: the actor may not record findings for this unit.
        NotRecordedByHand: a run shows it.
        FindingClosed: it is decided or resolved.
        FindingReasonMissing: no reason was given.
    """
    finding = locked(finding)
    permissions.RECORD_FINDING.check(actor, finding)
    if finding.last_run_id is not None:
        message = _("Temuan dari skor hanya ditutup oleh pengukuran berikutnya.")
        raise NotRecordedByHand(message)
    return _close(actor, finding, FindingState.WITHDRAWN, reason, at)


@transaction.atomic
def reopen_finding(
    *, actor: Actor, finding: Finding, reason: str, at: datetime
) -> Finding:
    """Take back a decision not to act.

    Raises:
        NotAllowed: only the leaders of the very unit decide.
        FindingClosed: a newer finding on this node is open, or this one is resolved.
        FindingReasonMissing: no reason was given.
    """
    finding = locked(finding)
    permissions.DECIDE_FINDING.check(actor, finding)
    _check_reason(reason)
    newer = Finding.objects.filter(
        organisation=finding.organisation_id,
        node=finding.node_id,
        kind=finding.kind,
        state=FindingState.OPEN,
    )
    if finding.state != FindingState.NOT_ACTED or newer.exists():
        raise FindingClosed(_("Temuan ini tidak dapat dibuka kembali."))
    finding.state, finding.closed_at = FindingState.OPEN, None
    finding.closed_by, finding.closed_why = None, ""
    finding.save(update_fields=["state", "closed_at", "closed_by", "closed_why"])
    _trace(actor, "finding.reopened", finding, at, reason=reason.strip())
    return finding


@transaction.atomic
def place_finding(
    *, actor: Actor, finding: Finding, place: int | None, reason: str, at: datetime
) -> Finding:
    """Put a finding at a place of the unit's order (from 1), or back where it ranks.

    Raises:
        NotAllowed: only the leaders of the very unit order.
        FindingClosed: it is decided or resolved.
        FindingReasonMissing: no reason was given.
    """
    finding = locked(finding)
    permissions.DECIDE_FINDING.check(actor, finding)
    _check_open(finding)
    _check_reason(reason)
    finding.place, finding.place_reason = place, reason.strip()[:500]
    finding.save(update_fields=["place", "place_reason"])
    _trace(actor, "finding.placed", finding, at, place=place, reason=reason.strip())
    return finding


@transaction.atomic
def give_owner(
    *,
    actor: Actor,
    finding: Finding,
    promise: Promise,
    at: datetime,
    person: User | None = None,
    verifier: User | None = None,
) -> ActionPoint:
    """Put the finding on the register of its unit, with somebody who takes it up.

    Raises:
        NotAllowed: the actor may not open points for this unit.
        OnlyGapsAreTreated: a strength needs no repair.
        FindingClosed: it is decided or resolved.
        DueDayPassed, PersonNotThere, OwnVerifier: as for any point.
    """
    finding = locked(finding)
    OPEN_POINT.check(actor, ActionPoint(owner=finding.organisation))
    _check_open(finding)
    if finding.kind != FindingKind.GAP:
        raise OnlyGapsAreTreated(_("Hanya celah yang perlu ditindaklanjuti."))
    point = open_point(
        actor=actor,
        owner=finding.organisation,
        promise=promise,
        subject=subject_of(finding),
        person=person,
        verifier=verifier,
        at=at,
    )
    refresh_ends(finding_id=finding.pk)
    _trace(actor, "finding.given_owner", finding, at, point=point.number)
    return point


def subject_of(finding: Finding) -> Subject:
    """How a finding is named in the register and on evidence."""
    label = f"{finding.node.code} {finding.node.title.get('id', '')}"
    return Subject(SOURCE, str(finding.pk), label, finding.get_absolute_url())


def locked(finding: Finding) -> Finding:
    rows = Finding.objects.select_for_update(of=("self",))
    return rows.select_related("organisation", "node").get(pk=finding.pk)


def _check_open(finding: Finding) -> None:
    if not finding.is_open:
        raise FindingClosed(_("Temuan ini sudah ditutup atau diputuskan."))


def _check_reason(reason: str) -> None:
    if len(reason.strip()) < SHORTEST_REASON:
        raise FindingReasonMissing(_("Tuliskan alasannya dalam satu kalimat."))


def _close(
    actor: Actor, finding: Finding, state: FindingState, reason: str, at: datetime
) -> Finding:
    _check_open(finding)
    _check_reason(reason)
    finding.state, finding.closed_at = state, at
    finding.closed_by_id, finding.closed_why = actor.user_id, reason.strip()
    finding.save(update_fields=["state", "closed_at", "closed_by", "closed_why"])
    action = "finding.not_acted"
    if state == FindingState.WITHDRAWN:
        action = "finding.withdrawn"
    _trace(actor, action, finding, at, reason=reason.strip())
    return finding


def _sign(
    finding: Finding, actor: Actor, observation: Observation, text: str, at: datetime
) -> None:
    Sign.objects.create(
        finding=finding,
        origin=observation.origin,
        severity=observation.severity,
        sentence={"id": text, "en": text},
        address=observation.address,
        is_shared=True,
        seen_at=at,
        seen_by_id=actor.user_id,
    )


def _trace(
    actor: Actor, action: str, finding: Finding, at: datetime, **detail: object
) -> None:
    record(
        actor=actor,
        action=action,
        subject=finding,
        at=at,
        path=finding.organisation.path,
        detail=detail,
    )
