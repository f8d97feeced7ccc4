from __future__ import annotations

import random

import pytest
from django.urls import reverse
from factories.findings import FindingFactory
from factories.peers import AT, DAYS, NODE, did, measure, world
from factories.planning import ActivityFactory, planning_world

from sakaguru.organisations.enums import Role
from sakaguru.planning.enums import StandardState
from sakaguru.planning.models import OwnStandard
from sakaguru.planning.services.effects import measure_effects
from sakaguru.planning.services.peers import refresh_peers

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def rescored():
    """A school whose activity helped it beyond the national standard."""
    here, chance = world(26), random.Random(3)
    one = here.school = here.schools[0]
    first = {school: 6.0 + chance.uniform(-0.2, 0.2) for school in here.schools}
    measure(here, DAYS[1], first)
    here.finding = FindingFactory(organisation=one, node=here.nodes[NODE])
    here.activity = did(here, one, finding=here.finding)
    then = {school: score + chance.gauss(0, 0.05) for school, score in first.items()}
    then[one] = 6.8
    run = measure(here, DAYS[2], then)
    measure_effects(run_id=run.pk, at=AT)
    return here


@pytest.mark.function("H9")
def test_the_results_of_a_plan_are_shown_with_intervals(rescored, client_as):
    url = reverse("planning:plan-effects", args=[rescored.activity.plan_id])

    text = client_as(rescored.school, Role.HEAD).get(url).content.decode()

    assert "Naik lebih daripada sekolah serupa" in text
    assert "Sebelum dan sesudah" in text
    assert "n 25" in text
    assert "Standar yang dapat dinaikkan" in text


def test_the_head_sets_the_school_own_standard(rescored, client_as):
    standard = OwnStandard.objects.get()
    client = client_as(rescored.school, Role.HEAD)
    form = f"standar-{standard.pk}"

    answer = client.post(
        reverse("planning:standard-decide", args=[standard.pk]),
        {f"{form}-expected": "6.9", "terima": "1", "plan": rescored.activity.plan_id},
    )

    assert answer.status_code == 302
    standard.refresh_from_db()
    assert (standard.state, standard.expected) == (StandardState.ACCEPTED, 6.9)
    page = client.get(answer.url).content.decode()
    assert "Standar sendiri yang berlaku" in page


def test_a_standard_needs_a_number(rescored, client_as):
    standard = OwnStandard.objects.get()

    answer = client_as(rescored.school, Role.HEAD).post(
        reverse("planning:standard-decide", args=[standard.pk]), {"terima": "1"}
    )

    assert answer.status_code == 302
    standard.refresh_from_db()
    assert standard.state == StandardState.PROPOSED


@pytest.mark.parametrize(
    ("place", "role", "status"),
    [("school", Role.TEACHER, 403), ("district", Role.HEAD, 403)],
)
def test_only_the_head_decides_the_standard(rescored, client_as, place, role, status):
    standard = OwnStandard.objects.get()
    url = reverse("planning:standard-decide", args=[standard.pk])

    answer = client_as(getattr(rescored, place), role).post(url, {"terima": "1"})

    assert answer.status_code == status


def test_another_school_finds_no_standard(rescored, client_as):
    url = reverse("planning:standard-decide", args=[OwnStandard.objects.get().pk])

    assert client_as(rescored.schools[1], Role.HEAD).post(url).status_code == 404


def test_the_block_of_an_activity_stands_alone_and_inside_its_page(rescored, client_as):
    client = client_as(rescored.school, Role.HEAD)
    url = reverse("planning:effect-block", args=[rescored.activity.pk])

    whole, part = client.get(url), client.get(url, **HTMX)

    assert "<html" in whole.content.decode()
    assert "<html" not in part.content.decode()
    for answer in (whole, part):
        assert "beda dari sekolah serupa" in answer.content.decode()


def test_nothing_measured_yet_is_said_so(actor_at, client_as):
    here = planning_world(actor_at)
    url = reverse("planning:effect-block", args=[here.activity.pk])

    text = client_as(here.head).get(url).content.decode()

    assert "Belum diukur" in text


def test_the_calendar_shows_each_activity_late_or_not(actor_at, client_as):
    here = planning_world(actor_at)
    url = reverse("planning:plan-calendar", args=[here.plan.pk])

    text = client_as(here.head).get(url).content.decode()

    assert here.activity.title in text
    assert "2026/2027" in text
    assert "Terserap" in text


@pytest.mark.parametrize("more", [0, 2])
@pytest.mark.parametrize("name", ["plan-effects", "plan-calendar"])
def test_pages_cost_the_same_queries(
    more, name, actor_at, client_as, django_assert_num_queries
):
    here = planning_world(actor_at)
    for _ in range(more):
        ActivityFactory(plan=here.plan, node=here.node)
    client = client_as(here.head)
    url = reverse(f"planning:{name}", args=[here.plan.pk])
    client.get(url)

    with django_assert_num_queries(10 if name == "plan-effects" else 11):
        client.get(url)


@pytest.fixture
def compared():
    here, chance = world(40), random.Random(5)
    here.school = here.schools[0]
    takers = set(chance.sample(here.schools[1:], 16))
    level = {school: chance.uniform(2.6, 3.4) for school in here.schools}
    for day in DAYS:
        gain = 0.8 if day == DAYS[2] else 0
        measure(
            here,
            day,
            {
                school: level[school]
                + chance.gauss(0, 0.1)
                + (gain if school in takers else 0)
                for school in here.schools
            },
        )
    for school in takers:
        did(here, school)
    here.finding = FindingFactory(organisation=here.school, node=here.nodes[NODE])
    refresh_peers(at=AT)
    return here


@pytest.mark.function("H5")
def test_what_schools_alike_did_is_shown_with_both_numbers(compared, client_as):
    client = client_as(compared.school, Role.HEAD)
    url = reverse("planning:alike-block", args=[compared.finding.pk])

    whole, part = client.get(url), client.get(url, **HTMX)

    assert "<html" not in part.content.decode()
    for answer in (whole, part):
        text = answer.content.decode()
        assert "Naik lebih banyak" in text
        assert "16 menyelesaikan kegiatan ini" in text
        assert "Sekolah mana yang dibandingkan?" in text


def test_the_schools_compared_are_named_without_scores(compared, client_as):
    from sakaguru.planning.models import PeerComparison

    said = PeerComparison.objects.get()
    url = reverse("planning:alike-schools", args=[compared.finding.pk, said.pk])

    text = client_as(compared.school, Role.HEAD).get(url).content.decode()

    assert text.count('<th scope="row">') == 12
    assert "Cara menghitung jarak" in text


def test_a_gap_without_comparison_says_that_nothing_can_be_concluded(
    actor_at, client_as
):
    here = planning_world(actor_at)

    text = (
        client_as(here.head)
        .get(reverse("planning:alike-block", args=[here.gap.pk]))
        .content.decode()
    )

    assert "Belum dapat disimpulkan" in text


def test_another_school_does_not_see_what_was_compared(compared, client_as):
    other = client_as(compared.schools[2], Role.HEAD)

    for name, more in (("alike-block", []), ("alike-schools", [1])):
        url = reverse(f"planning:{name}", args=[compared.finding.pk, *more])
        assert other.get(url).status_code == 404
