"""Invented action points."""

from __future__ import annotations

import datetime as dt

import factory

from sakaguru.followup.models import ActionPoint

OPENED_AT = dt.datetime(2026, 11, 2, 3, 0, tzinfo=dt.UTC)
DUE = dt.date(2026, 11, 20)


class ActionPointFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ActionPoint

    owner = factory.SubFactory("factories.organisations.OrganisationFactory")
    title = factory.Sequence(lambda n: f"Periksa hal {n:05}")
    area_code = "33.02"
    year = 2026
    serial = factory.Sequence(lambda n: n + 1)
    number = factory.LazyAttribute(lambda o: f"TL/{o.area_code}/{o.year}/{o.serial}")
    due_on = DUE
    first_due_on = factory.SelfAttribute("due_on")
    opened_at = OPENED_AT
