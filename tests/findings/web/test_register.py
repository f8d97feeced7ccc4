"""The open gaps of a region in one list, for those who may see them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from factories.findings import FindingFactory
from factories.organisations import OrganisationFactory

from sakaguru.findings.enums import Severity
from sakaguru.organisations.enums import Role

pytestmark = pytest.mark.django_db
NOW = dt.datetime.now(dt.UTC)


def ago(days):
    return NOW - dt.timedelta(days=days)


def opened(client, unit, **wanted):
    page = client.get(
        reverse("findings:finding-register", args=[unit.code]), query_params=wanted
    )
    assert page.status_code == 200
    return list(page.context["gaps"].object_list)


def test_filters_find_the_old_the_heavy_and_the_loose(client_as):
    unit = OrganisationFactory()
    old = FindingFactory(organisation=unit, found_at=ago(400), has_owner=True)
    heavy = FindingFactory(
        organisation=unit, found_at=ago(3), severity=Severity.CRITICAL, has_cause=True
    )
    client = client_as(unit, Role.HEAD)

    assert opened(client, unit) == [old, heavy]
    assert opened(client, unit, umur="4") == [old]
    assert opened(client, unit, umur="0") == [heavy]
    assert opened(client, unit, tingkat="4") == [heavy]
    assert opened(client, unit, belum="owner") == [heavy]
    assert opened(client, unit, belum="cause") == [old]
    assert opened(client, unit, cari=old.node.code) == [old]
    assert opened(client, unit, umur="99", belum="semua") == [old, heavy]


def test_what_is_not_shared_stays_with_the_own_team(client_as):
    unit = OrganisationFactory()
    finding = FindingFactory(organisation=unit, is_shared=False)

    assert opened(client_as(unit, Role.HEAD), unit) == [finding]
    assert opened(client_as(unit, Role.VIEWER), unit) == []


def test_another_unit_is_not_there(client_as):
    unit, other = OrganisationFactory(), OrganisationFactory()
    address = reverse("findings:finding-register", args=[unit.code])

    assert client_as(other, Role.HEAD).get(address).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_gap_and_three(
    client_as, django_assert_num_queries, count
):
    unit = OrganisationFactory()
    FindingFactory.create_batch(count, organisation=unit)
    client = client_as(unit, Role.HEAD)
    address = reverse("findings:finding-register", args=[unit.code])
    client.get(address)

    with django_assert_num_queries(8):
        client.get(address)
