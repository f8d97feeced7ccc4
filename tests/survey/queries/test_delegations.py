"""Filled in for somebody else: visible for offices, counted for people."""

from uuid import uuid4

import pytest
from factories.survey import DAY

from sakaguru.organisations.enums import Role
from sakaguru.survey.enums import Flag
from sakaguru.survey.models import Submission
from sakaguru.survey.queries.delegations import delegations

pytestmark = pytest.mark.django_db


def hand_in(school, role, flags=0, **fields):
    return Submission.objects.create(
        id=uuid4(),
        campaign=school.campaign,
        assignment=school,
        role=role,
        body=b"\x01",
        digest="0" * 64,
        consent="2026-1",
        flags=flags,
        received_on=DAY,
        **fields,
    )


def test_an_office_says_by_whom_for_whom_and_people_are_counted(school):
    hand_in(school, "KS", Flag.FILLED_BY_OTHER, filled_for="operator, untuk kepala")
    for flags in (Flag.FILLED_BY_OTHER | Flag.TOO_FAST, Flag.TOO_FAST, 0, 0, 0):
        hand_in(school, "GS", flags)

    teachers, head = delegations(school)

    assert (head.role, head.said) == ("KS", "operator, untuk kepala")
    assert (teachers.role, teachers.sets, teachers.received) == ("GS", 1, 5)


def test_few_people_are_not_counted(school):
    for _ in range(4):
        hand_in(school, "MT", Flag.FILLED_BY_OTHER)

    assert delegations(school) == []


def test_the_schools_page_tells_it_to_its_head(school, client_as):
    hand_in(school, "KS", Flag.FILLED_BY_OTHER, filled_for="operator, untuk kepala")

    page = client_as(school.school, Role.HEAD).get(school.get_absolute_url())

    assert "operator, untuk kepala" in page.content.decode()
