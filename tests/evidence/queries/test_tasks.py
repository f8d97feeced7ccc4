from __future__ import annotations

import datetime as dt

import pytest
from factories.evidence import ADDED_AT, EvidenceFactory
from factories.organisations import line

from sakaguru.core.access import SYSTEM
from sakaguru.core.waiting import Bucket
from sakaguru.evidence.enums import CheckState
from sakaguru.evidence.queries.tasks import waiting
from sakaguru.organisations.enums import Role, Tier

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 14)


def test_what_waits_among_the_evidence(actor_at, django_assert_num_queries):
    school = line(*list(Tier)[:6])[5]
    teacher, head = actor_at(school, Role.TEACHER), actor_at(school, Role.HEAD)
    mine = {"organisation": school, "uploaded_by_id": teacher.user_id}
    checked = {"checked_at": ADDED_AT, "checked_by_id": head.user_id}
    EvidenceFactory(**mine)
    EvidenceFactory(**mine, **checked, check_state=CheckState.RETURNED)
    EvidenceFactory(
        **mine,
        **checked,
        check_state=CheckState.ACCEPTED,
        valid_until=DAY + dt.timedelta(days=3),
    )

    with django_assert_num_queries(1):
        told = waiting(teacher, DAY)

    assert [(row.verb, row.bucket) for row in told] == [
        ("Perbaiki", Bucket.RETURNED),
        ("Perbarui", Bucket.THIS_WEEK),
    ]
    assert [row.bucket for row in waiting(head, DAY)] == [Bucket.TO_VERIFY]
    assert waiting(SYSTEM, DAY) == []
