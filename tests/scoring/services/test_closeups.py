"""What a run says beside the scores."""

from __future__ import annotations

import datetime as dt
import random
from types import SimpleNamespace

import pytest
from django.conf import settings
from factories.instruments import ItemFactory, drafted_instrument
from factories.organisations import OrganisationFactory
from factories.planning import ActivityFactory, PlanFactory
from factories.scoring import (
    closed_campaign,
    compute,
    district_units,
    new_school,
    publish,
    scored,
    submit,
)
from factories.standards import published

from sakaguru.organisations.enums import Tier
from sakaguru.planning.models import Plan
from sakaguru.scoring.enums import Audience, Mark
from sakaguru.scoring.models import RegionCloseup, Scale, SchoolCloseup, ScoreRun
from sakaguru.scoring.services.cycles import gather_cycle
from sakaguru.standards.enums import NodeKind
from sakaguru.survey.models import Submission

from factories.scoring import AT  # isort: skip

pytestmark = pytest.mark.django_db
ITEMS = 24


@pytest.fixture(autouse=True)
def warehouse(tmp_path):
    before = settings.WAREHOUSE
    settings.WAREHOUSE = tmp_path
    yield
    settings.WAREHOUSE = before


def long_instrument():
    """Teachers have items enough for marks."""
    version = drafted_instrument(("KS", "GS", "SS", "MT"))
    section = version.questionnaires.get(role="GS").sections.first()
    node = version.framework_version.nodes.get(code="1.1.1")
    for number in range(ITEMS):
        ItemFactory(
            version=version,
            code=f"GSX{number:03}",
            section=section,
            node=node,
            position=100 + number,
        )
    return published(version)


def marked_world(straight, plain=8):
    """One school where some teachers answer everything alike."""
    world = closed_campaign(
        1,
        instrument=long_instrument(),
        answers={"KS": 1, "GS": plain, "SS": 30, "MT": 6},
    )
    assignment = world.campaign.assignments.get()
    chance = random.Random(4)
    for row in assignment.submissions.filter(role="GS"):
        row.body = bytes(chance.choice([0, 1]) for _ in row.body)
        row.save()
    for _ in range(straight):
        submit(assignment, "GS", bytes([3] * len(row.body)), chance)
    return world


def closeup(world):
    return SchoolCloseup.objects.get(run=compute(world.campaign))


def marks(found):
    return {kind: count for kind, _place, count in found.marks}


def test_straight_lines_are_counted_and_their_weight_on_levels_is_told():
    found = closeup(marked_world(straight=6))

    assert marks(found)[Mark.STRAIGHT_LINE] == 6
    assert found.without["left_out"] == 6
    score, level = found.without["scores"]["1.1.1"]
    assert (score < 3.7, level) == (True, 2) or level == 1


def test_without_marked_sheets_nothing_is_told_where_few_are_left_out():
    found = closeup(marked_world(straight=3))

    assert marks(found)[Mark.STRAIGHT_LINE] == 3
    assert found.without == {}


def test_without_marked_sheets_nothing_is_told_where_few_are_kept():
    found = closeup(marked_world(straight=6, plain=4))

    assert found.without == {}


def test_what_intake_marked_is_counted():
    world = marked_world(straight=0)
    row = world.campaign.submissions.filter(role="GS").first()
    Submission.objects.filter(pk=row.pk).update(flags=1)

    assert marks(closeup(world))[Mark.TOO_FAST] == 1


def test_twins_are_counted_and_straight_lines_are_nobodys_twin():
    world = marked_world(straight=2)
    rows = list(world.campaign.submissions.filter(role="GS").order_by("id"))
    plain = [row for row in rows if set(row.body) != {3}]
    Submission.objects.filter(pk=plain[1].pk).update(body=plain[0].body)

    assert marks(closeup(world))[Mark.TWIN] == 2


def test_marks_name_no_role_and_no_respondent():
    found = closeup(marked_world(straight=6))

    assert all(
        place == "" for kind, place, _n in found.marks if kind == "straight_line"
    )


def test_few_alike_schools_lend_no_mean():
    world = scored(5)

    assert not any(c.calm for c in SchoolCloseup.objects.filter(run=world.run))


def test_schools_with_little_to_go_by_get_a_calmer_estimate():
    world = scored(12, answers={"KS": 1, "GS": 6, "SS": 30, "MT": 6}, seed=3)

    calm = [c.calm for c in SchoolCloseup.objects.filter(run=world.run) if c.calm]

    for each in calm:
        estimate, error, own = each["*"]
        assert 0 < estimate < 7
        assert error > 0
        assert 0 <= own < 0.9


def test_scales_are_judged_by_role_and_standard():
    world = closed_campaign(2, instrument=long_instrument())
    run = compute(world.campaign)

    scale = Scale.objects.get(run=run, role="GS", standard="1")

    assert scale.respondents == 12
    assert len(scale.items) == len(scale.item_rest) == len(scale.misfits) > ITEMS
    assert scale.alpha is not None


def test_scales_of_few_respondents_are_not_judged():
    world = closed_campaign(1, instrument=long_instrument())

    run = compute(world.campaign)

    assert not Scale.objects.filter(run=run, role="GS").exists()


def test_regions_tell_how_far_their_units_lie_apart():
    units = district_units()
    area = OrganisationFactory(tier=Tier.AREA, parent=units.district)
    units.schools = [new_school(units.cluster, number=n) for n in range(2)]
    units.schools += [new_school(area, number=n) for n in range(3)]
    world = scored(5, units=units)

    found = RegionCloseup.objects.get(run=world.run, organisation=world.district)

    share, gap, error, best, weakest = found.apart["*"]
    assert 0 <= share <= 1
    assert gap >= 0
    assert error is not None
    assert {best, weakest} == {area.code, units.area.code}
    means = {
        r.code: r.mean[0]
        for r in world.run.regions.filter(parent=world.district, segment="ALL")
    }
    assert gap == pytest.approx(means[best] - means[weakest])
    clusters = RegionCloseup.objects.filter(run=world.run, organisation=world.cluster)
    assert not clusters.exists()


def later_cycle(world, points):
    """The same schools a year later, all answers shifted."""
    units = SimpleNamespace(
        **{
            name: getattr(world, name)
            for name in ("nation", "province", "district", "area", "cluster", "schools")
        }
    )
    later = closed_campaign(
        len(world.schools),
        units=units,
        instrument=world.campaign.instrument_version,
        cycle="2027/2028",
        seed=2,
    )
    for row in later.campaign.submissions.exclude(role__in=["DATA", "KS"]):
        row.body = bytes(points for _ in row.body)
        row.save()
    type(later.campaign).objects.filter(pk=later.campaign.pk).update(
        closed_at=AT + dt.timedelta(days=365)
    )
    later.campaign.refresh_from_db()
    return later


def test_change_since_the_last_published_cycle_comes_with_its_verdict():
    world = scored(6, answers={"KS": 1, "GS": 9, "SS": 30, "MT": 9})
    later = later_cycle(world, 3)
    run = compute(later.campaign, at=AT + dt.timedelta(days=366))

    found = RegionCloseup.objects.get(run=run, organisation=world.district)

    assert found.before_id == world.run.pk
    points, error, verdict, schools = found.changes["*"]
    assert (verdict, schools) == (1, 6)
    assert points > 1.96 * error
    assert jumped(run)


def jumped(run):
    rows = SchoolCloseup.objects.filter(run=run)
    return {c.organisation_id for c in rows if Mark.JUMP in {m[0] for m in c.marks}}


def test_a_rise_with_a_completed_activity_for_the_standard_is_no_jump():
    world = scored(2, answers={"KS": 1, "GS": 9, "SS": 30, "MT": 9})
    later = later_cycle(world, 3)
    standards = world.run.framework_version.nodes.filter(kind=NodeKind.STANDARD)
    for school in world.schools:
        plan = PlanFactory(organisation=school)
        for node in standards:
            ActivityFactory(
                plan=plan,
                node=node,
                state="verified",
                done_on=(AT + dt.timedelta(days=300)).date(),
            )
    Plan.objects.update(state="approved", approved_at=AT)

    run = compute(later.campaign, at=AT + dt.timedelta(days=366))

    assert not jumped(run)


def test_an_unpublished_cycle_is_not_compared_with():
    world = scored(2, audience=0)
    run = compute(later_cycle(world, 3).campaign, at=AT + dt.timedelta(days=366))

    assert not RegionCloseup.objects.filter(run=run).exclude(changes={}).exists()


def test_the_gathered_cycle_tells_about_the_units_above():
    scored(3)
    gather_cycle(cycle_label="2026/2027", clock=lambda: AT)

    run = ScoreRun.objects.latest("pk")

    assert run.audience == Audience.TREE
    assert not SchoolCloseup.objects.filter(run=run).exists()
    publish(run, Audience.TREE)
