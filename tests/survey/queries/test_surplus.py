"""More answers than people are told to the school and those who follow it."""

import pytest

from sakaguru.organisations.enums import Role
from sakaguru.survey.enums import ROLES
from sakaguru.survey.queries.surplus import surplus

pytestmark = pytest.mark.django_db


def counted(school, people, received):
    place = ROLES.index("SS")
    school.people = [None] * len(ROLES)
    school.received = [0] * len(ROLES)
    school.people[place], school.received[place] = people, received
    school.save(update_fields=["people", "received"])


@pytest.mark.parametrize(
    ("people", "received", "told"), [(30, 31, 1), (30, 30, 0), (None, 90, 0)]
)
def test_only_more_sets_than_known_people_are_told(school, people, received, told):
    counted(school, people, received)
    assert len(surplus(school)) == told


def test_the_schools_page_asks_about_it(school, client_as):
    counted(school, 30, 58)

    page = client_as(school.school, Role.HEAD).get(school.get_absolute_url())

    assert "Murid: 58 kiriman, padahal orangnya 30" in page.content.decode()
