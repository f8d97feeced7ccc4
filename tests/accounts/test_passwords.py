"""What may be a password here, and how it is taken: as it was typed."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from sakaguru.accounts.models import User
from sakaguru.config import settings as shipped

pytestmark = pytest.mark.django_db
PASSWORD = "melati-putih-27"
LONG = "Bunga melati tumbuh di halaman; ia harum 🌼 dan putih. " * 2


@pytest.mark.parametrize(
    "refused",
    [
        *("pendek7", "12345678", "password", "qwertyuiop", "iloveyou"),
        *("sekolah2026", "GuruSD123!", "kepala.sekolah", "Sakaguru#1", "adminmutu99"),
        *("dinaspendidikan", "Operator_Dapodik".replace("_Dapodik", "12345")),
    ],
)
def test_what_anybody_would_try_first_is_refused(refused):
    with pytest.raises(ValidationError):
        validate_password(refused)


@pytest.mark.parametrize(
    "good",
    [
        *("rumput hijau basah", "xkqvznth", "83957261", "ÅÖ日本語漢字字"),
        *("guru menanam melati", LONG, "a" * 63 + "b"),
    ],
)
def test_no_rule_asks_for_kinds_of_signs(good):
    validate_password(good)


def test_a_password_is_taken_as_it_was_typed():
    User.objects.create_user("warga@contoh.invalid", f" {LONG}", name="Warga")

    def status(password):
        asked = {"login": "warga@contoh.invalid", "password": password}
        return Client().post(reverse("account_login"), asked).status_code

    assert status(f" {LONG}") == 302
    assert [status(LONG), status(f" {LONG}".lower()), status(f" {LONG}"[:72])] == [
        200,
        200,
        200,
    ]


@pytest.fixture
def person():
    user = User.objects.create_user("warga@contoh.invalid", PASSWORD, name="Warga")
    client = Client()
    asked = {"login": user.email, "password": PASSWORD}
    assert client.post(reverse("account_login"), asked).status_code == 302
    return client


def test_who_changes_a_password_gives_the_present_one(person):
    url = reverse("account_change_password")
    fresh = {"password1": "kembang-sepatu-44", "password2": "kembang-sepatu-44"}

    wrong = person.post(url, {"oldpassword": "bukan-itu-99", **fresh})
    missing = person.post(url, fresh)
    right = person.post(url, {"oldpassword": PASSWORD, **fresh})

    assert [wrong.status_code, missing.status_code, right.status_code] == [
        200,
        200,
        302,
    ]


def test_passwords_are_masked_and_may_be_pasted_and_filled_in(person):
    for client, name in (
        (Client(), "account_login"),
        (person, "account_change_password"),
    ):
        page = client.get(reverse(name)).text
        fields = [part.split(">")[0] for part in page.split("<input")[1:]]
        secret = [f for f in fields if re.search(r'name="(old)?password\d?"', f)]
        assert secret
        for field in secret:
            assert 'type="password"' in field
            assert 'autocomplete="off"' not in field
            assert "maxlength" not in field


def test_no_password_is_asked_to_be_changed_for_its_age_and_none_has_a_hint():
    fields = {field.name for field in User._meta.get_fields()}

    assert not {name for name in fields if "expire" in name or "hint" in name}
    assert not {name for name in fields if "question" in name}


def test_passwords_are_kept_as_argon2(settings):
    settings.PASSWORD_HASHERS = shipped.PASSWORD_HASHERS
    user = User.objects.create_user("warga@contoh.invalid", PASSWORD, name="Warga")

    assert user.password.startswith("argon2$argon2id$")


def test_an_empty_installation_has_no_account():
    assert not User.objects.exists()
