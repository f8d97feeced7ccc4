from __future__ import annotations

import datetime as dt

import pytest
from factories.planning import (
    OPENED_AT,
    ActivityFactory,
    PlanFactory,
    approved,
)

from sakaguru.core.access import NOBODY
from sakaguru.core.waiting import Bucket
from sakaguru.organisations.enums import Role
from sakaguru.planning.enums import PlanState
from sakaguru.planning.models import Activity, Signing
from sakaguru.planning.queries.tasks import waiting
from sakaguru.planning.services.approval import decide_step, submit_plan

pytestmark = pytest.mark.django_db
DAY = dt.date(2027, 1, 12)
AT = OPENED_AT


def lines(actor, day=DAY):
    return [(line.verb, line.bucket) for line in waiting(actor, day)]


def test_a_submitted_plan_waits_for_one_after_the_other(world):
    assert lines(world.committee) == []
    submit_plan(actor=world.head, plan=world.plan, at=AT)
    decides = [("Putuskan", Bucket.TO_VERIFY)]

    assert lines(world.committee) == decides
    assert lines(world.head) == [("Tunggu keputusan tentang", Bucket.WITH_OTHERS)]
    assert lines(world.supervisor) == []
    decide_step(actor=world.committee, plan=world.plan, is_agreed=True, at=AT)
    assert lines(world.committee) == []
    assert lines(world.head) == decides
    decide_step(actor=world.head, plan=world.plan, is_agreed=True, at=AT)
    assert lines(world.head) == [("Tunggu keputusan tentang", Bucket.WITH_OTHERS)]
    assert lines(world.supervisor) == lines(world.office) == decides
    decide_step(
        actor=world.office,
        plan=world.plan,
        is_agreed=False,
        remark="Lengkapi dana bukunya.",
        at=AT,
    )
    assert lines(world.head) == [("Perbaiki", Bucket.RETURNED)]
    assert lines(world.office) == []


def test_own_activities_wait_to_be_begun_from_their_first_day(world):
    Activity.objects.update(owner=world.teacher.user_id)
    approved(world)

    assert lines(world.teacher, dt.date(2027, 1, 10)) == []
    assert lines(world.teacher) == [("Mulai", Bucket.LATER)]
    assert lines(world.teacher, dt.date(2027, 4, 1)) == [("Mulai", Bucket.LATE)]
    assert waiting(NOBODY, DAY) == []


@pytest.mark.parametrize("count", [1, 3])
def test_what_waits_costs_the_same_queries(
    count, world, actor_at, django_assert_num_queries
):
    for _ in range(count):
        plan = PlanFactory(organisation=world.school)
        ActivityFactory(plan=plan, owner_id=world.office.user_id)
        type(plan).objects.filter(pk=plan.pk).update(state=PlanState.SUBMITTED, round=1)
        Signing.objects.create(
            plan=plan,
            round=1,
            position=1,
            step="office",
            act="approve",
            title={"id": "Pengesahan", "en": "Approval"},
            roles=[Role.HEAD],
            tiers=[3],
        )

    with django_assert_num_queries(5):
        found = waiting(world.office, DAY)

    assert len(found) == count
