"""An operator signs people out."""

from __future__ import annotations

from io import StringIO

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from factories.organisations import MembershipFactory

from sakaguru.accounts.models import User
from sakaguru.core.models import AuditEvent

pytestmark = pytest.mark.django_db
PASSWORD = "melati-putih-27"
INSIDE = "/organisasi/"


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
