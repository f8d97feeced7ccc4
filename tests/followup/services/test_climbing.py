from __future__ import annotations

import datetime as dt

import pytest
from factories.followup import DUE, ActionPointFactory
from factories.organisations import MembershipFactory, line

from sakaguru.followup.enums import PointState, Priority, Rung
from sakaguru.followup.models import Digest, Reminder
from sakaguru.followup.services.climbing import let_points_climb, remind_people
from sakaguru.followup.tasks import climb_and_remind
from sakaguru.organisations.enums import Role, Tier

pytestmark = pytest.mark.django_db


def after(days):
    return DUE + dt.timedelta(days=days)


@pytest.fixture
def place():
    """Units of all tiers; heads at the school and the district, not between."""
    units = line(*list(Tier)[:6])
    for unit in (units[2], units[5]):
        MembershipFactory(organisation=unit, role=Role.HEAD)
    return units


def climbed(day):
    let_points_climb(day=day)
    rows = Digest.objects.filter(day=day).order_by("rung")
    return [(row.organisation, row.rung) for row in rows]


def test_an_overdue_point_climbs_to_the_head_and_then_past_empty_tiers(place):
    ActionPointFactory(owner=place[5])

    assert climbed(after(0)) == []
    assert climbed(after(6)) == []
    assert climbed(after(7)) == [(place[5], Rung.HEAD)]
    assert climbed(after(14)) == [
        (place[5], Rung.HEAD),
        (place[2], Rung.NEXT_TIER),
    ]


def test_an_urgent_point_climbs_sooner_and_a_finished_one_never(place):
    ActionPointFactory(owner=place[5], priority=Priority.HIGH)
    ActionPointFactory(owner=place[5], state=PointState.DONE)

    assert climbed(after(3)) == [(place[5], Rung.HEAD)]
    assert len(Digest.objects.get().points) == 1


def test_a_digest_is_written_once_a_day(place):
    ActionPointFactory(owner=place[5])

    assert let_points_climb(day=after(7)) == 1
    assert let_points_climb(day=after(7)) == 0


def test_a_person_is_written_to_once_a_day_at_most(place, mailoutbox):
    person = MembershipFactory(organisation=place[5], role=Role.TEACHER).user
    for _ in range(3):
        ActionPointFactory(owner=place[5], owner_person=person)

    assert remind_people(day=after(1)) == 1
    assert remind_people(day=after(1)) == 0
    assert remind_people(day=after(2)) == 0

    (mail,) = mailoutbox
    assert mail.to == [person.email]
    assert mail.body.count("TL/33.02/2026/") == 3
    assert Reminder.objects.get().day == after(1)


def test_the_verifier_is_reminded_while_a_check_waits(place, mailoutbox):
    owner = MembershipFactory(organisation=place[5], role=Role.TEACHER).user
    checker = MembershipFactory(organisation=place[3], role=Role.SUPERVISOR).user
    ActionPointFactory(
        owner=place[5],
        owner_person=owner,
        verifier=checker,
        state=PointState.AWAITING_CHECK,
    )

    remind_people(day=after(0))

    assert [mail.to for mail in mailoutbox] == [[checker.email]]


def test_heads_are_told_on_mondays_what_climbed(place, mailoutbox):
    ActionPointFactory(owner=place[5])
    monday = after(10)
    assert monday.weekday() == 0

    remind_people(day=monday)

    assert len(mailoutbox) == 1
    assert "Terlambat di unit Anda" in mailoutbox[0].body


def test_each_morning_digests_are_written_and_people_reminded(place, mailoutbox):
    person = MembershipFactory(organisation=place[5], role=Role.TEACHER).user
    long_ago = dt.date(2020, 1, 1)
    points = [
        ActionPointFactory(
            owner=place[5],
            owner_person=person,
            due_on=long_ago + dt.timedelta(days=days),
        )
        for days in range(25)
    ]

    climb_and_remind(0)

    digest = Digest.objects.get(organisation=place[2])
    assert len(digest.points) == len(points)
    assert f"{digest.organisation_id} " in str(digest)
    written = Reminder.objects.get(user=person)
    assert str(written).endswith(f": {len(written.points)}")
    assert any("TL/33.02/2026/" in mail.body for mail in mailoutbox)
