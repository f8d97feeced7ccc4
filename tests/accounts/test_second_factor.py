"""The second step: codes are guessed slowly, used once, and cannot be gone around."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from django.urls import reverse
from factories.organisations import MembershipFactory

from sakaguru.accounts.models import User

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("standing", "half_minute"),
]
PASSWORD, SECRET = "melati-putih-27", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STEP = "/akun/2fa/authenticate/"


@pytest.fixture
def person():
    user = User.objects.create_user("warga@contoh.invalid", PASSWORD, name="Warga")
    MembershipFactory(user=user)
    TOTP.activate(user, SECRET)
    RecoveryCodes.activate(user)
    return user


def code_now():
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(SECRET, counter))


def first_step(email="warga@contoh.invalid"):
    client = Client()
    words = {"login": email, "password": PASSWORD}
    answer = client.post(reverse("account_login"), words)
    assert answer.headers["Location"].startswith(STEP)
    return client


def is_in(client):
    return "_auth_user_id" in client.session


def test_a_password_alone_opens_nothing(person):
    client = first_step()

    assert not is_in(client)
    assert client.get("/organisasi/").status_code == 302


def test_the_code_of_now_opens_and_only_once(person):
    code = code_now()
    one, other = first_step(), first_step()
    one.post(STEP, {"code": code})
    other.post(STEP, {"code": code})

    assert (is_in(one), is_in(other)) == (True, False)


def test_a_spare_code_opens_and_only_once(person):
    stored = Authenticator.objects.get(type="recovery_codes")
    code = RecoveryCodes(stored).get_unused_codes()[0]
    one, other = first_step(), first_step()
    one.post(STEP, {"code": code})
    other.post(STEP, {"code": code})

    assert (is_in(one), is_in(other)) == (True, False)


def test_after_ten_wrong_codes_even_the_right_one_waits(person):
    for _ in range(10):
        first_step().post(STEP, {"code": "000000"})
    client = first_step()
    answer = client.post(STEP, {"code": code_now()})

    assert answer.status_code == 200
    assert not is_in(client)


def test_the_second_step_cannot_be_begun_without_the_first(person):
    answer = Client().post(STEP, {"code": code_now()})

    assert answer.headers["Location"].startswith(reverse("account_login"))


def test_a_code_of_one_person_does_not_open_for_another(person):
    other = User.objects.create_user("lain@contoh.invalid", PASSWORD, name="Lain")
    MembershipFactory(user=other)
    TOTP.activate(other, SECRET[::-1])
    client = first_step(other.email)
    client.post(STEP, {"code": code_now()})

    assert not is_in(client)


@pytest.mark.parametrize(
    "name",
    [
        *("mfa_activate_totp", "mfa_deactivate_totp", "mfa_generate_recovery_codes"),
        *("mfa_view_recovery_codes", "mfa_download_recovery_codes", "mfa_add_webauthn"),
    ],
)
def test_factors_are_shown_and_changed_only_after_the_password_again(person, name):
    client = Client()
    client.force_login(person)

    for answer in (client.get(reverse(name)), client.post(reverse(name))):
        asked = "/reauthenticate/" in answer.headers.get("Location", "")
        assert asked or answer.status_code == 405
    assert Authenticator.objects.filter(user=person).count() == 2


def test_taking_a_factor_away_tells_the_person_by_letter(person, client_as, mailoutbox):
    membership = person.memberships.get()
    client = Client()
    client.force_login(person)
    from conftest import signed_in_just_now

    session = client.session
    signed_in_just_now(session, person.pk)
    session["acting_as"] = membership.pk
    session.save()
    client.post(reverse("mfa_deactivate_totp"))

    assert not Authenticator.objects.filter(user=person, type="totp").exists()
    assert mailoutbox[-1].to == [person.email]
    assert SECRET not in mailoutbox[-1].body
