from __future__ import annotations

import datetime as dt

import pytest
from factories.findings import FindingFactory
from factories.organisations import line

from sakaguru.core.access import NOBODY
from sakaguru.core.waiting import Bucket
from sakaguru.findings.queries.tasks import waiting
from sakaguru.organisations.enums import Role, Tier

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 14)


def test_leaders_are_told_of_the_loose_ends_of_their_very_unit(actor_at):
    place = line(*list(Tier)[:6])
    for _ in range(2):
        FindingFactory(organisation=place[5])
    FindingFactory(
        organisation=place[5], has_owner=True, has_cause=True, has_action=True
    )

    (row,) = waiting(actor_at(place[5], Role.HEAD), DAY)

    assert row.bucket is Bucket.LATER
    assert row.object.startswith("2 celah")
    assert waiting(actor_at(place[2], Role.HEAD), DAY) == []
    assert waiting(actor_at(place[5], Role.TEACHER), DAY) == []
    assert waiting(NOBODY, DAY) == []
