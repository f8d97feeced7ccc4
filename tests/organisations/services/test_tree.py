from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from factories.organisations import OrganisationFactory, line

from sakaguru.core.access import SYSTEM
from sakaguru.core.errors import NotAllowed
from sakaguru.organisations.enums import Role, Tier
from sakaguru.organisations.models import Organisation, Placement, Succession
from sakaguru.organisations.queries.organisations import tier_names
from sakaguru.organisations.queries.tree import children_on, line_on, tree_on
from sakaguru.organisations.services.tree import (
    ChangeBeforeHistory,
    MisplacedUnit,
    UnitStillInUse,
    close_organisation,
    merge_organisations,
    move_organisation,
    name_tier,
    rename_organisation,
    split_organisation,
)

BEFORE = dt.date(2020, 1, 1)
DAY = dt.date(2026, 7, 1)
AT = dt.datetime(2026, 7, 1, 8, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


def test_move_carries_all_below_and_history_still_tells_the_old_place():
    nation, province, old = line(1, 2, 3)
    new = OrganisationFactory(tier=3, parent=province)
    area = OrganisationFactory(tier=4, parent=old)
    school = OrganisationFactory(tier=6, parent=area)

    move_organisation(actor=SYSTEM, unit=area, parent=new, on=DAY, at=AT)

    school.refresh_from_db()
    assert school.path == f"{new.path}{area.code}/{school.code}/"
    assert [u.pk for u in line_on(school, BEFORE)] == [
        nation.pk,
        province.pk,
        old.pk,
        area.pk,
        school.pk,
    ]
    assert list(children_on(old, BEFORE)) == [area]
    assert list(children_on(old, DAY)) == []
    then = {u.pk: u.path for u in tree_on(BEFORE)}
    now = {u.pk: u.path for u in tree_on(DAY)}
    assert then[school.pk].startswith(old.path)
    assert now[school.pk] == school.path


def test_move_refuses_a_place_at_the_same_tier_or_below_itself():
    _nation, province, district = line(1, 2, 3)
    sibling = OrganisationFactory(tier=3, parent=province)

    with pytest.raises(MisplacedUnit):
        move_organisation(actor=SYSTEM, unit=district, parent=sibling, on=DAY, at=AT)

    district.refresh_from_db()
    assert district.parent == province


def test_move_refuses_a_day_before_the_present_placement_began():
    _nation, province, district = line(1, 2, 3)
    other = OrganisationFactory(tier=2, parent=province.parent)

    with pytest.raises(ChangeBeforeHistory):
        move_organisation(
            actor=SYSTEM, unit=district, parent=other, on=district.opened_on, at=AT
        )


def test_move_needs_the_right_at_both_places(actor_at):
    nation, province, district = line(1, 2, 3)
    other = OrganisationFactory(tier=2, parent=nation)
    area = OrganisationFactory(tier=4, parent=district)
    head = actor_at(province, Role.HEAD)

    with pytest.raises(NotAllowed):
        move_organisation(actor=head, unit=area, parent=other, on=DAY, at=AT)
    move_organisation(
        actor=actor_at(nation, Role.HEAD), unit=area, parent=other, on=DAY, at=AT
    )

    area.refresh_from_db()
    assert area.parent == other


def test_rename_keeps_the_old_name_for_as_then(actor_at):
    _nation, province = line(1, 2)
    old = province.name

    rename_organisation(
        actor=actor_at(province, Role.HEAD), unit=province, name="Baru", on=DAY, at=AT
    )

    assert {u.name for u in tree_on(BEFORE)} >= {old}
    assert {u.name for u in tree_on(DAY)} >= {"Baru"}


def test_merge_moves_what_stood_below_and_notes_the_succession():
    _nation, _province, one = line(1, 2, 3)
    two = OrganisationFactory(tier=3, parent=one.parent)
    area = OrganisationFactory(tier=4, parent=one)

    merge_organisations(actor=SYSTEM, units=[one], into=two, on=DAY, at=AT)

    area.refresh_from_db()
    one.refresh_from_db()
    assert area.parent == two
    assert one.closed_on == DAY
    assert Succession.objects.get().kind == "merge"


def test_split_moves_the_chosen_and_leaves_the_others():
    _nation, _province, one = line(1, 2, 3)
    new = OrganisationFactory(tier=3, parent=one.parent)
    stays, goes = OrganisationFactory.create_batch(2, tier=4, parent=one)

    split_organisation(actor=SYSTEM, unit=one, into=new, children=[goes], on=DAY, at=AT)

    assert list(Organisation.objects.filter(parent=one)) == [stays]
    assert Succession.objects.get().kind == "split"


def test_close_refuses_while_units_below_are_open():
    _nation, _province, district = line(1, 2, 3)
    OrganisationFactory(tier=4, parent=district)

    with pytest.raises(UnitStillInUse):
        close_organisation(actor=SYSTEM, unit=district, on=DAY, at=AT)


def test_a_unit_cannot_stand_at_two_places_at_once():
    _nation, _province, district = line(1, 2, 3)

    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.objects.create(
            organisation=district, parent=district.parent, valid_from=DAY
        )


def test_a_district_names_its_own_tiers(actor_at):
    nation, province, district = line(1, 2, 3)

    name_tier(
        actor=actor_at(district, Role.HEAD),
        district=district,
        tier=Tier.AREA,
        name="Korwil",
        at=AT,
    )

    assert tier_names([nation, province, district])[Tier.AREA] == "Korwil"
    with pytest.raises(NotAllowed):
        name_tier(
            actor=actor_at(OrganisationFactory(), Role.HEAD),
            district=district,
            tier=Tier.AREA,
            name="Lain",
            at=AT,
        )
