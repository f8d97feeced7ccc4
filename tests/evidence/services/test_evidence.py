from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from factories.evidence import EvidenceFactory, pdf, photo
from factories.organisations import UserFactory, line

from sakaguru.core.access import SYSTEM
from sakaguru.core.errors import NotAllowed
from sakaguru.core.models import AuditEvent
from sakaguru.evidence.enums import CheckState
from sakaguru.evidence.models import Evidence
from sakaguru.evidence.queries.evidence import evidence_for
from sakaguru.evidence.services.evidence import (
    EvidenceNotInUse,
    EvidenceReasonMissing,
    OwnEvidence,
    Particulars,
    Proven,
    ValidityTurnedAround,
    accept_evidence,
    add_evidence,
    link_evidence,
    renew_evidence,
    return_evidence,
    withdraw_evidence,
)
from sakaguru.organisations.enums import Role, Tier

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 11, 14, 3, 0, tzinfo=dt.UTC)
DAY = dt.date(2026, 11, 14)
WHY = "Fotonya bukan dari sekolah ini."
POINT = Proven("followup", "7", "TL/33.02/2026/7", "/tindak-lanjut/7/")
NODE = Proven("findings", "3", "Celah 1.1.1")


@pytest.fixture
def place():
    return line(*list(Tier)[:6])


def add(actor, unit, **more):
    given = {"file": photo(), "particulars": Particulars("Foto kelas", DAY), "at": AT}
    return add_evidence(actor=actor, organisation=unit, **{**given, **more})


def test_one_file_proves_several_things(place, actor_at):
    teacher = actor_at(place[5], Role.TEACHER)

    evidence = add(teacher, place[5], proves=[POINT, NODE])
    link_evidence(actor=teacher, evidence=evidence, proves=POINT, at=AT)

    assert evidence.proofs.count() == 2
    assert evidence_for("followup", ["7", "8"]) == {"7": [evidence], "8": []}
    assert evidence.file.name.startswith(f"evidence/{place[5].pk}/")
    assert "kelas" not in evidence.file.name
    assert AuditEvent.objects.filter(action="evidence.added").exists()


def test_a_unit_adds_its_own_evidence_and_nobody_elses(place, actor_at):
    with pytest.raises(NotAllowed):
        add(actor_at(place[2], Role.HEAD), place[5])
    with pytest.raises(NotAllowed):
        add(actor_at(place[5], Role.COMMITTEE), place[5])
    assert add(SYSTEM, place[5]).pk


def test_validity_does_not_turn_around(place, actor_at):
    with pytest.raises(ValidityTurnedAround):
        add(
            actor_at(place[5], Role.TEACHER),
            place[5],
            particulars=Particulars("Surat", DAY, DAY),
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        EvidenceFactory(organisation=place[5], valid_until=dt.date(2020, 1, 1))


def test_a_second_person_checks(place, actor_at):
    head = actor_at(place[5], Role.HEAD)
    evidence = add(head, place[5])

    with pytest.raises(OwnEvidence):
        accept_evidence(actor=head, evidence=evidence, at=AT)
    with pytest.raises(NotAllowed):
        accept_evidence(
            actor=actor_at(place[5], Role.TEACHER), evidence=evidence, at=AT
        )
    supervisor = actor_at(place[3], Role.SUPERVISOR)
    with pytest.raises(EvidenceReasonMissing):
        return_evidence(actor=supervisor, evidence=evidence, reason=" ", at=AT)
    returned = return_evidence(actor=supervisor, evidence=evidence, reason=WHY, at=AT)
    assert (returned.check_state, returned.check_note) == (CheckState.RETURNED, WHY)
    accepted = accept_evidence(actor=supervisor, evidence=evidence, at=AT)

    assert accepted.check_state == CheckState.ACCEPTED
    assert accepted.checked_by_id == supervisor.user_id


def test_the_database_refuses_a_check_of_ones_own():
    user = UserFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        EvidenceFactory(
            uploaded_by=user,
            checked_by=user,
            check_state=CheckState.ACCEPTED,
            checked_at=AT,
        )


def test_a_renewal_proves_the_same_and_takes_the_old_out_of_use(place, actor_at):
    teacher = actor_at(place[5], Role.TEACHER)
    old = add(teacher, place[5], proves=[POINT])

    new = renew_evidence(
        actor=teacher,
        evidence=old,
        file=pdf(),
        particulars=Particulars("SK baru", DAY),
        at=AT,
    )

    assert evidence_for("followup", ["7"]) == {"7": [new]}
    assert list(Evidence.objects.valid_on(DAY)) == [new]
    with pytest.raises(EvidenceNotInUse):
        renew_evidence(
            actor=teacher,
            evidence=old,
            file=pdf(),
            particulars=Particulars("SK lagi", DAY),
            at=AT,
        )


def test_withdrawn_evidence_proves_nothing_but_stays(place, actor_at):
    evidence = add(actor_at(place[5], Role.TEACHER), place[5], proves=[POINT])

    with pytest.raises(NotAllowed):
        withdraw_evidence(
            actor=actor_at(place[2], Role.HEAD), evidence=evidence, reason=WHY, at=AT
        )
    withdraw_evidence(
        actor=actor_at(place[5], Role.HEAD), evidence=evidence, reason=WHY, at=AT
    )

    assert evidence_for("followup", ["7"]) == {"7": []}
    assert Evidence.objects.filter(pk=evidence.pk).exists()


def files_at(unit):
    """Files of earlier runs may lie under the same number."""
    folder = f"evidence/{unit.pk}"
    exists = default_storage.exists(folder)
    return sorted(default_storage.listdir(folder)[1]) if exists else []


def test_no_file_is_left_behind_when_the_row_is_refused(place, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise IntegrityError

    before = files_at(place[5])
    monkeypatch.setattr(Evidence, "save", refuse)
    with pytest.raises(IntegrityError):
        add(SYSTEM, place[5])

    assert files_at(place[5]) == before
