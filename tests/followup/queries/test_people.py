"""A name on a point counts while its bearer serves where they were named for."""

from __future__ import annotations

import datetime as dt

import pytest
from factories.followup import ActionPointFactory
from factories.organisations import FOUNDED, MembershipFactory, line

from sakaguru.followup.models import ActionPoint
from sakaguru.followup.queries.people import still_named
from sakaguru.organisations.enums import Role
from sakaguru.organisations.models import Grant

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 14)


@pytest.fixture
def units():
    return line(1, 2, 3, 4, 5, 6)


def named(user, day=DAY):
    rows = still_named(user.pk, day, unit="owner", owner="owner_person")
    return list(ActionPoint.objects.filter(rows))


@pytest.mark.parametrize(
    ("place", "role", "as_owner", "as_verifier"),
    [
        (-1, Role.TEACHER, True, True),
        (-2, Role.FACILITATOR, False, True),
        (2, Role.HEAD, False, True),
        (2, Role.OPERATOR, False, True),
    ],
)
def test_a_name_counts_in_the_unit_and_for_checking_above_it(
    units, place, role, as_owner, as_verifier
):
    user = MembershipFactory(organisation=units[place], role=role).user
    owned = ActionPointFactory(owner=units[-1], owner_person=user)
    checked = ActionPointFactory(owner=units[-1], verifier=user)

    assert (owned in named(user), checked in named(user)) == (as_owner, as_verifier)


def test_who_was_granted_oversight_is_named_from_elsewhere(units):
    guide = MembershipFactory(role=Role.SUPERVISOR)
    point = ActionPointFactory(owner=units[-1], verifier=guide.user)
    assert named(guide.user) == []
    Grant.objects.create(membership=guide, organisation=units[-2], valid_from=FOUNDED)

    assert named(guide.user) == [point]


def test_a_name_counts_no_more_once_one_has_left(units):
    was = MembershipFactory(organisation=units[-1], role=Role.HEAD, valid_until=DAY)
    point = ActionPointFactory(owner=units[-1], verifier=was.user)

    assert named(was.user, DAY - dt.timedelta(1)) == [point]
    assert named(was.user) == []
