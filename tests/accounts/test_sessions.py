"""How long a session lasts, what asks for the password again, and other devices."""

from __future__ import annotations

import time

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from factories.organisations import MembershipFactory, line

from sakaguru.accounts.models import User
from sakaguru.organisations.enums import Role, Tier
from sakaguru.organisations.models import Invitation

pytestmark = pytest.mark.django_db
PASSWORD = "melati-putih-27"
INSIDE = "/organisasi/"


@pytest.fixture(autouse=True)
def _nobody_has_tried_before():
    cache.clear()


@pytest.fixture
def person():
    user = User.objects.create_user("warga@contoh.invalid", PASSWORD, name="Warga")
    MembershipFactory(user=user, organisation=unit_at(Tier.DISTRICT), role=Role.HEAD)
    return user


def unit_at(tier):
    return line(Tier.NATION, tier)[-1]


def signed_in(email="warga@contoh.invalid"):
    client = Client()
    url = reverse("account_login")
    assert client.post(url, {"login": email, "password": PASSWORD}).status_code == 302
    return client


def test_a_session_ends_however_busy_it_is(person, settings):
    client = signed_in()
    assert client.get(INSIDE).status_code == 200
    session = client.session
    session["session_began"] = int(time.time()) - settings.SESSION_AT_MOST - 1
    session.save()

    assert client.get(INSIDE).status_code == 302


def test_use_moves_the_end_of_an_idle_session_at_most_once_a_minute(person):
    client = signed_in()
    client.get(INSIDE)
    first = client.session["session_seen"]
    client.get(INSIDE)
    assert client.session["session_seen"] == first
    session = client.session
    session["session_seen"] = first - 61
    session.save()

    client.get(INSIDE)

    assert client.session["session_seen"] >= first


def test_a_new_session_key_is_given_at_sign_in(person):
    client = Client()
    client.get(reverse("account_login"))
    before = client.session.session_key
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})

    assert client.session.session_key != before


def test_a_changed_password_ends_the_sessions_on_other_devices(person):
    here, there = signed_in(), signed_in()
    words = {
        "oldpassword": PASSWORD,
        "password1": "kenanga-81-x",
        "password2": "kenanga-81-x",
    }

    here.post(reverse("account_change_password"), words)

    assert there.get(INSIDE).status_code == 302


def test_other_devices_are_listed_and_signed_out(person):
    here, there = signed_in(), signed_in()

    page = here.get(reverse("usersessions_list"))
    assert page.text.count("127.0.0.1") == 2
    asked = here.post(reverse("usersessions_list"))
    assert there.get(INSIDE).status_code == 200, "the password is asked for first"
    words = {"password": PASSWORD, "next": reverse("usersessions_list")}
    here.post(asked.headers["Location"], words)

    assert there.get(INSIDE).status_code == 302
    assert here.get(INSIDE).status_code == 200


def test_giving_a_role_asks_for_the_password_again_and_then_goes_on(person):
    client = signed_in()
    unit = person.memberships.get().organisation
    url = reverse("organisations:person-invite", args=[unit.code])
    words = {"name": "Baru", "email": "baru@contoh.invalid", "role": Role.VIEWER}

    asked = client.post(url, words)
    assert asked.headers["Location"].startswith(reverse("account_reauthenticate"))
    assert not Invitation.objects.exists()
    client.post(asked.headers["Location"], {"password": PASSWORD, "next": url})

    assert Invitation.objects.get().email == "baru@contoh.invalid"


def test_a_session_gets_a_new_name_when_the_password_is_entered_again(person):
    client = signed_in()
    before = client.session.session_key
    asked = client.post(reverse("usersessions_list"))

    client.post(asked.headers["Location"], {"password": PASSWORD, "next": INSIDE})

    assert client.session.session_key != before
    stolen = Client()
    stolen.cookies["sessionid"] = before
    assert stolen.get(INSIDE).status_code == 302
    assert client.get(reverse("usersessions_list")).text.count("127.0.0.1") == 1


def test_the_sign_in_address_is_changed_only_after_the_password_again(person):
    client = signed_in()

    asked = client.post(
        reverse("account_email"), {"action_add": "", "email": "baru@contoh.invalid"}
    )

    assert asked.headers["Location"].startswith(reverse("account_reauthenticate"))
    assert not person.emailaddress_set.filter(email="baru@contoh.invalid").exists()


def test_guessing_is_slowed_for_the_account_not_for_the_school(person, standing):
    neighbour = User.objects.create_user("lain@contoh.invalid", PASSWORD, name="Lain")
    MembershipFactory(user=neighbour)
    for _ in range(10):
        Client().post(
            reverse("account_login"), {"login": person.email, "password": "salah"}
        )

    stopped = Client().post(
        reverse("account_login"), {"login": person.email, "password": PASSWORD}
    )
    assert stopped.status_code == 200, "even the right password waits now"
    signed_in(neighbour.email)
