"""What is hidden of regions from those who may not see their schools (R15)."""

from __future__ import annotations

import pytest
from django.urls import reverse
from factories.organisations import OrganisationFactory
from factories.scoring import district_units, new_school, scored

from sakaguru.organisations.enums import Role, Tier
from sakaguru.scoring.enums import Segment
from sakaguru.scoring.models import RegionResult

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """An UPTD with a gugus of three schools and one of six."""
    units = district_units()
    other = OrganisationFactory(parent=units.area, tier=Tier.CLUSTER)
    units.schools = [new_school(units.cluster, number=n) for n in range(3)]
    units.schools += [new_school(other, number=n) for n in range(6)]
    found = scored(9, units=units)
    found.other = other
    return found


def hidden_total(world, unit, segment=Segment.ALL):
    result = RegionResult.objects.get(run=world.run, organisation=unit, segment=segment)
    assert len(result.hidden) == len(world.run.nodes)
    return result.hidden[world.run.nodes.index("*")]


def test_a_small_region_is_hidden_and_the_one_beside_it(world):
    assert hidden_total(world, world.cluster)
    assert hidden_total(world, world.other), "else the first would follow"
    assert not hidden_total(world, world.area)
    assert not hidden_total(world, world.district)


def test_public_and_private_schools_are_hidden_together(world):
    for segment in (Segment.PUBLIC, Segment.PRIVATE):
        assert hidden_total(world, world.area, segment), "three schools are private"


def test_the_map_hides_it_from_a_school_and_from_nobody_above(world, client_as):
    school = world.schools[4]
    address = reverse("scoring:map-detail", args=[world.other.code])

    own = client_as(school, Role.HEAD).get(address).context["found"]
    above = client_as(world.district, Role.HEAD).get(address).context["found"]

    assert own.region.hidden
    assert own.region.mean is None
    assert not above.region.hidden
    assert above.region.mean is not None
