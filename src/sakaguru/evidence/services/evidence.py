"""Add evidence, say what it proves, check it, renew it, withdraw it."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from sakaguru.core.audit import record
from sakaguru.core.errors import DomainError
from sakaguru.evidence import permissions
from sakaguru.evidence.adapters.intake import FileRefused, take
from sakaguru.evidence.enums import CheckState
from sakaguru.evidence.logic.names import safe_name
from sakaguru.evidence.models import Evidence, Proof
from sakaguru.evidence.services.uploads import use_up

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from django.core.files.uploadedfile import UploadedFile

    from sakaguru.core.access import Actor
    from sakaguru.organisations.models import Organisation

SHORTEST_REASON = 10


class ValidityTurnedAround(DomainError):
    code = "validity_turned_around"
    status = 422


class OwnEvidence(DomainError):
    code = "own_evidence"


class EvidenceNotInUse(DomainError):
    code = "evidence_not_in_use"


class EvidenceReasonMissing(DomainError):
    code = "reason_missing"
    status = 422


class Proven(NamedTuple):
    """What a file proves, told by the capability that holds it."""

    source: str
    key: str
    label: str
    address: str = ""


class Particulars(NamedTuple):
    """What a person says about a file; ``valid_until`` is the first day it ends."""

    title: str
    valid_from: date
    valid_until: date | None = None


@transaction.atomic
def add_evidence(
    *,
    actor: Actor,
    organisation: Organisation,
    file: UploadedFile[bytes],
    particulars: Particulars,
    at: datetime,
    proves: Sequence[Proven] = (),
) -> Evidence:
    """Keep a file of a unit, cleaned; it waits to be checked by somebody else.

    Raises:
        NotAllowed: the actor may not add evidence for this unit.
        FileRefused: the file is none that we take.
        ValidityTurnedAround: it would end before it begins.
    """
    evidence = Evidence(organisation=organisation)
    _check_may_add(actor, evidence)
    _fill(evidence, actor, file, particulars, at)
    _prove(evidence, proves, actor, at)
    _trace(actor, "evidence.added", evidence, at)
    return evidence


@transaction.atomic
def renew_evidence(
    *,
    actor: Actor,
    evidence: Evidence,
    file: UploadedFile[bytes],
    particulars: Particulars,
    at: datetime,
) -> Evidence:
    """Replace a file by a newer one, which proves the same things.

    Raises:
        NotAllowed: the actor may not add evidence for this unit.
        EvidenceNotInUse: it was withdrawn or replaced before.
        FileRefused, ValidityTurnedAround: as for a new one.
    """
    evidence = _locked(evidence, partial(_check_may_add, actor))
    renewed = Evidence(organisation=evidence.organisation, renews=evidence)
    _fill(renewed, actor, file, particulars, at)
    same = [
        Proven(p.source, p.source_key, p.label, p.address)
        for p in evidence.proofs.all()
    ]
    _prove(renewed, same, actor, at)
    _trace(actor, "evidence.renewed", renewed, at, renews=evidence.pk)
    return renewed


@transaction.atomic
def link_evidence(
    *, actor: Actor, evidence: Evidence, proves: Proven, at: datetime
) -> Proof:
    """Say that a file proves one more thing; saying it twice changes nothing.

    Raises:
        NotAllowed: the actor may not add evidence for this unit.
        EvidenceNotInUse: it was withdrawn or replaced.
    """
    evidence = _locked(evidence, partial(_check_may_add, actor))
    (proof,) = _prove(evidence, [proves], actor, at)
    _trace(actor, "evidence.linked", evidence, at, label=proves.label)
    return proof


@transaction.atomic
def accept_evidence(*, actor: Actor, evidence: Evidence, at: datetime) -> Evidence:
    """A second person has looked and found it right.

    Raises:
        NotAllowed: the actor may not check this unit's evidence.
        OwnEvidence: nobody checks what they brought themselves.
        EvidenceNotInUse: it was withdrawn or replaced.
    """
    return _checked(actor, evidence, CheckState.ACCEPTED, "", at)


@transaction.atomic
def return_evidence(
    *, actor: Actor, evidence: Evidence, reason: str, at: datetime
) -> Evidence:
    """A second person has looked, and says what is missing.

    Raises:
        NotAllowed: the actor may not check this unit's evidence.
        OwnEvidence: nobody checks what they brought themselves.
        EvidenceNotInUse: it was withdrawn or replaced.
        EvidenceReasonMissing: no reason was given.
    """
    _check_reason(reason)
    return _checked(actor, evidence, CheckState.RETURNED, reason.strip(), at)


@transaction.atomic
def withdraw_evidence(
    *, actor: Actor, evidence: Evidence, reason: str, at: datetime
) -> Evidence:
    """Take a file out of use: it proves nothing any longer, but stays on record.

    Raises:
        NotAllowed: the actor may not withdraw this unit's evidence.
        EvidenceNotInUse: it was withdrawn or replaced before.
        EvidenceReasonMissing: no reason was given.
    """
    evidence = _locked(evidence, partial(permissions.WITHDRAW_EVIDENCE.check, actor))
    _check_reason(reason)
    evidence.withdrawn_at, evidence.withdrawn_why = at, reason.strip()
    evidence.save(update_fields=["withdrawn_at", "withdrawn_why"])
    _trace(actor, "evidence.withdrawn", evidence, at)
    return evidence


def _locked(evidence: Evidence, check: Callable[[Evidence], None]) -> Evidence:
    """The row, locked; the right is asked before anything of its state is told."""
    rows = Evidence.objects.select_for_update(of=("self",))
    row = rows.select_related("organisation").get(pk=evidence.pk)
    check(row)
    if not Evidence.objects.in_use().filter(pk=row.pk).exists():
        raise EvidenceNotInUse(_("Bukti ini sudah ditarik atau diperbarui."))
    return row


def _check_may_add(actor: Actor, evidence: Evidence) -> None:
    if not permissions.ADD_IN_BULK.allows(actor, evidence):
        permissions.ADD_EVIDENCE.check(actor, evidence)


def _check_reason(reason: str) -> None:
    if len(reason.strip()) < SHORTEST_REASON:
        raise EvidenceReasonMissing(_("Tuliskan alasannya dalam satu kalimat."))


def _fill(
    evidence: Evidence,
    actor: Actor,
    file: UploadedFile[bytes],
    particulars: Particulars,
    at: datetime,
) -> None:
    """Clean the file, keep it under a name of ours, and save the row."""
    first, last = particulars.valid_from, particulars.valid_until
    if last is not None and last <= first:
        raise ValidityTurnedAround(_("Akhir masa berlaku harus sesudah awalnya."))
    taken = take(file)
    if not use_up(file, actor):
        raise FileRefused(_("Berkas ini sudah disimpan sebelumnya."))
    evidence.title = particulars.title.strip()[:160]
    evidence.valid_from, evidence.valid_until = first, last
    evidence.kind, evidence.content_type = taken.kind, taken.content_type
    evidence.size_bytes = len(taken.content)
    evidence.digest = hashlib.sha256(taken.content).hexdigest()
    evidence.file_name = safe_name(file.name or "", taken.ending)
    evidence.uploaded_at, evidence.uploaded_by_id = at, actor.user_id
    evidence.file.save(f"x.{taken.ending}", ContentFile(taken.content), save=False)
    try:
        evidence.save()
    except Exception:
        evidence.file.delete(save=False)
        raise


def _prove(
    evidence: Evidence, proves: Sequence[Proven], actor: Actor, at: datetime
) -> list[Proof]:
    return [
        Proof.objects.get_or_create(
            evidence=evidence,
            source=one.source,
            source_key=one.key,
            defaults={
                "label": one.label[:200],
                "address": one.address[:200],
                "linked_at": at,
                "linked_by_id": actor.user_id,
            },
        )[0]
        for one in proves
    ]


def _checked(
    actor: Actor, evidence: Evidence, state: CheckState, note: str, at: datetime
) -> Evidence:
    evidence = _locked(evidence, partial(permissions.CHECK_EVIDENCE.check, actor))
    if actor.user_id == evidence.uploaded_by_id:
        raise OwnEvidence(_("Bukti sendiri diperiksa oleh orang lain."))
    evidence.check_state, evidence.check_note = state, note
    evidence.checked_at, evidence.checked_by_id = at, actor.user_id
    evidence.save(
        update_fields=["check_state", "check_note", "checked_at", "checked_by"]
    )
    acts = {
        CheckState.ACCEPTED: "evidence.accepted",
        CheckState.RETURNED: "evidence.returned",
    }
    _trace(actor, acts[state], evidence, at)
    return evidence


def _trace(
    actor: Actor, action: str, evidence: Evidence, at: datetime, **detail: Any
) -> None:
    record(
        actor=actor,
        action=action,
        subject=evidence,
        at=at,
        path=evidence.organisation.path,
        detail=detail,
    )
