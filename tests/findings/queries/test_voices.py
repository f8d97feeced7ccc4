from __future__ import annotations

import pytest
from factories.findings import FindingFactory, derived
from factories.scoring import scored

from sakaguru.findings.models import Finding
from sakaguru.findings.queries.voices import voices_of
from sakaguru.organisations.enums import Tier

pytestmark = pytest.mark.django_db


def test_the_groups_speak_beside_the_causes():
    world = scored(3)
    derived(world.run)
    finding = Finding.objects.filter(
        organisation__tier=Tier.SCHOOL, node__kind="subindicator"
    ).first()

    voices = voices_of(finding)

    assert voices.questions
    roles = {figure.role for figure in voices.node.roles}
    assert {voices.lowest, voices.highest} <= roles
    assert voices.apart >= 0


def test_what_a_person_recorded_has_no_voices():
    assert voices_of(FindingFactory()) is None


def test_a_region_has_no_voices():
    world = scored(3)
    derived(world.run)
    finding = Finding.objects.filter(organisation__tier__lt=Tier.SCHOOL).first()

    assert finding is None or voices_of(finding) is None
