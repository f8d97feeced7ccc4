"""What is hidden of regions from those who may not see their schools (R15)."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from django.urls import reverse
from factories.organisations import OrganisationFactory
from factories.scoring import district_units, new_school, scored

from sakaguru.organisations.enums import Role, Tier
from sakaguru.scoring.adapters.disclosure import _hidden
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


def test_units_that_stand_right_below_a_higher_tier_hide_each_other_too():
    """A district of 16: an UPTD of 9, and beside it a gugus of 6 and one of 1."""
    district, area = ("D", 3, "ID/D/", 16), ("A", 4, "ID/D/A/", 9)
    gugus = [("G1", 5, "ID/D/A/G1/", 9), ("G2", 5, "ID/D/G2/", 6)]
    gugus.append(("G3", 5, "ID/D/G3/", 1))

    hidden = _hidden([tier(district), tier(area), tier(*gugus)])

    assert hidden[3].tolist() == [[False]]
    assert hidden[4].tolist() == [[False]]
    assert hidden[5].tolist() == [[False], [True], [True]]


def tier(*units):
    return SimpleNamespace(
        units=[
            SimpleNamespace(code=code, tier=number, path=path)
            for code, number, path, _counted in units
        ],
        counted=np.array([[counted] for *_unit, counted in units]),
    )
