from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from factories.organisations import OrganisationFactory, line

from sakaguru.organisations.enums import Role, Tier
from sakaguru.organisations.models import ApiToken

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return line(Tier.NATION, Tier.DISTRICT)[-1]


@pytest.fixture
def client(unit, client_as):
    return client_as(unit, Role.HEAD)


def issue(client):
    url = reverse("organisations:token-issue")
    page = client.post(url, {"name": "Dasbor", "days": "30"})
    return page, page.text.split('<code class="secret">')[-1].split("<")[0]


def reading(secret):
    return Client(headers={"Authorization": f"Bearer {secret}"})


def test_a_token_is_shown_once_and_reads_as_its_membership(client, unit):
    page, secret = issue(client)
    again = client.get(reverse("organisations:token-list"))
    own = reverse("organisations:organisation-detail", args=[unit.code])

    assert page.status_code == 200
    assert "Dasbor" in again.text
    assert secret not in again.text
    assert reading(secret).get(own).status_code == 200
    assert reading("skg_salah").get(own).status_code == 401


def test_a_token_reads_only(client, unit):
    _page, secret = issue(client)
    invite = reverse("organisations:person-invite", args=[unit.code])

    assert reading(secret).post(invite, {}).status_code == 401


@pytest.mark.parametrize(
    "name", ["organisations:token-list", "account_email", "mfa_index"]
)
def test_a_token_does_not_open_a_persons_own_pages(client, name):
    _page, secret = issue(client)

    assert reading(secret).get(reverse(name)).status_code == 403


def test_a_token_does_not_see_what_its_membership_may_not(client):
    _page, secret = issue(client)
    other = line(Tier.NATION, Tier.DISTRICT)[-1]
    strange = reverse("organisations:people-list", args=[other.code])

    assert reading(secret).get(strange).status_code in {403, 404}


def test_a_revoked_token_is_refused_on_the_next_request(client, unit):
    _page, secret = issue(client)
    own = reverse("organisations:organisation-detail", args=[unit.code])
    assert reading(secret).get(own).status_code == 200

    client.post(reverse("organisations:token-revoke", args=[ApiToken.objects.get().pk]))

    assert reading(secret).get(own).status_code == 401


def test_somebody_elses_token_is_not_found(client, client_as):
    issue(client)
    other = client_as(OrganisationFactory(), Role.HEAD)
    url = reverse("organisations:token-revoke", args=[ApiToken.objects.get().pk])

    assert other.post(url).status_code == 404


def test_a_token_without_a_name_is_refused_with_words(client):
    page = client.post(reverse("organisations:token-issue"), {"days": "30"})

    assert page.status_code == 422
    assert not ApiToken.objects.exists()


def test_an_empty_list_says_what_a_token_is_for(client):
    page = client.get(reverse("organisations:token-list"))

    assert "Belum ada kunci" in page.text
