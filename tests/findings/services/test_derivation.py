from __future__ import annotations

import datetime as dt
import random
from types import SimpleNamespace

import pytest
from factories.findings import FindingFactory, derived
from factories.scoring import (
    ask,
    closed_campaign,
    compute,
    give,
    new_school,
    publish,
    scored,
)
from procrastinate.contrib.django.models import ProcrastinateJob

from sakaguru.findings.enums import FindingKind, FindingState, Origin
from sakaguru.findings.models import Finding, Sign
from sakaguru.findings.queries.findings import visible_findings
from sakaguru.findings.services.findings import decide_not_to_act
from sakaguru.organisations.enums import Role, Tier
from sakaguru.scoring.enums import Audience
from sakaguru.scoring.services.publications import publish_run
from sakaguru.standards.models import Node

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 11, 15, 3, 0, tzinfo=dt.UTC)
WHY = "Gedung baru selesai tahun depan."


def weak(_role, item, _chance):
    return 0 if item.node.code == "1.1.1" else item.max_points


def strong(_role, item, _chance):
    return item.max_points


def run_of(units=None, *, points, cycle, at, instrument=None):
    """A published-to-nobody run of one school that answers like this."""
    if units is not None:
        kept = {"campaign", "run"}
        units = SimpleNamespace(
            **{name: unit for name, unit in vars(units).items() if name not in kept}
        )
    world = closed_campaign(0, units=units, instrument=instrument, cycle=cycle)
    world.campaign.closed_at = at
    world.campaign.save()
    if not world.schools:
        world.schools.append(new_school(world.cluster))
    assignment = ask(world.campaign, world.schools[0])
    give(
        assignment,
        {"KS": 1, "GS": 6, "SS": 30, "MT": 6},
        random.Random(cycle),
        points=points,
    )
    world.run = compute(world.campaign, at=at)
    return world


def gaps(school):
    rows = Finding.objects.open_gaps().filter(organisation=school)
    return sorted(rows.values_list("node__code", flat=True))


def test_publication_queues_the_derivation(actor_at):
    world = scored(1, audience=0)

    publish_run(
        actor=actor_at(world.run.owner, Role.HEAD),
        run=world.run,
        audience=Audience.SCHOOL,
        at=AT,
        today=AT.date(),
    )

    names = set(ProcrastinateJob.objects.values_list("task_name", flat=True))
    assert "findings.tasks.derive_findings" in names


def test_a_weak_node_becomes_one_gap_with_all_its_signs():
    world = run_of(points=weak, cycle="2026/2027", at=AT)
    publish(world.run, Audience.TREE)

    derived(world.run)

    school = world.schools[0]
    finding = Finding.objects.get(organisation=school, node__code="1.1.1")
    assert {sign.rule for sign in finding.signs.all()} == {
        "below_target",
        "lowest_level",
    }
    assert (finding.score, finding.target, finding.level) == (0, 5.07, 1)
    assert "masih kurang 5,07" in finding.signs.get(rule="below_target").sentence["id"]
    kinds = Finding.objects.filter(organisation=school, node__code="1.1.2")
    assert [row.kind for row in kinds] == [FindingKind.STRENGTH]


def test_deriving_again_changes_nothing():
    world = scored(2)

    derived(world.run)
    before = (Finding.objects.count(), Sign.objects.count())
    derived(world.run)

    assert (Finding.objects.count(), Sign.objects.count()) == before
    assert before[0]


def test_an_unpublished_run_says_nothing():
    world = scored(1, audience=0)

    assert derived(world.run) == 0
    assert not Finding.objects.exists()


def test_the_school_sees_its_findings_before_anybody_above(actor_at):
    world = run_of(points=weak, cycle="2026/2027", at=AT)
    publish(world.run, Audience.SCHOOL)
    derived(world.run)
    school = world.schools[0]
    team = actor_at(school, Role.QUALITY_TEAM)
    teacher = actor_at(school, Role.TEACHER)
    office = actor_at(world.district, Role.HEAD)

    assert visible_findings(team).exists()
    assert not visible_findings(teacher).exists()
    assert not visible_findings(office).exists()

    publish(world.run, Audience.TREE)
    derived(world.run)

    assert visible_findings(teacher).exists()
    assert visible_findings(office).filter(organisation=school).exists()
    assert not Sign.objects.filter(is_shared=False).exists()


def test_figures_of_an_unshared_run_do_not_show_on_a_shared_finding():
    world = run_of(points=weak, cycle="2025/2026", at=AT - dt.timedelta(days=365))
    publish(world.run, Audience.TREE)
    derived(world.run)
    again = run_of(
        world,
        points=weak,
        cycle="2026/2027",
        at=AT,
        instrument=world.campaign.instrument_version,
    )
    publish(again.run, Audience.SCHOOL)
    derived(again.run)

    finding = Finding.objects.get(organisation=world.schools[0], node__code="1.1.1")
    assert finding.last_run == world.run
    assert finding.signs.filter(is_shared=False, run=again.run).exists()

    publish(again.run, Audience.TREE)
    derived(again.run)

    finding.refresh_from_db()
    assert finding.last_run == again.run


def test_a_gap_is_closed_by_the_measurement_that_meets_the_target():
    world = run_of(points=weak, cycle="2025/2026", at=AT - dt.timedelta(days=365))
    publish(world.run, Audience.TREE)
    derived(world.run)
    school = world.schools[0]
    assert "1.1.1" in gaps(school)
    better = run_of(
        world,
        points=strong,
        cycle="2026/2027",
        at=AT,
        instrument=world.campaign.instrument_version,
    )
    publish(better.run, Audience.TREE)

    derived(better.run)

    closed = Finding.objects.get(organisation=school, node__code="1.1.1", kind="gap")
    assert closed.state == FindingState.RESOLVED
    assert "2026/2027" in closed.closed_why
    derived(world.run)
    assert "1.1.1" not in gaps(school)


def test_a_strength_lasts_as_long_as_it_is_measured():
    world = run_of(points=strong, cycle="2025/2026", at=AT - dt.timedelta(days=365))
    publish(world.run, Audience.TREE)
    derived(world.run)
    school = world.schools[0]
    strengths = Finding.objects.filter(organisation=school, kind=FindingKind.STRENGTH)
    assert strengths.filter(node__code="1.1.1").exists()
    worse = run_of(
        world,
        points=weak,
        cycle="2026/2027",
        at=AT,
        instrument=world.campaign.instrument_version,
    )
    publish(worse.run, Audience.TREE)

    derived(worse.run)

    lost = strengths.get(node__code="1.1.1")
    assert lost.state == FindingState.RESOLVED
    assert "tidak lagi" in lost.closed_why


def test_what_people_recorded_is_left_to_people():
    world = run_of(points=strong, cycle="2026/2027", at=AT)
    node = Node.objects.get(version=world.run.framework_version, code="1.1.1")
    by_hand = FindingFactory(organisation=world.schools[0], node=node)
    publish(world.run, Audience.TREE)

    derived(world.run)

    by_hand.refresh_from_db()
    assert by_hand.state == FindingState.OPEN


def test_a_recorded_gap_and_a_measured_one_are_one(actor_at):
    world = run_of(points=weak, cycle="2026/2027", at=AT)
    node = Node.objects.get(version=world.run.framework_version, code="1.1.1")
    by_hand = FindingFactory(organisation=world.schools[0], node=node, severity=2)
    publish(world.run, Audience.TREE)

    derived(world.run)

    by_hand.refresh_from_db()
    assert by_hand.severity == 4
    assert by_hand.signs.filter(origin=Origin.SCORES).count() == 2


def test_a_gap_decided_away_is_found_anew_by_the_next_measurement(actor_at):
    world = run_of(points=weak, cycle="2025/2026", at=AT - dt.timedelta(days=365))
    publish(world.run, Audience.TREE)
    derived(world.run)
    school = world.schools[0]
    finding = Finding.objects.get(organisation=school, node__code="1.1.1")
    decide_not_to_act(
        actor=actor_at(school, Role.HEAD), finding=finding, reason=WHY, at=AT
    )
    again = run_of(
        world,
        points=weak,
        cycle="2026/2027",
        at=AT,
        instrument=world.campaign.instrument_version,
    )
    publish(again.run, Audience.TREE)

    derived(again.run)

    rows = Finding.objects.filter(organisation=school, node__code="1.1.1")
    assert sorted(rows.values_list("state", flat=True)) == ["not_acted", "open"]


def test_regions_get_findings_once_the_tree_may_see():
    world = run_of(points=weak, cycle="2026/2027", at=AT)
    publish(world.run, Audience.SCHOOL)
    derived(world.run)
    assert not Finding.objects.filter(organisation__tier__lt=Tier.SCHOOL).exists()

    publish(world.run, Audience.TREE)
    derived(world.run)

    found = Finding.objects.filter(organisation=world.district)
    assert found.filter(signs__rule="region_below_target").exists()


def test_a_large_run_ranks_schools_in_fifths():
    world = scored(12)

    derived(world.run)

    bands = set(
        Finding.objects.filter(organisation__tier=Tier.SCHOOL)
        .exclude(band=None)
        .values_list("band", flat=True)
    )
    assert bands <= {1, 2, 3, 4, 5}
    assert max(bands) == 5


def test_a_run_derived_for_the_same_readers_is_not_derived_again(
    django_assert_max_num_queries,
):
    run = scored(3).run
    first = derived(run)

    with django_assert_max_num_queries(3):
        assert derived(run) == first
