import datetime as dt

import pytest
from factories.organisations import SchoolFactory

from sakaguru.core.waiting import Bucket
from sakaguru.organisations.enums import Role
from sakaguru.organisations.models import Invitation
from sakaguru.organisations.queries.tasks import waiting

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 10)
AT = dt.datetime(2026, 11, 10, 3, 0, tzinfo=dt.UTC)


def test_a_school_without_headcounts_is_asked_for_them(actor_at):
    known, unknown = SchoolFactory(), SchoolFactory(teachers=None)

    asked = waiting(actor_at(unknown.organisation, Role.HEAD), DAY)

    assert [task.verb for task in asked] == ["Lengkapi"]
    assert waiting(actor_at(known.organisation, Role.HEAD), DAY) == []
    assert waiting(actor_at(unknown.organisation, Role.TEACHER), DAY) == []


def test_own_invitations_that_wait_are_with_others(actor_at):
    unit = SchoolFactory().organisation
    for days in (3, -3):
        Invitation.objects.create(
            email="baru@contoh.invalid",
            name="Orang Baru",
            organisation=unit,
            role=Role.TEACHER,
            token_digest=str(days),
            invited_at=AT - dt.timedelta(14),
            expires_at=AT + dt.timedelta(days),
        )

    tasks = waiting(actor_at(unit, Role.MANAGER), DAY)

    assert [(task.object, task.bucket) for task in tasks] == [
        ("jawaban undangan Orang Baru", Bucket.WITH_OTHERS)
    ]
    assert waiting(actor_at(unit, Role.VIEWER), DAY) == []
