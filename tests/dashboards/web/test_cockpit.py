"""The cockpit: one page per unit, over all below it, for those who may."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from factories.findings import FindingFactory, derived
from factories.followup import ActionPointFactory
from factories.organisations import OrganisationFactory
from factories.scoring import scored

from sakaguru.dashboards.models import UnitFigures
from sakaguru.dashboards.permissions import VIEW_COCKPIT
from sakaguru.dashboards.queries import figures
from sakaguru.dashboards.services.figures import prepare_figures
from sakaguru.findings.models import Finding
from sakaguru.findings.permissions import VIEW_FINDING
from sakaguru.followup.permissions import VIEW_POINT
from sakaguru.organisations.enums import Role
from sakaguru.scoring.enums import Audience
from sakaguru.scoring.permissions import VIEW_CARD, VIEW_REGION
from sakaguru.survey.permissions import VIEW_CAMPAIGN, VIEW_PROGRESS

pytestmark = pytest.mark.django_db


def address(unit):
    return reverse("dashboards:cockpit", args=[unit.code])


def shown(client, unit):
    page = client.get(address(unit))
    assert page.status_code == 200
    return page.content.decode()


def aged(days):
    return dt.datetime.now(dt.UTC) - dt.timedelta(days=days)


@pytest.mark.function("H1")
@pytest.mark.parametrize("tier", ["province", "district", "area", "cluster", "school"])
def test_every_head_finds_the_whole_cycle_on_one_page(client_as, tier):
    world = scored(5, audience=Audience.TREE)
    derived(world.run)
    unit = world.schools[0] if tier == "school" else getattr(world, tier)

    page = shown(client_as(unit, Role.HEAD_OF_QA), unit)

    for words in ("Di mana kita dalam siklus", "Delapan standar", "Celah menurut umur"):
        assert words in page
    assert "Keputusan yang menunggu" in page
    assert world.campaign.name in page
    assert page.count("cycle-step ") == 7
    asked = 1 if tier == "school" else 5
    assert f"{asked} dari {asked}" in page or f"0 dari {asked}" in page


@pytest.mark.function("H1")
def test_each_figure_opens_what_it_is_made_of(client_as):
    world = scored(5)
    derived(world.run)
    client = client_as(world.district, Role.HEAD)
    page = shown(client, world.district)
    open_gaps = Finding.objects.open_gaps().filter(is_shared=True).count()

    register = reverse("findings:finding-register", args=[world.district.code])
    for wanted in (f"{register}?umur=0", f"{register}?belum=owner"):
        assert f'href="{wanted}"' in page
        assert client.get(wanted).status_code == 200
    assert f"{open_gaps} celah" in client.get(register).content.decode()
    standard = reverse("scoring:map-detail", args=[world.district.code])
    assert f'href="{standard}?standar=1"' in page


def test_old_gaps_without_an_owner_are_late_and_asked_about(client_as):
    unit = OrganisationFactory()
    FindingFactory(organisation=unit, found_at=aged(40))
    FindingFactory(organisation=unit, found_at=aged(2))

    page = shown(client_as(unit, Role.HEAD), unit)

    assert "Siapa yang menangani 2 celah tanpa penanggung jawab?" in page
    assert "1 terlambat" in page
    assert "Yang paling lama" not in page
    assert "Yang paling terlambat sekarang:" in page


def test_late_points_wait_for_a_decision(client_as):
    unit = OrganisationFactory()
    day = timezone.localdate()
    late = day - dt.timedelta(days=3)
    ActionPointFactory(owner=unit, due_on=late, first_due_on=late)

    page = shown(client_as(unit, Role.HEAD), unit)

    assert "Bantu, tunda, atau hentikan 1 tindak lanjut yang terlambat?" in page


def test_a_unit_without_a_cycle_is_told_how_to_begin(client_as):
    unit = OrganisationFactory()

    page = shown(client_as(unit, Role.HEAD), unit)

    assert "Belum ada siklus mutu di sini" in page
    assert "Tidak ada celah yang terbuka" in page


@pytest.mark.parametrize(
    "role", [Role.COMMITTEE, Role.TEACHER, Role.MANAGER, Role.PARTNER_OFFICER]
)
def test_others_have_no_cockpit(client_as, role):
    unit = OrganisationFactory()

    assert client_as(unit, role).get(address(unit)).status_code == 404


def test_nobody_looks_beside_or_above(client_as):
    world = scored(3)
    one, two = world.schools[:2]
    client = client_as(one, Role.HEAD)

    assert client.get(address(one)).status_code == 200
    assert client.get(address(two)).status_code == 404
    assert client.get(address(world.district)).status_code == 404


def test_units_above_see_no_score_before_the_tree_may(client_as):
    world = scored(3, audience=Audience.SCHOOL)
    derived(world.run)
    school = world.schools[0]

    above = shown(client_as(world.district, Role.HEAD), school)
    own = shown(client_as(school, Role.HEAD), school)

    assert "Belum ada rapor mutu yang boleh dibuka di sini" in above
    assert "Tidak ada celah yang terbuka" in above
    assert "Seluruh standar" in own


def test_who_may_open_it_may_read_each_of_its_figures():
    rules = (VIEW_FINDING, VIEW_POINT, VIEW_CARD, VIEW_REGION)
    for rule in (*rules, VIEW_CAMPAIGN, VIEW_PROGRESS):
        assert VIEW_COCKPIT.roles <= rule.roles


@pytest.mark.parametrize("schools", [1, 3])
def test_it_costs_the_same_for_one_school_and_three(
    client_as, django_assert_max_num_queries, schools
):
    world = scored(schools)
    derived(world.run)
    client = client_as(world.district, Role.HEAD)
    client.get(address(world.district))

    with django_assert_max_num_queries(36) as queries:
        client.get(address(world.district))

    assert len(queries) == COUNTED.setdefault("district", len(queries))


COUNTED: dict[str, int] = {}


def test_large_units_are_counted_beforehand(client_as, monkeypatch):
    monkeypatch.setattr(figures, "COUNTED_LIVE", 2)
    world = scored(3)
    derived(world.run)
    now = dt.datetime.now(dt.UTC)

    units = prepare_figures(day=timezone.localdate(now), at=now)
    Finding.objects.all().delete()
    page = shown(client_as(world.province, Role.HEAD), world.province)

    assert units == 3
    assert UnitFigures.objects.count() == 3
    assert "Dihitung saat halaman ini dibuka" not in page
    assert "celah tanpa penanggung jawab?" in page


def test_the_menu_leads_to_the_own_cockpit(client_as):
    unit = OrganisationFactory()
    client = client_as(unit, Role.HEAD)

    assert reverse("dashboards:own-cockpit") in client.get("/").content.decode()
    answer = client.get(reverse("dashboards:own-cockpit"))
    assert answer.headers["Location"] == address(unit)


def test_who_has_no_cockpit_is_told_where_to_look_instead(client_as):
    client = client_as(OrganisationFactory(), Role.COMMITTEE)

    answer = client.get(reverse("dashboards:own-cockpit"))

    assert answer.status_code == 403
    assert "Kokpit dipakai pimpinan dan tim mutu" in answer.content.decode()
