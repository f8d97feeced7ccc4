"""An operator signs people out."""

from __future__ import annotations

import datetime as dt
from io import StringIO

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from factories.organisations import MembershipFactory

from sakaguru.accounts.models import User
from sakaguru.core.errors import DomainError
from sakaguru.core.models import AuditEvent
from sakaguru.organisations.models import Membership
from sakaguru.organisations.queries.memberships import acting_as
from sakaguru.organisations.services.tokens import issue_token

pytestmark = pytest.mark.django_db
PASSWORD = "melati-putih-27"
INSIDE = "/organisasi/"
NOW = dt.datetime.now(dt.UTC)


def signed_in(name):
    user = User.objects.create_user(f"{name}@contoh.invalid", PASSWORD, name=name)
    MembershipFactory(user=user)
    client = Client()
    asked = {"login": user.email, "password": PASSWORD}
    assert client.post(reverse("account_login"), asked).status_code == 302
    assert client.get(INSIDE).status_code == 200
    return client


def ended(*arguments):
    out = StringIO()
    call_command("end_sessions", *arguments, stdout=out)
    return int(out.getvalue().split()[0])


def test_one_person_is_signed_out_on_all_devices_and_nobody_else():
    stolen, other = signed_in("curian"), signed_in("lain")

    assert ended("CURIAN@contoh.invalid") == 1
    assert [c.get(INSIDE).status_code for c in (stolen, other)] == [302, 200]
    event = AuditEvent.objects.get(action="sessions.ended")
    assert event.detail == {"ended": 1}


def key_of(name):
    membership = Membership.objects.get(user__email=f"{name}@contoh.invalid")
    actor = acting_as([membership], membership.pk, day=NOW.date())
    _token, secret = issue_token(actor=actor, name="Pemakai", days=30, at=NOW)
    return Client(headers={"Authorization": f"Bearer {secret}"})


def test_a_key_that_was_made_in_a_stolen_account_ends_with_its_sessions():
    signed_in("curian")
    signed_in("lain")
    stolen, other = key_of("curian"), key_of("lain")
    known, unknown = 403, 401  # the page is for people; who asks is known or not
    assert [c.get(INSIDE).status_code for c in (stolen, other)] == [known, known]

    ended("curian@contoh.invalid")

    assert [c.get(INSIDE).status_code for c in (stolen, other)] == [unknown, known]
    assert AuditEvent.objects.get(action="keys.ended").detail == {"ended": 1}


def person(act, name):
    call_command("person", act, f"{name}@contoh.invalid", stdout=StringIO())


def enters(name):
    asked = {"login": f"{name}@contoh.invalid", "password": PASSWORD}
    client = Client()
    client.post(reverse("account_login"), asked)
    return client.get(INSIDE).status_code == 200


def test_a_suspended_account_is_shut_at_once_and_restored_by_letter(mailoutbox):
    client, other = signed_in("curian"), signed_in("lain")
    key = key_of("curian")

    person("suspend", "curian")

    assert [c.get(INSIDE).status_code for c in (client, key, other)] == [302, 401, 200]
    assert not enters("curian")
    assert enters("lain")

    person("restore", "curian")

    assert not enters("curian")  # the thief knows that password
    asked = {"email": "curian@contoh.invalid"}
    Client().post(reverse("account_reset_password"), asked)
    assert [letter.to for letter in mailoutbox] == [["curian@contoh.invalid"]]
    assert "/password/reset/key/" in mailoutbox[0].body
    assert key.get(INSIDE).status_code == 401
    done = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"person.suspended", "person.restored"} <= done


def test_nobody_comes_back_to_an_erased_account():
    signed_in("pergi")
    user = User.objects.get(email="pergi@contoh.invalid")
    person("erase", "pergi")
    user.refresh_from_db()

    with pytest.raises(DomainError):
        call_command("person", "restore", user.email, stdout=StringIO())
    user.refresh_from_db()
    assert not user.is_active


def test_everybody_is_signed_out():
    clients = [signed_in("satu"), signed_in("dua")]

    assert ended("--all") == 2
    assert [c.get(INSIDE).status_code for c in clients] == [302, 302]


def test_nobody_is_signed_out_by_mistake():
    with pytest.raises(CommandError, match="Nobody signs in"):
        ended("tidak.ada@contoh.invalid")
    with pytest.raises(CommandError):
        ended()


def test_a_lost_second_factor_is_taken_away_by_command_and_told(mailoutbox):
    client = signed_in("lupa")
    user = User.objects.get(email="lupa@contoh.invalid")
    TOTP.activate(user, generate_totp_secret())

    call_command("forget_factors", user.email, stdout=StringIO())

    assert not user.authenticator_set.exists()
    assert client.get(INSIDE).status_code == 302
    assert [letter.to for letter in mailoutbox] == [[user.email]]
    assert AuditEvent.objects.filter(action="factors.forgotten").count() == 1
    with pytest.raises(CommandError, match="Nobody signs in"):
        call_command("forget_factors", "tidak.ada@contoh.invalid")
