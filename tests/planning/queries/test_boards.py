from __future__ import annotations

import datetime as dt

import pytest
from factories.findings import FindingFactory, national_standards
from factories.organisations import OrganisationFactory, line
from factories.planning import OPENED_AT, ActivityFactory, PlanFactory

from sakaguru.organisations.enums import Tier
from sakaguru.planning.enums import PlanState
from sakaguru.planning.queries.boards import plan_board, school_steps

pytestmark = pytest.mark.django_db
DAY, NODE = dt.date(2026, 11, 21), "1.1.1"


def with_plan(parent, *states):
    school = OrganisationFactory(tier=Tier.SCHOOL, parent=parent)
    for state in states:
        approved_at = OPENED_AT if state == PlanState.APPROVED else None
        PlanFactory(organisation=school, state=state, approved_at=approved_at)
    return school


@pytest.mark.function("G2")
def test_each_school_of_a_cluster_shows_its_step(django_assert_num_queries):
    cluster = line(*list(Tier)[:5])[-1]
    done = with_plan(cluster, PlanState.APPROVED, PlanState.SUBMITTED)
    asked = with_plan(cluster, PlanState.SUBMITTED, PlanState.DRAFT)
    silent = with_plan(cluster, PlanState.DRAFT)

    with django_assert_num_queries(4):
        rows = {row.unit: row for row in plan_board(cluster, DAY)}

    assert (rows[done].approved, rows[done].submitted) == (1, 0)
    assert (rows[asked].approved, rows[asked].submitted) == (0, 1)
    assert rows[silent].silent == 1
    assert all(row.is_school for row in rows.values())


def test_a_district_counts_the_schools_of_each_unit_below():
    units = line(*list(Tier)[:5])
    for states in ([PlanState.APPROVED], [PlanState.SUBMITTED], []):
        with_plan(units[4], *states)

    (row,) = plan_board(units[2], DAY)

    assert row.unit == units[3]
    assert (row.schools, row.approved, row.submitted, row.silent) == (3, 1, 1, 1)


def test_plans_of_years_gone_by_do_not_count():
    cluster = line(*list(Tier)[:5])[-1]
    with_plan(cluster, PlanState.APPROVED)

    (row,) = plan_board(cluster, dt.date(2028, 1, 1))

    assert (row.approved, row.silent) == (0, 1)


@pytest.mark.function("G2")
@pytest.mark.parametrize("count", [1, 3])
def test_a_cluster_sees_how_far_each_school_is(count, django_assert_num_queries):
    cluster = line(*list(Tier)[:5])[-1]
    node = national_standards().nodes.get(code=NODE)
    for _number in range(count):
        school = OrganisationFactory(tier=Tier.SCHOOL, parent=cluster)
        plan = PlanFactory(organisation=school)
        for ends in (dt.date(2026, 11, 1), dt.date(2027, 3, 1)):
            ActivityFactory(plan=plan, starts_on=dt.date(2026, 10, 1), ends_on=ends)
        plan.state, plan.approved_at = PlanState.APPROVED, OPENED_AT
        plan.save()
        FindingFactory(organisation=school, node=node, has_owner=True)
    rows = plan_board(cluster, DAY)

    with django_assert_num_queries(4):
        steps = school_steps(rows, DAY)

    assert len(steps) == count
    for step in steps:
        assert (step.gaps, step.loose) == (1, 1)
        assert (step.activities, step.finished, step.late) == (2, 0, 1)
        assert step.answering is None
