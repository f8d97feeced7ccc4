"""What stands beside the scores on pages, sheets and papers."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from factories.scoring import AT, compute, publish, scored

from sakaguru.organisations.enums import Role
from sakaguru.scoring.enums import Audience, EditionKind
from sakaguru.scoring.models import (
    RegionCloseup,
    SchoolCloseup,
    SchoolResult,
    ScoreRun,
)
from sakaguru.scoring.queries.cards import school_card
from sakaguru.scoring.web import papers, sheets

pytestmark = pytest.mark.django_db


def card_page(client, school, **query):
    url = reverse("scoring:card-detail", args=[school.code])
    return client.get(url, query).content.decode()


def on_the_border(world):
    """Make the first school's total stand just below a border, with a known error."""
    result = SchoolResult.objects.get(run=world.run, organisation=world.schools[0])
    result.scores[0], result.errors[0], result.sufficient[0] = 5.05, 0.2, True
    result.hidden[0] = False
    result.save()
    return result


def test_a_level_whose_interval_crosses_a_border_is_marked_everywhere(client_as):
    world = scored(2)
    on_the_border(world)
    school = world.schools[0]

    page = card_page(client_as(school, Role.HEAD), school)
    card = school_card(school, world.run.pk)

    assert "≈ di batas" in page
    assert "0,39" in page
    row = next(iter(sheets.card_rows(card)))
    assert (row["border"], round(row["margin"], 3)) == ("≈ di batas", 0.392)
    paper = papers.content_of(card, EditionKind.FULL)
    assert (paper["total"]["border"], paper["total"]["margin"]) == (
        "≈ di batas",
        "± 0,39",
    )


def test_a_level_well_inside_its_band_is_not_marked():
    world = scored(1)
    result = on_the_border(world)
    result.scores[0], result.errors[0] = 4.4, 0.1
    result.save()

    card = school_card(world.schools[0], world.run.pk)

    assert not card.total.on_border


def test_the_card_counts_marks_and_names_nobody(client_as):
    world = scored(1)
    SchoolCloseup.objects.filter(run=world.run).delete()
    SchoolCloseup.objects.create(
        run=world.run,
        organisation=world.schools[0],
        marks=[["straight_line", "", 6], ["role_gap", "1", 1], ["jump", "none", 1]],
        without={"left_out": 6, "scores": {"1": [2.5, 2]}},
        calm={"*": [4.2, 0.3, 0.6]},
    )

    page = card_page(client_as(world.schools[0], Role.HEAD), world.schools[0])

    assert "Cek mutu data" in page
    assert "hampir semua jawabannya sama" in page
    assert "lembar bertanda tidak dihitung" in page
    assert "Taksiran tenang" in page
    assert "dalam satu siklus" not in page


def test_hidden_nodes_stay_hidden_beside_the_scores(client_as):
    world = scored(1)
    result = SchoolResult.objects.get(run=world.run)
    result.hidden[world.run.nodes.index("1")] = True
    result.save()
    SchoolCloseup.objects.filter(run=world.run).delete()
    SchoolCloseup.objects.create(
        run=world.run,
        organisation=world.schools[0],
        marks=[["role_gap", "1", 1]],
        without={"left_out": 6, "scores": {"1": [2.51, 2]}},
        calm={"1": [4.27, 0.3, 0.6]},
    )

    page = card_page(client_as(world.schools[0], Role.HEAD), world.schools[0])

    assert "2,51" not in page
    assert "4,27" not in page
    assert "Cek mutu data" not in page


def region(world):
    RegionCloseup.objects.filter(run=world.run).delete()
    return RegionCloseup.objects.create(
        run=world.run,
        organisation=world.district,
        before=world.run,
        apart={"*": [0.42, 1.37, 0.21, world.area.code, "tidak ada"]},
        changes={"*": [0.51, 0.1, 1, 7]},
    )


def look(client, unit, **query):
    address = reverse("scoring:map-detail", args=[unit.code])
    return client.get(address, query).content.decode()


def test_the_district_reads_how_far_its_units_lie_apart_and_what_changed(client_as):
    world = scored(7)
    region(world)

    page = look(client_as(world.district, Role.HEAD), world.district)

    assert "η²" in page
    assert "1,37" in page
    assert "▲ Naik" in page
    assert "7 sekolah yang terhitung di kedua siklus" in page
    about_all = "Bagian ini atas semua sekolah, negeri dan swasta."
    assert about_all not in page
    client = client_as(world.district, Role.HEAD)
    assert about_all in look(client, world.district, status="SWASTA")


def test_a_school_reads_neither_of_its_district(client_as):
    world = scored(7)
    region(world)

    page = look(client_as(world.schools[0], Role.HEAD), world.district)

    assert "η²" not in page
    assert "1,37" not in page
    assert "kedua siklus" not in page


def test_the_sheet_of_the_district_holds_them_too(client_as):
    world = scored(7)
    region(world)
    url = reverse("scoring:map-sheet", args=[world.district.code, "csv"])

    own = client_as(world.district, Role.HEAD).get(url).content.decode()
    school = client_as(world.schools[0], Role.HEAD).get(url).content.decode()

    assert "0.42" in own or "0,42" in own
    assert "0.42" not in school
    assert "0,42" not in school


def test_change_over_versions_of_a_set_goes_by_code_and_crosswalk():
    world = scored(2)
    version = world.run.framework_version
    other = type(version).objects.create(
        framework=version.framework,
        label="lama",
        scale_max=version.scale_max,
        minimum_respondents=version.minimum_respondents,
    )
    for level in version.levels.all():
        level.pk, level.version = None, other
        level.save()
    parents = {}
    for node in version.nodes.order_by("position"):
        code, parent = node.code, node.parent_id
        node.pk, node.version = None, other
        node.parent = parents.get(parent)
        node.save()
        parents[version.nodes.get(code=code).pk] = node
    again = compute(world.campaign, at=AT + dt.timedelta(days=1))
    publish(again, Audience.TREE)
    ScoreRun.objects.filter(pk=world.run.pk).update(framework_version=other)

    card = school_card(world.schools[0], again.pk, world.run.pk)

    assert card.nodes["1"].change.points == 0
    assert card.total.change is not None
