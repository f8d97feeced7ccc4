from __future__ import annotations

import pytest
from factories.findings import FindingFactory
from factories.peers import AT, DAYS, KIND, NODE, did, measure, plan_of, world

from sakaguru.organisations.enums import Role
from sakaguru.planning.enums import PlanState, Verdict
from sakaguru.planning.models import Effect, Target
from sakaguru.planning.queries.effects import plan_results
from sakaguru.planning.queries.proposals import remedy_proposals
from sakaguru.planning.queries.targets import targets_shown
from sakaguru.planning.services.revision import carry_over, revise_plan
from sakaguru.scoring.enums import Audience

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(actor_at):
    found = world(1)
    (found.school,) = found.schools
    found.head = actor_at(found.school, Role.HEAD)
    found.office = actor_at(found.district, Role.HEAD)
    found.plan = plan_of(found.school, state=PlanState.DRAFT)
    found.target = Target.objects.create(
        plan=found.plan, node=found.nodes[NODE], baseline=3.5, expected=4.5
    )
    return found


def shown(here, actor):
    (found,) = targets_shown(actor, here.plan, list(here.plan.targets.all()))
    return found


@pytest.mark.function("H9")
def test_a_target_shows_where_it_stands_cycle_by_cycle(here):
    for day, score in zip(DAYS, (3.0, 3.5, 4.6), strict=True):
        measure(here, day, {here.school: score})

    found = shown(here, here.head)

    assert [(one.cycle, one.score) for one in found.trend] == [
        ("2024/2025", 3.0),
        ("2025/2026", 3.5),
        ("2026/2027", 4.6),
    ]
    assert found.latest == found.trend[-1]
    assert found.is_met


def test_what_was_measured_before_the_plan_began_meets_nothing(here):
    measure(here, DAYS[1], {here.school: 6.0})

    found = shown(here, here.head)

    assert len(found.trend) == 1
    assert found.latest is None
    assert not found.is_met


def test_an_office_sees_no_score_before_the_school_tells_it(here):
    measure(here, DAYS[2], {here.school: 4.0}, audience=Audience.SCHOOL)

    assert shown(here, here.office).trend == []
    assert shown(here, here.head).latest is not None


@pytest.mark.parametrize("count", [1, 3])
def test_targets_cost_the_same_queries(count, here, django_assert_num_queries):
    for day in DAYS:
        measure(here, day, {here.school: 4.0})
    for code in ("1.1.2", "2.1.1")[: count - 1]:
        Target.objects.create(plan=here.plan, node=here.nodes[code], expected=5.0)
    targets = list(here.plan.targets.select_related("node__version"))

    with django_assert_num_queries(4):
        assert len(targets_shown(here.head, here.plan, targets)) == count


def test_the_page_of_the_plan_tells_it(here, client_as):
    measure(here, DAYS[2], {here.school: 4.0})

    page = client_as(here.head).get(here.plan.get_absolute_url()).text

    assert "belum tercapai" in page
    assert "Terukur sekarang" in page


@pytest.mark.function("H9")
def test_a_remedy_tried_before_says_what_it_changed(here, client_as):
    gap = FindingFactory(organisation=here.school, node=here.nodes[NODE])
    before = measure(here, DAYS[1], {here.school: 3.0})
    after = measure(here, DAYS[2], {here.school: 3.1})
    activity = did(here, here.school, finding=gap)
    Effect.objects.create(
        activity=activity,
        run_before=before,
        run_after=after,
        node=here.nodes[NODE],
        before=3.0,
        after=3.1,
        verdict=Verdict.NO_CHANGE,
        computed_at=AT,
    )

    found = next(one for one in remedy_proposals(gap) if one.key == KIND)

    assert found.is_tried
    assert not found.is_planned
    assert found.effect.verdict == Verdict.NO_CHANGE
    page = client_as(here.head).get(f"/rencana/celah/{gap.pk}/").text
    assert "Sudah pernah dilakukan untuk celah ini" in page


def test_an_effect_follows_its_activity_into_the_revision(here):
    before = measure(here, DAYS[1], {here.school: 3.0})
    after = measure(here, DAYS[2], {here.school: 4.0})
    activity = did(here, here.school)
    Effect.objects.create(
        activity=activity,
        run_before=before,
        run_after=after,
        node=here.nodes[NODE],
        before=3.0,
        after=4.0,
        verdict=Verdict.BETTER,
        computed_at=AT,
    )
    why = "Dana yang datang berkurang."
    revised = revise_plan(actor=here.head, plan=activity.plan, reason=why, at=AT)

    assert plan_results(revised).better == 1
    carry_over(here.head, revised, AT)
    assert Effect.objects.get().activity == revised.activities.get()
