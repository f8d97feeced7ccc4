"""Secrets of second factors cannot be read from the database alone."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from sakaguru.accounts.adapters.second_factors import SecretIsUnreadable
from sakaguru.accounts.models import User

pytestmark = pytest.mark.django_db
OTHER = "another-secret-key-that-is-long-enough-for-us"


@pytest.fixture
def user():
    cache.clear()
    return User.objects.create_user("warga@contoh.invalid", "x", name="Warga")


def test_neither_the_seed_nor_a_code_stands_in_the_database(user):
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    codes = RecoveryCodes.activate(user).get_unused_codes()

    kept = str(list(Authenticator.objects.values_list("data", flat=True)))

    assert secret not in kept
    assert not [code for code in codes if code in kept]
    assert "sealed1:" in kept


def test_a_code_is_good_once_and_for_its_half_minute(user, half_minute):
    secret = generate_totp_secret()
    factor = TOTP.activate(user, secret)

    def entered(counter):
        return factor.validate_code(format_hotp_value(hotp_value(secret, counter)))

    assert not any(entered(half_minute + away) for away in (-2, -1, 1, 2))
    assert [entered(half_minute), entered(half_minute)] == [True, False]


def test_a_recovery_code_is_good_once(user):
    factor = RecoveryCodes.activate(user)
    code = factor.get_unused_codes()[0]

    assert [factor.validate_code(code), factor.validate_code(code)] == [True, False]
    assert len({len(each) for each in factor.get_unused_codes()}) == 1
    assert len(code) >= 6


def test_a_former_key_still_opens_and_a_foreign_one_does_not(settings):
    adapter = get_adapter()
    sealed, own = adapter.encrypt("RAHASIA"), settings.SECRET_KEY

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = OTHER, [own]
    assert adapter.decrypt(sealed) == "RAHASIA"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(SecretIsUnreadable):
        adapter.decrypt(sealed)


def test_two_seals_of_one_secret_differ():
    adapter = get_adapter()

    assert adapter.encrypt("RAHASIA") != adapter.encrypt("RAHASIA")


def test_a_new_password_by_letter_does_not_pass_the_second_factor(user, mailoutbox):
    TOTP.activate(user, generate_totp_secret())
    client = Client()
    client.post(reverse("account_reset_password"), {"email": user.email})
    link = re.search(r"http://testserver(\S+)", mailoutbox[0].body).group(1)
    form = client.get(link, follow=True).redirect_chain[-1][0]
    fresh = {"password1": "kenanga-biru-81", "password2": "kenanga-biru-81"}
    client.post(form, fresh)
    assert "_auth_user_id" not in client.session

    asked = {"login": user.email, "password": "kenanga-biru-81"}
    answer = client.post(reverse("account_login"), asked)

    assert answer.headers["Location"].startswith(reverse("mfa_authenticate"))
    assert "_auth_user_id" not in client.session
