from __future__ import annotations

import pytest
from django.urls import reverse
from factories.findings import FindingFactory
from factories.planning import (
    OPENED_AT,
    ActivityFactory,
    BudgetLineFactory,
    approved,
    planning_world,
)

from sakaguru.core.errors import NotAllowed
from sakaguru.organisations.enums import Role
from sakaguru.planning.enums import ActivityState, Strength
from sakaguru.planning.models import Choice
from sakaguru.planning.services.choices import (
    ChoiceIsOutdated,
    NothingToChoose,
    apply_choice,
    ask_choice,
    solve_choice,
)
from sakaguru.planning.services.revision import revise_plan
from sakaguru.planning.services.trace import PlanIsFrozen

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(actor_at):
    here = planning_world(actor_at)
    BudgetLineFactory(activity=here.activity, volume=1, unit_price_rupiah=4_000_000)
    here.other = ActivityFactory(
        plan=here.plan,
        title="Perpustakaan baru",
        finding=FindingFactory(
            organisation=here.school,
            node=here.node.version.nodes.get(code="2.1.1"),
            severity=2,
        ),
        expected_points=0.2,
        strength=Strength.PRACTICE,
    )
    BudgetLineFactory(activity=here.other, volume=1, unit_price_rupiah=9_000_000)
    return here


def asked(here, ceiling=10_000_000, mandatory=(), excluded=()):
    choice = ask_choice(
        actor=here.head,
        plan=here.plan,
        ceiling_rupiah=ceiling,
        mandatory=mandatory,
        excluded=excluded,
        at=OPENED_AT,
    )
    solve_choice(choice_id=choice.pk, at=OPENED_AT)
    choice.refresh_from_db()
    return choice


@pytest.mark.function("H5")
def test_the_answer_names_what_is_chosen_and_why_the_rest_is_not(world, client_as):
    choice = asked(world)
    page = client_as(world.head).get(reverse("planning:choose", args=[world.plan.pk]))

    assert choice.answers["best"]["chosen"] == [world.activity.key]
    text = page.content.decode()
    assert "Berdampingan" in text
    assert "Tidak muat: kurang Rp3.000.000" in text
    assert "Bila dana hanya 80" in text


def test_what_must_be_in_is_in(world):
    choice = asked(world, mandatory=[world.other.key])

    assert choice.answers["best"]["chosen"] == [world.other.key]
    assert choice.answers["less_money"] is None


def test_what_costs_more_than_there_is_tells_by_how_much(world, client_as):
    choice = asked(world, ceiling=5_000_000, mandatory=[world.other.key])

    assert choice.missing_rupiah == 4_000_000
    assert choice.answers == {}
    page = client_as(world.head).get(reverse("planning:choose", args=[world.plan.pk]))
    assert "Kurang Rp4.000.000" in page.content.decode()


def test_solving_a_second_time_changes_nothing(world):
    choice = asked(world)
    before = choice.answers

    solve_choice(choice_id=choice.pk, at=OPENED_AT)

    choice.refresh_from_db()
    assert choice.answers == before


def test_asking_on_the_page_queues_the_question(world, client_as):
    client = client_as(world.teacher)

    answer = client.post(
        reverse("planning:choice-ask", args=[world.plan.pk]),
        {"ceiling": "12000000", f"aturan-{world.other.key}": "excluded"},
    )

    assert answer.status_code == 302
    choice = Choice.objects.get()
    assert choice.solved_at is None
    rows = {row["key"]: row for row in choice.candidates}
    assert rows[world.other.key]["is_excluded"]
    page = client.get(answer.url).content.decode()
    assert "Sedang dihitung" in page
    assert "hx-trigger" in page


def test_a_wrong_amount_is_told_at_the_field(world, client_as):
    answer = client_as(world.head).post(
        reverse("planning:choice-ask", args=[world.plan.pk]), {"ceiling": "-1"}
    )

    assert answer.status_code == 422
    assert not Choice.objects.exists()


def test_who_drafts_no_plan_asks_nothing(world, client_as):
    with pytest.raises(NotAllowed):
        asked(_as(world, world.office))
    url = reverse("planning:choice-ask", args=[world.plan.pk])
    assert client_as(world.committee).post(url, {"ceiling": "1"}).status_code == 403


def _as(world, actor):
    world.head = actor
    return world


def test_a_neighbour_does_not_see_the_page(world, client_as):
    url = reverse("planning:choose", args=[world.plan.pk])

    assert client_as(world.cluster, Role.HEAD).get(url).status_code == 404


def test_a_plan_without_activities_has_nothing_to_choose_from(world):
    world.plan.activities.all().delete()

    with pytest.raises(NothingToChoose):
        asked(world)


def test_a_changed_plan_is_told_to_ask_again(world, client_as):
    asked(world)
    BudgetLineFactory(activity=world.other, volume=1, unit_price_rupiah=1_000)

    page = client_as(world.head).get(reverse("planning:choose", args=[world.plan.pk]))

    assert "Rencana berubah sejak dihitung" in page.content.decode()


@pytest.mark.parametrize("more", [0, 2])
def test_the_page_costs_the_same_queries(
    more, world, client_as, django_assert_num_queries
):
    client = client_as(world.head)
    for _ in range(more):
        BudgetLineFactory(activity=ActivityFactory(plan=world.plan))
    asked(world)
    url = reverse("planning:choose", args=[world.plan.pk])
    client.get(url)

    with django_assert_num_queries(10):
        client.get(url)


def of(choice, name, variant="best"):
    return reverse(f"planning:{name}", args=[choice.plan_id, choice.pk, variant])


@pytest.mark.function("H5")
def test_what_was_chosen_is_taken_into_the_draft_once_confirmed(world, client_as):
    choice = asked(world)
    client = client_as(world.head)
    url = of(choice, "choice-rehearsal")

    assert url in client.get(reverse("planning:choose", args=[world.plan.pk])).text
    shown = client.get(url).text
    assert "Tetap: terpilih" in shown
    assert "Perpustakaan baru (Rp9.000.000)" in shown
    assert world.plan.activities.count() == 2

    assert client.post(of(choice, "choice-apply")).status_code == 302
    assert [one.key for one in world.plan.activities.all()] == [world.activity.key]
    world.other.finding.refresh_from_db()
    assert world.other.finding.has_action is False


def test_an_outdated_answer_is_not_taken(world):
    choice = asked(world)
    BudgetLineFactory(activity=world.other, volume=1, unit_price_rupiah=1_000)

    with pytest.raises(ChoiceIsOutdated):
        apply_choice(actor=world.head, choice=choice, variant="best", at=OPENED_AT)
    assert world.plan.activities.count() == 2


def test_a_frozen_plan_takes_no_choice(world, client_as):
    choice = asked(world)
    approved(world)

    with pytest.raises(PlanIsFrozen):
        apply_choice(actor=world.head, choice=choice, variant="best", at=OPENED_AT)
    page = client_as(world.head).get(reverse("planning:choose", args=[world.plan.pk]))
    assert "Pakai susunan ini" not in page.text


def test_what_has_begun_stays_in_a_revision(world):
    plan = approved(world)
    plan.activities.filter(pk=world.other.pk).update(state=ActivityState.RUNNING)
    why = "Dana yang datang berkurang."
    world.plan = revise_plan(actor=world.head, plan=plan, reason=why, at=OPENED_AT)
    choice = asked(world)

    gone = apply_choice(actor=world.head, choice=choice, variant="best", at=OPENED_AT)

    assert gone == 0
    assert world.plan.activities.count() == 2


def test_who_drafts_no_plan_takes_no_choice(world, client_as):
    choice = asked(world)

    with pytest.raises(NotAllowed):
        apply_choice(actor=world.office, choice=choice, variant="best", at=OPENED_AT)
    client = client_as(world.committee)
    assert client.get(of(choice, "choice-rehearsal")).status_code == 403
    assert client.post(of(choice, "choice-apply")).status_code == 403
    stranger = client_as(world.cluster, Role.HEAD)
    assert stranger.get(of(choice, "choice-rehearsal")).status_code == 404
    head = client_as(world.head)
    assert head.get(of(choice, "choice-rehearsal", "none")).status_code == 404
