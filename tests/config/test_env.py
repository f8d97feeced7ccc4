"""Settings: each documented, all faults told at once in plain sentences."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sakaguru.config.env import (
    VARIABLES,
    SettingsAreWrong,
    read_environment,
    require_kept_secret,
)

EXAMPLE = Path(__file__).resolve().parents[2] / ".env.example"
GOOD_SECRET = "a-long-secret-that-is-only-for-this-test-" * 2


def test_every_setting_is_documented_with_its_default():
    shown = dict(
        re.findall(r"^([A-Z_]+)=(.*)$", EXAMPLE.read_text(), flags=re.MULTILINE)
    )

    assert shown == {variable.name: variable.default for variable in VARIABLES}


def test_defaults_are_safe():
    environment = read_environment({})

    assert not environment.debug
    assert environment.host == "127.0.0.1"
    assert environment.database_is_embedded
    assert environment.database["ENGINE"] == "django.db.backends.postgresql"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SECRET_KEY", "short", "at least 40 characters"),
        ("DEBUG", "yes", "1 (on) or 0 (off)"),
        ("HTTPS", "true", "1 (on) or 0 (off)"),
        ("ALLOWED_HOSTS", "*", "every forged address"),
        ("ALLOWED_HOSTS", ",", "at least one host"),
        ("ALLOWED_HOSTS", "https://mutu.example", "without https://"),
        ("DATABASE_URL", "sqlite:///x", "postgresql://user:password@host:5432/name"),
        ("DATABASE_URL", "postgresql://host", "name of the database"),
        ("DATABASE_URL", "postgresql://h:x/d?wrong=1", "must look like"),
        ("SAKAGURU_DATA", __file__, "must be a folder"),
        ("EMAIL_URL", "mailhost:25", "smtp+tls://"),
        ("EMAIL_URL", "smtp://h:70000", "cannot be read"),
        ("FROM_EMAIL", "nobody", "must be an e-mail address"),
        ("LOG_LEVEL", "LOUD", "DEBUG, INFO, WARNING, ERROR"),
        ("PORT", "0", "port number"),
        ("PORT", "80a", "port number"),
        ("WEB_PROCESSES", "0", "whole number"),
        ("WORKER_TASKS", "many", "whole number"),
    ],
)
def test_a_wrong_setting_is_named_with_what_it_should_be(name, value, said):
    with pytest.raises(SettingsAreWrong) as refused:
        read_environment({name: value})

    (fault,) = refused.value.faults
    assert fault.startswith(name)
    assert said in fault


def test_all_wrong_settings_are_told_at_once():
    with pytest.raises(SettingsAreWrong) as refused:
        read_environment({"PORT": "x", "DEBUG": "x", "HTTPS": "x"})

    assert [fault.split()[0] for fault in refused.value.faults] == [
        "DEBUG",
        "HTTPS",
        "PORT",
    ]


def test_former_secrets_are_read_and_as_long_as_the_present_one():
    former = f"{GOOD_SECRET}, {GOOD_SECRET[::-1]}"
    environment = read_environment({"SECRET_KEY_FALLBACKS": former})

    assert environment.former_secret_keys == [GOOD_SECRET, GOOD_SECRET[::-1]]
    assert GOOD_SECRET not in repr(environment)
    with pytest.raises(SettingsAreWrong, match="SECRET_KEY_FALLBACKS must have at"):
        read_environment({"SECRET_KEY_FALLBACKS": f"{GOOD_SECRET},short"})


def test_serving_needs_a_secret_that_stays():
    with pytest.raises(SettingsAreWrong, match="SECRET_KEY must be set"):
        require_kept_secret(read_environment({}))

    require_kept_secret(read_environment({"SECRET_KEY": GOOD_SECRET}))


def test_database_url_is_translated_with_its_options():
    url = "postgresql://u:p%40@db.example:6432/mutu?sslmode=require"

    database = read_environment({"DATABASE_URL": url}).database

    assert database["NAME"] == "mutu"
    assert database["PASSWORD"] == "p@"
    assert (database["HOST"], database["PORT"]) == ("db.example", "6432")
    assert database["OPTIONS"] == {"sslmode": "require"}


def test_the_gallery_is_not_for_those_who_come_by_https():
    assert not read_environment({}).gallery
    assert read_environment({"GALLERY": "1"}).gallery
    with pytest.raises(SettingsAreWrong, match="GALLERY"):
        read_environment({"GALLERY": "1", "HTTPS": "1"})


def test_https_trusts_the_own_names_only():
    environment = read_environment({"HTTPS": "1", "ALLOWED_HOSTS": "mutu.example"})

    assert environment.trusted_origins == ["https://mutu.example"]


@pytest.mark.parametrize(
    ("url", "port", "tls", "ssl"),
    [
        ("smtp://mail.example", 25, False, False),
        ("smtp+tls://u:p@mail.example", 587, True, False),
        ("smtps://u:p@mail.example", 465, False, True),
    ],
)
def test_letters_leave_by_the_door_that_is_named(url, port, tls, ssl):
    email = read_environment({"EMAIL_URL": url}).email

    assert email["EMAIL_HOST"] == "mail.example"
    assert email["EMAIL_PORT"] == port
    assert (email["EMAIL_USE_TLS"], email["EMAIL_USE_SSL"]) == (tls, ssl)


def test_secrets_do_not_show_when_the_settings_are_printed():
    shown = repr(read_environment({"SECRET_KEY": GOOD_SECRET}))

    assert GOOD_SECRET not in shown
