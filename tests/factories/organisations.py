"""Invented units and people."""

from __future__ import annotations

import datetime as dt

import factory

from sakaguru.accounts.models import User
from sakaguru.organisations.enums import SchoolStatus, Tier
from sakaguru.organisations.models import (
    Area,
    Membership,
    NameSpell,
    Organisation,
    Placement,
    School,
)

FOUNDED = dt.date(2010, 1, 1)


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"warga{n:05}@contoh.invalid")
    name = factory.Sequence(lambda n: f"Warga Contoh {n:05}")


class AreaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Area

    code = factory.Sequence(lambda n: f"{n:02d}.{n:02d}.01")
    name = factory.Sequence(lambda n: f"Wilayah {n:05}")
    level = 3


class OrganisationFactory(factory.django.DjangoModelFactory):
    """A unit; without a parent it is a nation of its own."""

    class Meta:
        model = Organisation
        skip_postgeneration_save = True

    tier = factory.LazyAttribute(
        lambda o: min(o.parent.tier + 1, Tier.SCHOOL) if o.parent else Tier.NATION
    )
    code = factory.Sequence(lambda n: f"U{n:05}")
    name = factory.Sequence(lambda n: f"Unit Contoh {n:05}")
    parent = None
    path = factory.LazyAttribute(
        lambda o: f"{o.parent.path if o.parent else ''}{o.code}/"
    )
    opened_on = FOUNDED

    @factory.post_generation
    def history(self, create, extracted, **_):
        Placement.objects.create(
            organisation=self, parent=self.parent, valid_from=self.opened_on
        )
        NameSpell.objects.create(
            organisation=self, name=self.name, valid_from=self.opened_on
        )


class SchoolFactory(factory.django.DjangoModelFactory):
    """A school with its organisation; ``SchoolFactory(organisation__parent=...)``."""

    class Meta:
        model = School

    organisation = factory.SubFactory(
        OrganisationFactory,
        tier=Tier.SCHOOL,
        code=factory.Sequence(lambda n: f"{90_000_000 + n}"),
        parent=factory.SubFactory(OrganisationFactory),
    )
    npsn = factory.LazyAttribute(lambda o: o.organisation.code)
    status = SchoolStatus.PUBLIC
    pupils = 120
    upper_pupils = 60
    teachers = 9


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = "head"
    valid_from = FOUNDED


def line(*tiers: int) -> list[Organisation]:
    """Make one unit per tier, each below the former: ``line(1, 2, 3)``."""
    units: list[Organisation] = []
    for tier in tiers:
        parent = units[-1] if units else None
        units.append(OrganisationFactory(tier=tier, parent=parent))
    return units
