"""Who may compute, publish and read."""

from __future__ import annotations

import pytest
from factories.organisations import line

from sakaguru.core.access import Actor
from sakaguru.organisations.enums import Role
from sakaguru.organisations.models import Organisation
from sakaguru.scoring import permissions
from sakaguru.scoring.queries.cards import card_audience, summary_audience
from sakaguru.scoring.queries.maps import may_see_map, sees_below

pytestmark = pytest.mark.django_db


def at(unit, role):
    return Actor(user_id=1, path=unit.path, roles=frozenset({role}))


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(
    "rule",
    [
        permissions.VIEW_OWN_CARD_FIRST,
        permissions.VIEW_CARD,
        permissions.VIEW_SUMMARY,
        permissions.VIEW_REGION,
        permissions.VIEW_REGION_ABOVE,
    ],
    ids=lambda rule: str(rule.name),
)
def test_a_rule_gives_the_same_answer_for_one_unit_and_for_a_list(rule, role):
    units = line(1, 2, 3, 6)
    actor = at(units[2], role)

    one_by_one = {unit for unit in units if rule.allows(actor, unit)}

    assert one_by_one == set(rule.filter(actor, Organisation.objects.all()))


@pytest.mark.parametrize(
    ("role", "card", "summary"),
    [
        (Role.HEAD, 1, 1),
        (Role.QUALITY_TEAM, 1, 1),
        (Role.TEACHER, 2, 2),
        (Role.COMMITTEE, None, 3),
        (Role.MANAGER, None, None),
    ],
)
def test_people_of_a_school_wait_for_their_publication(role, card, summary):
    school = line(1, 2, 3, 6)[-1]

    assert card_audience(at(school, role), school) == card
    assert summary_audience(at(school, role), school) == summary


def test_an_office_sees_below_and_a_school_only_sums_above():
    nation, province, district, school = line(1, 2, 3, 6)

    assert sees_below(at(district, Role.HEAD), district)
    assert may_see_map(at(school, Role.HEAD), district)
    assert not sees_below(at(school, Role.HEAD), district)
    assert not may_see_map(at(nation, Role.HEAD), school), "a school has a card"
    assert may_see_map(at(district, Role.HEAD), province)
