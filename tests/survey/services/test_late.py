"""What comes by the pass of a class that was shut long ago: taken, and counted."""

import datetime as dt

import pytest
from factories.parcels import read_set
from factories.survey import AT, DAY, asked_school, opened_campaign

from sakaguru.organisations.enums import Role
from sakaguru.survey.adapters.vault import class_pin, poster_pass
from sakaguru.survey.models import Submission
from sakaguru.survey.queries.doors import LinkUnknown
from sakaguru.survey.services.classes import (
    add_class,
    renew_class,
    reopen_class,
    shut_class,
)
from sakaguru.survey.services.passes import GRACE, _seen
from sakaguru.survey.services.reception import (
    receive_submission,
    receive_submissions,
)

pytestmark = pytest.mark.django_db

LATER = AT + GRACE + dt.timedelta(minutes=1)
LATER_DAY = DAY + GRACE


@pytest.fixture
def school():
    _seen.clear()
    return asked_school(opened_campaign())


@pytest.fixture
def head(school, actor_at):
    return actor_at(school.school, Role.HEAD)


@pytest.fixture
def room(school, head):
    made = add_class(actor=head, assignment=school, label="5A", families=0, at=AT)
    return shut_class(actor=head, room=made, at=AT)


def a_set(room):
    campaign, school = room.assignment.campaign, room.assignment
    key = poster_pass(campaign, school, "SS", class_pin(campaign, school, room))
    return read_set(key, {"SS001": 2})


def late(school):
    school.refresh_from_db()
    return school.late


@pytest.mark.parametrize(("at", "counted"), [(AT + GRACE, 0), (LATER, 1)])
def test_what_waited_on_devices_for_a_week_is_no_cause_for_a_question(
    school, room, at, counted
):
    receive_submission(parcel=a_set(room), day=at.date(), at=at)

    assert Submission.objects.count() == 1
    assert late(school) == counted


def test_late_sets_of_a_batch_are_counted_once_each(school, room):
    parcels = [a_set(room) for _ in range(3)]
    for _ in range(2):  # a device that did not hear its receipts
        told = receive_submissions(parcels=parcels, day=LATER_DAY, at=LATER)
        assert all("number" in each for each in told)

    assert Submission.objects.count() == 3
    assert late(school) == 3


def test_a_class_that_was_opened_again_has_no_late_sets(school, room, head):
    reopen_class(actor=head, room=room, at=AT)

    receive_submission(parcel=a_set(room), day=LATER_DAY, at=LATER)

    assert late(school) == 0


def test_a_class_shut_twice_was_shut_the_first_time(room, head):
    shut_class(actor=head, room=room, at=LATER)
    room.refresh_from_db()

    assert room.shut_at == AT


def test_a_new_pin_ends_what_old_devices_send(school, room, head):
    given = a_set(room)
    renew_class(actor=head, room=room, at=AT)

    with pytest.raises(LinkUnknown):
        receive_submission(parcel=given, day=LATER_DAY, at=LATER)
    assert late(school) == 0
