from __future__ import annotations

import pytest
from factories.findings import FindingFactory, derived
from factories.scoring import scored

from sakaguru.findings.models import Finding
from sakaguru.findings.queries.voices import voices_of
from sakaguru.organisations.enums import Tier
from sakaguru.survey.models import Submission

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


def told(world):
    """The questions of all findings of a school that show their answers."""
    rows = Finding.objects.filter(
        organisation=world.schools[0], node__kind="subindicator"
    )
    voices = [voices_of(row) for row in rows]
    return [q for v in voices for q in v.questions if q.share is not None]


def test_questions_show_their_answers_only_where_enough_people_answered():
    world = scored(1, seed=3)
    derived(world.run)

    before = told(world)
    sets = Submission.objects.filter(campaign=world.campaign, role="GS")
    sets.filter(pk__in=list(sets.values_list("pk", flat=True)[:3])).delete()
    after = told(world)

    assert {question.item.role for question in before} == {"GS", "SS", "MT"}
    assert all(0 <= question.share <= 1 for question in before)
    assert {question.item.role for question in after} == {"SS", "MT"}


def test_what_a_person_recorded_has_no_voices():
    assert voices_of(FindingFactory()) is None


def test_a_region_has_no_voices():
    world = scored(3)
    derived(world.run)
    finding = Finding.objects.filter(organisation__tier__lt=Tier.SCHOOL).first()

    assert finding is None or voices_of(finding) is None
