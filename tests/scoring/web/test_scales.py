"""Reliability for the authors of an instrument: who reads it, and what it says."""

from __future__ import annotations

import pytest
from django.urls import reverse
from factories.organisations import OrganisationFactory
from factories.scoring import scored

from sakaguru.organisations.enums import Role
from sakaguru.scoring.enums import Audience
from sakaguru.scoring.models import Scale

pytestmark = pytest.mark.django_db


def address(world, name="scale-list", *more):
    return reverse(f"scoring:{name}", args=[world.run.pk, *more])


def add_scales(run, standards):
    for standard in standards:
        Scale.objects.create(
            run=run,
            role="GS",
            standard=standard,
            respondents=80,
            alpha=0.74,
            items=["GS001", "GS002"],
            answered=[80, 4],
            item_rest=[0.15, None],
            alpha_without=[0.8, None],
            misfits=[True, False],
        )


def test_the_owner_reads_how_well_items_hang_together(client_as):
    world = scored(1, audience=Audience.SCHOOL)
    Scale.objects.all().delete()
    add_scales(world.run, ["1"])

    page = client_as(world.district, Role.HEAD_OF_QA).get(address(world))

    text = page.content.decode()
    assert page.status_code == 200
    assert "0,74" in text
    assert "kurang sejalan" in text
    assert "belum dapat dinilai" in text


def test_the_author_of_the_instrument_reads_it_when_the_tree_does(client_as):
    world = scored(1, audience=Audience.SCHOOL)
    author = world.campaign.instrument_version.instrument.owner
    client = client_as(author, Role.HEAD)

    assert client.get(address(world)).status_code == 404
    world.run.audience = Audience.TREE
    world.run.save()
    assert client.get(address(world)).status_code == 200


def test_an_unpublished_run_tells_nothing(client_as):
    world = scored(1, audience=0)

    assert client_as(world.district, Role.HEAD).get(address(world)).status_code == 404


def home_of(world):
    version = world.campaign.instrument_version
    args = [version.instrument.code, version.label]
    return reverse("scoring:scale-home", args=args)


def test_authors_find_the_runs_from_the_page_of_their_instrument(client_as):
    world = scored(1, audience=Audience.TREE)
    Scale.objects.all().delete()
    version = world.campaign.instrument_version
    author = client_as(version.instrument.owner, Role.HEAD)
    assert home_of(world) in author.get(version.get_absolute_url()).content.decode()
    assert "Belum ada perhitungan" in author.get(home_of(world)).content.decode()
    add_scales(world.run, ["1", "2"])

    assert author.get(home_of(world)).content.decode().count(address(world)) == 1
    world.run.audience = Audience.SCHOOL
    world.run.save()
    assert address(world) not in author.get(home_of(world)).content.decode()


def test_runs_of_an_instrument_are_listed_for_its_authors_only(client_as):
    world = scored(1)

    for unit, role in ((world.district, Role.HEAD), (world.schools[0], Role.TEACHER)):
        assert client_as(unit, role).get(home_of(world)).status_code in {403, 404}


@pytest.mark.parametrize("name", ["scale-list", "scale-sheet"])
def test_it_is_not_for_schools_nor_other_districts(name, client_as):
    world = scored(1)
    more = ["csv"] if name == "scale-sheet" else []
    other = OrganisationFactory(parent=world.province)

    for unit, role in ((other, Role.HEAD), (world.schools[0], Role.TEACHER)):
        answer = client_as(unit, role).get(address(world, name, *more))
        assert answer.status_code in {403, 404}


def test_the_sheet_holds_a_row_per_item(client_as):
    world = scored(1)
    Scale.objects.all().delete()
    add_scales(world.run, ["1"])
    client = client_as(world.district, Role.HEAD)

    text = client.get(address(world, "scale-sheet", "csv")).content.decode()

    assert "GS001" in text
    assert "GS002" in text
    assert client.get(address(world, "scale-sheet", "xlsx")).status_code == 200
    assert client.get(address(world, "scale-sheet", "pdf")).status_code == 404


@pytest.mark.parametrize("standards", [["1"], ["1", "2", "3"]])
def test_the_page_costs_the_same_whatever_the_number_of_scales(
    standards, client_as, django_assert_max_num_queries
):
    world = scored(1)
    Scale.objects.all().delete()
    add_scales(world.run, standards)
    client = client_as(world.district, Role.HEAD)
    client.get(address(world))

    with django_assert_max_num_queries(9):
        client.get(address(world))
