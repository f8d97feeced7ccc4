from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from factories.planning import ActivityFactory, PlanFactory

from sakaguru.organisations.enums import Role
from sakaguru.planning.enums import ActivityState, PlanState
from sakaguru.planning.models import ActivityStep

pytestmark = pytest.mark.django_db


def days(number):
    return timezone.localdate() + dt.timedelta(days=number)


@pytest.fixture
def plan():
    return PlanFactory(starts_on=days(-60), ends_on=days(200))


def in_force(plan):
    plan.state, plan.approved_at = PlanState.APPROVED, dt.datetime.now(dt.UTC)
    plan.save()


def activity_of(plan, **more):
    made = ActivityFactory(
        plan=plan,
        starts_on=days(-40),
        ends_on=days(20),
        state=ActivityState.RUNNING,
        **more,
    )
    for title, first, last in (
        ("Menyusun", -40, -20),
        ("Melatih", -19, 1),
        ("Menilai", 2, 20),
    ):
        ActivityStep.objects.create(
            activity=made, title=title, starts_on=days(first), ends_on=days(last)
        )
    return made


@pytest.mark.function("H8")
def test_a_late_step_is_told_with_what_it_moves(plan, client_as):
    activity = activity_of(plan)
    in_force(plan)
    client = client_as(plan.organisation, Role.HEAD)

    body = client.get(activity.get_absolute_url()).content.decode()

    assert "terlambat 20 hari" in body
    assert "menunggu “Menyusun”: mundur ke" in body
    assert "menunggu “Melatih”: mundur ke" in body
    assert "perkiraan selesai" in body
    assert "gantt-ahead" in body


def test_plan_and_calendar_tell_when_it_may_end(plan, client_as):
    activity_of(plan)
    in_force(plan)
    client = client_as(plan.organisation, Role.HEAD)

    page = client.get(plan.get_absolute_url()).content.decode()
    calendar = client.get(f"/rencana/jadwal/{plan.pk}/").content.decode()

    assert "ada langkah yang terlambat" in page
    assert "perkiraan selesai" in page
    assert "perkiraan selesai" in calendar
    assert "gantt-ahead" in calendar


def test_a_draft_and_what_is_over_are_never_late(plan, client_as):
    done = activity_of(plan)
    done.state, done.done_on = ActivityState.VERIFIED, days(-1)
    done.save()
    in_force(plan)
    draft = activity_of(PlanFactory(starts_on=days(-60), ends_on=days(200)))

    for one in (done, draft):
        client = client_as(one.plan.organisation, Role.HEAD)
        body = client.get(one.get_absolute_url()).content.decode()
        assert "mundur ke" not in body
        assert "gantt-ahead" not in body


@pytest.mark.parametrize(("count", "told"), [(12, False), (13, True)])
def test_a_long_calendar_shows_the_late_ones_and_folds_the_others(
    count, told, plan, client_as
):
    for number in range(count):
        in_time = {"starts_on": days(-1), "ends_on": days(30)}
        ActivityFactory(plan=plan, title=f"Kegiatan {number}", **in_time)
    late = ActivityFactory(
        plan=plan, title="Yang lama", starts_on=days(-40), ends_on=days(-9)
    )
    if not told:
        late.delete()
    in_force(plan)
    client = client_as(plan.organisation, Role.HEAD)

    body = client.get(f"/rencana/jadwal/{plan.pk}/").content.decode()

    assert ("Semua kegiatan" in body) is told
    if told:
        first = body.partition("Semua kegiatan")[0]
        assert "Yang lama" in first
        assert body.count("Yang lama") > first.count("Yang lama")
