"""Causes and answers taken over at once settle the ends of their findings."""

from __future__ import annotations

import pytest
from factories.findings import FOUND_AT, FindingFactory

from sakaguru.core.access import SYSTEM
from sakaguru.core.errors import NotAllowed
from sakaguru.findings.enums import CauseKind
from sakaguru.findings.models import Cause, FindingAction
from sakaguru.findings.services.bulk import settle_in_bulk
from sakaguru.organisations.enums import Role

pytestmark = pytest.mark.django_db


def rows(finding):
    words = {"id": "Rak belum ada.", "en": "There is no shelf."}
    cause = Cause(finding=finding, kind=CauseKind.OWN, text=words, added_at=FOUND_AT)
    action = FindingAction(
        finding=finding,
        source="planning",
        source_key="1",
        label="Beli rak",
        has_owner=True,
        noted_at=FOUND_AT,
    )
    return {"causes": [cause], "actions": [action]}


def test_a_finding_is_no_loose_end_any_longer():
    finding, other = FindingFactory(), FindingFactory()

    touched = settle_in_bulk(
        actor=SYSTEM, owner=finding.organisation, at=FOUND_AT, **rows(finding)
    )

    finding.refresh_from_db()
    other.refresh_from_db()
    assert touched == 1
    assert finding.has_owner
    assert finding.has_cause
    assert finding.has_action
    assert not other.has_cause


def test_nobody_settles_for_another_unit(actor_at):
    finding, other = FindingFactory(), FindingFactory()
    stranger = actor_at(other.organisation, Role.HEAD)

    with pytest.raises(NotAllowed):
        settle_in_bulk(
            actor=stranger, owner=finding.organisation, at=FOUND_AT, **rows(finding)
        )
