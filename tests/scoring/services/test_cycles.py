"""Gathering a cycle for province and nation."""

from __future__ import annotations

import pytest
from factories.organisations import OrganisationFactory
from factories.scoring import AT, new_school, scored

from sakaguru.organisations.enums import Tier
from sakaguru.scoring.enums import Audience, RunPurpose, Segment
from sakaguru.scoring.models import RegionResult, SchoolResult, ScoreRun
from sakaguru.scoring.services.cycles import gather_cycle

pytestmark = pytest.mark.django_db


def gather(cycle="2026/2027"):
    return gather_cycle(cycle_label=cycle, clock=lambda: AT)


def test_gather_cycle_computes_the_units_above_the_owner():
    world = scored(3)

    run = gather()

    tiers = RegionResult.objects.filter(run=run, segment=Segment.ALL)
    assert set(tiers.values_list("tier", flat=True)) == {Tier.NATION, Tier.PROVINCE}
    nation = tiers.get(organisation=world.nation)
    district = RegionResult.objects.get(
        run=world.run, organisation=world.district, segment=Segment.ALL
    )
    assert nation.mean == pytest.approx(district.mean, nan_ok=True)
    assert nation.counted == district.counted


def test_gather_cycle_counts_schools_that_nobody_asked():
    world = scored(3)
    other = OrganisationFactory(parent=world.province, tier=Tier.DISTRICT)
    new_school(other)

    nation = RegionResult.objects.get(
        run=gather(), organisation=world.nation, segment=Segment.ALL
    )

    assert (nation.schools, nation.not_invited) == (4, 1)


def test_gather_cycle_is_published_as_its_sources_are():
    scored(1)

    run = gather()

    assert run.purpose == RunPurpose.CYCLE
    assert run.audience == Audience.TREE
    assert run.publications.get().audience == Audience.TREE


def test_gather_cycle_keeps_no_second_copy_of_the_schools():
    world = scored(2)

    gather()

    assert (
        SchoolResult.objects.count()
        == SchoolResult.objects.filter(run=world.run).count()
    )


@pytest.mark.parametrize("audience", [0, Audience.SCHOOL])
def test_gather_cycle_leaves_alone_what_is_not_published(audience):
    scored(1, audience=audience)

    assert gather() is None
    assert ScoreRun.objects.count() == 1


def test_gather_cycle_says_when_its_sources_are_lost(settings, tmp_path):
    scored(1)
    settings.WAREHOUSE = tmp_path / "elsewhere"

    with pytest.raises(FileNotFoundError):
        gather()

    assert ScoreRun.objects.get(purpose=RunPurpose.CYCLE).failure
