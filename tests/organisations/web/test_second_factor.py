from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from factories.organisations import MembershipFactory, line

from sakaguru.accounts.models import User
from sakaguru.organisations.enums import Role, Tier

pytestmark = pytest.mark.django_db
HOME, SETUP = "/", "mfa_index"


@pytest.fixture(autouse=True)
def _asked_above_schools(settings):
    settings.SECOND_FACTOR = "above-school"


def unit_at(tier):
    alone = tier in {Tier.NATION, Tier.PARTNER}
    return line(*([tier] if alone else [Tier.NATION, tier]))[-1]


@pytest.mark.parametrize(
    "tier", [Tier.NATION, Tier.PROVINCE, Tier.DISTRICT, Tier.AREA, Tier.CLUSTER, 9]
)
def test_people_above_schools_are_led_to_set_it_up(client_as, tier):
    client = client_as(unit_at(tier), Role.VIEWER)

    led = client.get(HOME)

    assert (led.status_code, led.headers["Location"]) == (302, reverse(SETUP))
    assert client.get(reverse(SETUP)).status_code == 200
    assert client.post(reverse("account_logout")).status_code == 302


def test_people_of_schools_work_without(client_as):
    client = client_as(unit_at(Tier.SCHOOL), Role.HEAD)

    assert client.get(HOME).status_code == 200


def test_with_a_second_factor_the_work_goes_on(client_as, actor_at):
    actor = actor_at(unit_at(Tier.DISTRICT), Role.HEAD)
    Authenticator.objects.create(user_id=actor.user_id, type="totp", data={})

    assert client_as(actor).get(HOME).status_code == 200


def test_recovery_codes_alone_are_no_second_factor(client_as, actor_at):
    actor = actor_at(unit_at(Tier.DISTRICT), Role.HEAD)
    Authenticator.objects.create(user_id=actor.user_id, type="recovery_codes", data={})

    assert client_as(actor).get(HOME).status_code == 302


def test_a_second_role_above_a_school_counts_too(client_as, actor_at):
    actor = actor_at(unit_at(Tier.SCHOOL), Role.HEAD)
    office = unit_at(Tier.DISTRICT)
    MembershipFactory(user=User.objects.get(pk=actor.user_id), organisation=office)

    assert client_as(actor).get(HOME).status_code == 302


def test_an_installation_may_ask_everyone_or_nobody(client_as, settings):
    client = client_as(unit_at(Tier.SCHOOL), Role.HEAD)

    settings.SECOND_FACTOR = "everyone"
    assert client.get(HOME).status_code == 302
    settings.SECOND_FACTOR = "never"
    assert client.get(HOME).status_code == 200
