"""The quality map: who sees what of a unit."""

from __future__ import annotations

import pytest
from django.urls import reverse
from factories.organisations import OrganisationFactory
from factories.scoring import AT, new_school, scored

from sakaguru.organisations.enums import Role, Tier
from sakaguru.scoring.enums import Audience
from sakaguru.scoring.services.cycles import gather_cycle

pytestmark = pytest.mark.django_db


def look(client, unit, **query):
    return client.get(reverse("scoring:map-detail", args=[unit.code]), query)


@pytest.mark.function("K7")
def test_the_district_sees_its_areas_and_drills_down_to_schools(client_as):
    world = scored(3)
    client = client_as(world.district, Role.HEAD)

    district = look(client, world.district)
    cluster = look(client, world.cluster)

    assert [r.code for r in district.context["found"].regions] == [world.area.code]
    assert len(cluster.context["found"].schools) == 3
    assert "Satuan di bawahnya" in district.content.decode()
    assert world.schools[0].name in cluster.content.decode()


@pytest.mark.function("P7")
def test_province_and_nation_see_the_gathered_cycle(client_as):
    world = scored(3)
    gather_cycle(cycle_label="2026/2027", clock=lambda: AT)

    for unit in (world.province, world.nation):
        found = look(client_as(unit, Role.HEAD), unit).context["found"]
        assert found.region.counted == 3


def test_the_map_tells_not_sent_insufficient_and_counted_apart(client_as):
    world = scored(2)
    new_school(world.cluster)
    found = look(client_as(world.district, Role.HEAD), world.district).context["found"]

    region = found.region
    assert region.schools == (
        region.counted + region.insufficient + region.not_sent + region.not_invited
    )


def test_a_school_sees_the_sum_of_its_district_and_no_other_school(client_as):
    world = scored(7)
    client = client_as(world.schools[0], Role.HEAD)

    page = look(client, world.district)

    found = page.context["found"]
    assert (found.regions, found.schools) == ([], [])
    assert found.region.mean is not None
    assert world.schools[1].name not in page.content.decode()


def test_a_school_sees_no_sum_of_fewer_than_five_others(client_as):
    world = scored(4)

    found = look(client_as(world.schools[0], Role.HEAD), world.district).context[
        "found"
    ]

    assert found.region.hidden
    assert found.region.mean is None
    assert all(mean is None for _code, mean, _counted in found.standards)


def test_a_school_sees_no_quantiles_of_a_handful_of_schools(client_as):
    world = scored(7)
    path = reverse("scoring:map-sheet", args=[world.cluster.code, "csv"])

    for own, role in ((world.schools[0], Role.HEAD), (world.cluster, Role.HEAD)):
        client = client_as(own, role)
        page = look(client, world.cluster)
        region = page.context["found"].region
        lines = client.get(path).content.decode("utf-8-sig").splitlines()
        sheet = dict(zip(lines[0].split(";"), lines[1].split(";"), strict=True))
        sees = own == world.cluster

        assert region.mean is not None
        assert bool(region.quantiles) is bool(sheet["p50"]) is sees
        assert region.mean_by_pupils is None or sees
        why = "baru ditampilkan bila paling sedikit 20 sekolah terhitung"
        assert (why in page.content.decode()) is not sees


def test_a_school_sees_no_small_segment(client_as):
    world = scored(7)
    client = client_as(world.schools[0], Role.HEAD)

    found = look(client, world.district, status="SWASTA").context["found"]

    assert found.region.mean is None


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_file_hides_what_the_page_hides(form, client_as):
    world = scored(4)
    client = client_as(world.schools[0], Role.HEAD)

    response = client.get(
        reverse("scoring:map-sheet", args=[world.district.code, form])
    )

    assert response.status_code == 200
    if form == "csv":
        lines = response.content.decode("utf-8-sig").splitlines()
        assert len(lines) == 2
        assert "Menuju" not in lines[1]


@pytest.mark.parametrize("tier", [Tier.DISTRICT, Tier.CLUSTER])
def test_the_map_is_not_there_for_another_district(tier, client_as):
    world = scored(1)
    unit = world.district if tier == Tier.DISTRICT else world.cluster
    other = OrganisationFactory(parent=world.province)

    assert look(client_as(other, Role.HEAD), unit).status_code == 404


def test_the_map_is_not_for_committees(client_as):
    world = scored(1, audience=Audience.PUBLIC)

    response = look(client_as(world.schools[0], Role.COMMITTEE), world.district)

    assert response.status_code == 404


def test_the_map_waits_for_publication(client_as):
    world = scored(1, audience=Audience.SCHOOL)

    page = look(client_as(world.district, Role.HEAD), world.district)

    assert "Belum ada hasil yang diterbitkan" in page.content.decode()


def test_the_map_of_a_standard_has_its_own_figures(client_as):
    world = scored(2)
    client = client_as(world.district, Role.HEAD)

    total = look(client, world.district).context["found"].region.mean
    standard = look(client, world.district, standar="1").context["found"]

    means = {code: mean for code, mean, _ in standard.standards}
    assert standard.region.mean == means["1"]
    assert total == pytest.approx((means["1"] + means["2"]) / 2, abs=0.011)


def test_home_leads_to_the_own_unit(client_as):
    world = scored(1)
    home = reverse("scoring:map-home")

    area = client_as(world.area, Role.HEAD).get(home)
    school = client_as(world.schools[0], Role.HEAD).get(home)

    assert area.url == reverse("scoring:map-detail", args=[world.area.code])
    assert school.url == reverse("scoring:map-detail", args=[world.cluster.code])


@pytest.mark.parametrize("schools", [1, 3])
def test_the_map_costs_the_same_whatever_the_number_of_schools(
    schools, client_as, django_assert_max_num_queries
):
    world = scored(schools)
    client = client_as(world.district, Role.HEAD)
    look(client, world.cluster)

    with django_assert_max_num_queries(13):
        look(client, world.cluster)


def test_a_standard_that_few_schools_count_in_is_hidden_by_itself(client_as):
    world = scored(7)
    region = world.run.regions.get(organisation=world.district, segment="ALL")
    place = world.run.nodes.index("2")
    counted = list(region.counted)
    counted[place] = 4
    world.run.regions.filter(pk=region.pk).update(counted=counted)

    found = look(client_as(world.schools[0], Role.HEAD), world.district).context[
        "found"
    ]

    means = {code: mean for code, mean, _ in found.standards}
    assert means["1"] is not None
    assert means["2"] is None


def test_home_tells_a_partner_that_it_has_no_map_of_its_own(client_as):
    scored(1)
    partner = OrganisationFactory(tier=Tier.PARTNER)

    page = client_as(partner, Role.HEAD).get(reverse("scoring:map-home"))

    assert page.status_code == 200
    assert "di luar susunan wilayah" in page.content.decode()
