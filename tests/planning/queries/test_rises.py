"""Rises that something that was done explains."""

from __future__ import annotations

import datetime as dt

import pytest
from factories.findings import national_standards
from factories.organisations import SchoolFactory
from factories.planning import OPENED_AT, ActivityFactory, PlanFactory

from sakaguru.planning.enums import PlanState
from sakaguru.planning.queries.rises import explained_rises

pytestmark = pytest.mark.django_db
SINCE, UNTIL = dt.date(2026, 11, 1), dt.date(2027, 11, 1)


def done_at_a_school(nodes, code, *, on=UNTIL, state="done", approved=True):
    school = SchoolFactory().organisation
    drafted = PlanFactory(organisation=school)
    ActivityFactory(plan=drafted, node=nodes.get(code=code), state=state, done_on=on)
    if approved:
        drafted.state, drafted.approved_at = PlanState.APPROVED, OPENED_AT
        drafted.save()
    return school.pk


def test_what_was_completed_for_the_standard_between_the_cycles_explains_its_rise(
    django_assert_num_queries,
):
    version = national_standards()
    nodes = version.nodes
    explains = [
        done_at_a_school(nodes, "1"),
        done_at_a_school(nodes, "1.1", state="verified"),
        done_at_a_school(nodes, "1.1.1", on=SINCE + dt.timedelta(days=1)),
    ]
    does_not = [
        done_at_a_school(nodes, "2"),
        done_at_a_school(nodes, "1", on=SINCE),
        done_at_a_school(nodes, "1", on=UNTIL + dt.timedelta(days=1)),
        done_at_a_school(nodes, "1", state="running", on=None),
        done_at_a_school(nodes, "1", approved=False),
        SchoolFactory().organisation.pk,
    ]
    rises = {(school, "1"): {"1"} for school in (*explains, *does_not)}
    known = {"framework_id": version.framework_id, "since": SINCE, "until": UNTIL}

    with django_assert_num_queries(1):
        found = explained_rises(rises, **known)

    assert found == {(school, "1") for school in explains}
    renamed = {(does_not[0], "9"): {"9", "2"}}
    assert explained_rises(renamed, **known) == set(renamed)
    known["framework_id"] += 1
    assert explained_rises(rises, **known) == set()
