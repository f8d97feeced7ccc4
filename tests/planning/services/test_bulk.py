"""Plans taken over at once stand as if they had been drafted, agreed and approved."""

from __future__ import annotations

import datetime as dt

import pytest
from factories.organisations import SchoolFactory

from sakaguru.core.access import SYSTEM
from sakaguru.core.errors import NotAllowed
from sakaguru.organisations.enums import Role
from sakaguru.planning.enums import Decision, PlanKind, PlanState
from sakaguru.planning.models import Activity, BudgetLine, Plan
from sakaguru.planning.services.bulk import (
    Signed,
    TakenActivity,
    TakenPlan,
    take_over_plans,
)

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 1, 5, 3, tzinfo=dt.UTC)


def taken(school):
    plan = Plan(
        organisation=school,
        kind=PlanKind.RKT,
        title="RKT 2026",
        starts_on=AT.date(),
        ends_on=AT.date() + dt.timedelta(days=300),
        round=1,
        opened_at=AT,
    )
    activity = Activity(
        plan=plan,
        title="Benahi pojok baca",
        starts_on=AT.date(),
        ends_on=AT.date() + dt.timedelta(days=30),
    )
    line = BudgetLine(
        activity=activity,
        description="Buku",
        volume=2,
        unit="paket",
        unit_price_rupiah=500_000,
    )
    parts = TakenActivity(activity, lines=[line])
    signed = [Signed(None, AT, "Ketua komite", "Berita acara 1"), Signed(None, AT)]
    return TakenPlan(plan, [parts], signed=signed, approved_at=AT)


def test_they_are_in_force_with_money_and_agreement():
    school = SchoolFactory().organisation

    take_over_plans(actor=SYSTEM, owner=school, plans=[taken(school)], at=AT)

    plan = Plan.objects.get()
    assert plan.state == PlanState.APPROVED
    assert plan.activities.get().budget_lines.get().total_rupiah == 1_000_000
    steps = plan.signings.values_list("step", "decision")
    assert list(steps) == [("committee", Decision.AGREED), ("head", Decision.AGREED)]


def test_people_do_not_take_plans_over(actor_at):
    school = SchoolFactory().organisation

    with pytest.raises(NotAllowed):
        take_over_plans(
            actor=actor_at(school, Role.HEAD),
            owner=school,
            plans=[taken(school)],
            at=AT,
        )
