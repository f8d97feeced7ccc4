"""Costly operations are limited per person; every door that hands out files is."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import resolve, reverse
from factories.organisations import OrganisationFactory
from matrix.addresses import addresses

from sakaguru.accounts.models import Counted
from sakaguru.config import limits
from sakaguru.config.limits import (
    AT_THE_DOOR,
    BY_NAME,
    LIMITS,
    LimitNotNamedError,
    OperationLimits,
)
from sakaguru.organisations.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def frozen(monkeypatch):
    """A clock that stands at the beginning of a window of every limit."""
    monkeypatch.setattr(limits.time, "time", lambda: 1_800_000_000.0)


def test_every_limit_is_about_an_address_that_is_there():
    known = {each.name for each in addresses()}

    assert sorted((set(BY_NAME) | set(AT_THE_DOOR)) - known) == []
    assert not set(BY_NAME) & set(AT_THE_DOOR)


def test_no_address_stands_under_two_limits():
    names = " ".join(LIMITS.values()).split()

    assert len(names) == len(set(names))


@pytest.mark.parametrize("limit", LIMITS, ids=lambda each: each.name)
def test_each_limit_stops_the_next_one_and_only_of_that_person(
    limit, client_as, frozen, monkeypatch
):
    monkeypatch.setattr(limits, "BY_NAME", {"accounts:own-data": small(limit)})
    unit = OrganisationFactory()
    one, other = client_as(unit, Role.HEAD), client_as(unit, Role.VIEWER)
    page = reverse("accounts:own-data")

    assert [one.get(page).status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = one.get(page)
    assert 0 < int(refused.headers["Retry-After"]) <= limit.seconds
    assert "Terlalu banyak" in refused.text
    assert other.get(page).status_code == 200
    assert one.get("/").status_code == 200, "ordinary pages stay open"


def small(limit):
    return limits.Limit(limit.name, 3, limit.seconds, 2)


def test_the_next_window_begins_anew(client_as, monkeypatch):
    at = [1_800_000_000.0]
    monkeypatch.setattr(limits.time, "time", lambda: at[0])
    monkeypatch.setattr(limits, "BY_NAME", {"accounts:own-data": small(limits.TABLE)})
    client = client_as(OrganisationFactory(), Role.HEAD)
    page = reverse("accounts:own-data")
    for _ in range(4):
        last = client.get(page)
    assert last.status_code == 429

    at[0] += int(last.headers["Retry-After"])

    assert client.get(page).status_code == 200


def test_who_did_not_sign_in_is_counted_by_network_and_more_are_let_in(
    frozen, monkeypatch
):
    monkeypatch.setattr(limits, "BY_NAME", {"heads": small(limits.TOLD)})
    page = reverse("heads")
    there = [Client().get(page, REMOTE_ADDR="203.0.113.7") for _ in range(7)]

    assert [each.status_code for each in there] == [200] * 6 + [429]
    assert Client().get(page, REMOTE_ADDR="203.0.113.8").status_code == 200
    assert "203.0.113" not in str(list(Counted.objects.values()))


def test_no_count_tells_that_an_account_was_where_a_link_is_the_key(
    client_as, frozen, monkeypatch
):
    monkeypatch.setattr(
        limits, "BY_NAME", {"survey:withdrawal-take": small(limits.CHECK)}
    )
    page = reverse("survey:withdrawal-take")
    for client in (Client(), client_as(OrganisationFactory(), Role.TEACHER)):
        client.post(page, {"kode": "A"}, REMOTE_ADDR="203.0.113.7")

    assert [each.value for each in Counted.objects.all()] == ["2"]


@pytest.mark.parametrize("word", limits.SEARCHED)
def test_a_list_that_is_searched_counts_as_a_search(
    word, client_as, frozen, monkeypatch
):
    monkeypatch.setattr(limits, "SEARCH", small(limits.SEARCH))
    client = client_as(OrganisationFactory(), Role.HEAD)
    page = reverse("organisations:organisation-list")

    assert [client.get(page, {word: "a"}).status_code for _ in range(4)][3] == 429
    assert client.get(page).status_code == 200
    assert client.get(page, {word: ""}).status_code == 200


def test_a_door_that_hands_out_a_file_and_has_no_limit_is_found():
    request = RequestFactory().get("/organisasi/")
    request.resolver_match = resolve("/organisasi/")
    file = HttpResponse(b"", headers={"Content-Disposition": "attachment"})

    assert OperationLimits(lambda _: HttpResponse())(request).status_code == 200
    with pytest.raises(LimitNotNamedError, match="organisation-list"):
        OperationLimits(lambda _: file)(request)


def test_one_more_costs_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        limits.counted_up("a", 60)
    assert limits.counted_up("a", 60) == 2
