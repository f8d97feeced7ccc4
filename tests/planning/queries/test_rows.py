from __future__ import annotations

import pytest
from factories.planning import (
    OPENED_AT,
    ActivityFactory,
    BudgetLineFactory,
    approved,
)

from sakaguru.core.access import NOBODY
from sakaguru.findings.services.causes import choose_cause
from sakaguru.organisations.enums import Role
from sakaguru.organisations.models import Membership
from sakaguru.planning.enums import FundSource, PlanState
from sakaguru.planning.models import Activity
from sakaguru.planning.queries.money import money_of
from sakaguru.planning.queries.plans import (
    content_of,
    coverage,
    plans_below,
    plans_of,
    target_suggestions,
    visible_activities,
    visible_plans,
)
from sakaguru.planning.queries.proposals import remedy_proposals, usual_costs
from sakaguru.planning.queries.rows import gap_rows, money_used, open_draft
from sakaguru.planning.queries.warnings import warnings_of
from sakaguru.planning.services.approval import submit_plan
from sakaguru.planning.services.doing import Report, report_progress
from sakaguru.planning.services.revision import revise_plan

pytestmark = pytest.mark.django_db
AT = OPENED_AT
DAY = AT.date()
KEY = "SNP_2016:1.1.1:r1"


@pytest.mark.function("H8")
def test_a_row_goes_from_gap_to_money_and_work(world):
    (row,) = gap_rows(world.head, world.school)
    assert (row.finding, row.lacks) == (world.gap, "cause")
    choose_cause(
        actor=world.head, finding=world.gap, tree_key="SNP_2016:1.1.1:c1", at=AT
    )
    BudgetLineFactory(activity=world.activity)
    approved(world)
    report_progress(
        actor=world.head, activity=world.activity, report=Report(40, 200_000), at=AT
    )

    (row,) = gap_rows(world.supervisor, world.school)

    assert row.lacks == ""
    (answer,) = row.answers
    assert (answer.rupiah, answer.percent, answer.spent) == (500_000, 40, 200_000)
    assert answer.sources == ["BOS"]
    assert answer.effect is None
    world.activity.refresh_from_db()
    assert world.activity.cause == row.causes[0]


def test_those_above_see_the_gap_but_not_the_draft_that_answers_it(world):
    (row,) = gap_rows(world.office, world.school)

    assert row.finding == world.gap
    assert row.answers == []


def test_a_revision_in_draft_shows_the_activity_once_as_it_is_in_force(world):
    approved(world)
    reason = "Harga buku naik tahun depan."
    revised = revise_plan(actor=world.head, plan=world.plan, reason=reason, at=AT)

    (row,) = gap_rows(world.head, world.school)

    assert [answer.activity for answer in row.answers] == [world.activity]
    assert open_draft(world.head, world.school) == revised
    assert open_draft(world.office, world.school) is None


def test_the_money_of_a_plan_by_source_with_what_answers_no_gap(world):
    BudgetLineFactory(activity=world.activity, use="books")
    other = ActivityFactory(plan=world.plan)
    BudgetLineFactory(activity=other, source=FundSource.APBD, unit_price_rupiah=150_000)
    world.plan.ceiling_rupiah = 1_500_000

    money = money_of(world.plan, content_of(world.plan))

    assert [(row.source, row.rupiah) for row in money.sources] == [
        ("bos", 500_000),
        ("apbd", 1_500_000),
    ]
    assert money.sources[1].share == 0.75
    assert (money.total, money.left, money.is_over) == (2_000_000, -500_000, True)
    assert money.unanswering == 1_500_000
    assert money.absorbed == 0
    assert money.breaches == []
    assert money_used(world.plan) == 2_000_000


def test_a_plan_without_money_has_no_shares(world):
    money = money_of(world.plan, content_of(world.plan))

    assert (money.sources, money.total, money.left) == ([], 0, None)
    assert money.absorbed is None
    assert not money.is_over


def test_usual_costs_need_three_plans_and_count_a_revised_activity_once(world):
    for price in (10_000, 20_000, 60_000):
        activity = ActivityFactory(kind_key=KEY)
        BudgetLineFactory(activity=activity, unit_price_rupiah=price)
        type(activity.plan).objects.filter(pk=activity.plan_id).update(
            state=PlanState.APPROVED, approved_at=AT
        )
        if price == 10_000:
            assert usual_costs([KEY, ""]) == {}

    (cost,) = usual_costs([KEY]).values()
    proposal = remedy_proposals(world.gap)[0]

    assert (cost.rupiah, cost.plans) == (200_000, 3)
    assert proposal.cost == cost
    assert not proposal.is_planned


def test_heavy_gaps_are_covered_by_activities(world):
    found = coverage(world.head, world.plan, content_of(world.plan))
    none = coverage(world.head, world.plan, [])

    assert (found.answered, found.left, found.total) == ([world.gap], [], 1)
    assert none.left == [world.gap]


def test_who_sees_which_plan(world, actor_at):
    officer = actor_at(world.school, Role.PARTNER_OFFICER)
    for actor in (world.office, world.supervisor, officer, NOBODY):
        assert not visible_plans(actor).exists()
        assert not visible_activities(actor, DAY).exists()
    for actor in (world.head, world.teacher, world.committee):
        assert visible_plans(actor).get() == world.plan
    submit_plan(actor=world.head, plan=world.plan, at=AT)
    assert visible_plans(world.office).get() == world.plan
    assert not visible_plans(officer).exists()
    assert plans_below(world.office, world.district).get() == world.plan
    assert not plans_below(world.office, world.district, state="approved").exists()


def test_who_is_named_sees_the_activity_once_approved_until_they_leave(world, actor_at):
    guest = actor_at(world.school, Role.PARTNER_OFFICER)
    Activity.objects.filter(pk=world.activity.pk).update(verifier=guest.user_id)
    assert not visible_activities(guest, DAY).exists()
    approved(world)
    assert visible_activities(guest, DAY).get() == world.activity
    Membership.objects.filter(user=guest.user_id).update(valid_until=DAY)
    assert not visible_activities(guest, DAY).exists()


def test_a_plan_of_a_list_counts_activities_and_money_right(world):
    BudgetLineFactory.create_batch(3, activity=world.activity)
    ActivityFactory(plan=world.plan)

    (row,) = plans_of(world.head, world.school)

    assert (row.activities, row.completed, row.rupiah) == (2, 0, 1_500_000)


def test_a_planner_is_warned_but_not_refused(world):
    Activity.objects.update(ends_on="2027-03-28")

    words = " ".join(w.words for w in warnings_of(content_of(world.plan)))

    assert "28 Maret 2027 adalah Paskah." in words
    assert "Belum ada orang" in words
    assert "Belum disebut bukti" in words


def test_targets_are_suggested_where_activities_have_none(world):
    gap = world.gap
    gap.score, gap.target = 3.0, 5.07
    gap.save()
    plan = world.plan

    (one,) = target_suggestions(plan, content_of(plan), [])
    Activity.objects.update(expected_points=0.5)
    (two,) = target_suggestions(plan, content_of(plan), [])

    assert (one.finding, one.expected) == (gap, 5.07)
    assert two.expected == 3.5
    plan.kind = "rkjm"
    assert target_suggestions(plan, content_of(plan), []) == []
