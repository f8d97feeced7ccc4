from __future__ import annotations

import datetime as dt

import pytest
from factories.followup import DUE, ActionPointFactory
from factories.organisations import line

from sakaguru.accounts.models import User
from sakaguru.core.access import SYSTEM
from sakaguru.core.waiting import Bucket
from sakaguru.followup.enums import PointState
from sakaguru.followup.queries.tasks import waiting
from sakaguru.organisations.enums import Role, Tier

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return line(*list(Tier)[:6])


def person(actor):
    return User.objects.get(pk=actor.user_id)


def test_what_waits_is_told_in_buckets(place, actor_at, django_assert_num_queries):
    school = place[5]
    teacher = actor_at(school, Role.TEACHER)
    checker = actor_at(place[3], Role.SUPERVISOR)
    named = {"owner": school, "owner_person": person(teacher)}
    ActionPointFactory(**named, due_on=DUE - dt.timedelta(days=9))
    ActionPointFactory(**named)
    ActionPointFactory(**named, due_on=DUE + dt.timedelta(days=60))
    ActionPointFactory(**named, is_returned=True, state=PointState.IN_PROGRESS)
    ActionPointFactory(
        **named, verifier=person(checker), state=PointState.AWAITING_CHECK
    )
    ActionPointFactory(**named, state=PointState.DONE)
    day = DUE - dt.timedelta(days=3)

    with django_assert_num_queries(1):
        rows = list(waiting(teacher, day))

    assert [row.bucket for row in rows] == [
        Bucket.LATE,
        Bucket.THIS_WEEK,
        Bucket.RETURNED,
        Bucket.WITH_OTHERS,
        Bucket.LATER,
    ]
    assert rows[0].unit == school.name
    assert [row.bucket for row in waiting(checker, day)] == [Bucket.TO_VERIFY]


def test_a_leader_sees_what_has_nobody_and_others_do_not(place, actor_at):
    point = ActionPointFactory(owner=place[5], due_on=DUE + dt.timedelta(days=60))

    (row,) = waiting(actor_at(place[5], Role.HEAD), DUE)

    assert row.verb == "Beri penanggung jawab:"
    assert row.url == point.get_absolute_url()
    assert not waiting(actor_at(place[5], Role.TEACHER), DUE)
    assert not waiting(actor_at(place[2], Role.HEAD), DUE)
    assert not waiting(SYSTEM, DUE)
