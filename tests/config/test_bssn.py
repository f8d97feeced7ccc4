"""The strict profile of BSSN 4/2021: one switch, and what it changes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from contextlib import nullcontext

import pytest
from django.core.exceptions import ValidationError
from sources import ROOT

from sakaguru.accounts.adapters.passwords import AllKindsOfSigns
from sakaguru.config.env import SettingsAreWrong, read_environment

STRICT = {"BSSN_PROFILE": "1", "HTTPS": "1"}
LOOK = """
import json
from sakaguru.config import settings as s
s.KINDS = "AllKindsOfSigns" in str(s.AUTH_PASSWORD_VALIDATORS)
names = ("KINDS", "SESSION_COOKIE_AGE", "SESSION_AT_MOST", "SHORTEST_PASSWORD",
         "SECOND_FACTOR",
         "SESSION_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS")
print(json.dumps({name: getattr(s, name) for name in names}))
"""


def settings_with(tmp_path, **given):
    kept = {k: v for k, v in os.environ.items() if k in {"PATH", "HOME"}}
    done = subprocess.run(
        [sys.executable, "-c", LOOK],
        env=kept | {"SAKAGURU_DATA": str(tmp_path)} | given,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_the_switch_makes_everything_stricter_at_once(tmp_path):
    strict = settings_with(tmp_path, **STRICT)
    usual = settings_with(tmp_path, HTTPS="1")

    assert strict == {
        "KINDS": True,
        "SESSION_COOKIE_AGE": 30 * 60,
        "SESSION_AT_MOST": 12 * 3600,
        "SHORTEST_PASSWORD": 12,
        "SECOND_FACTOR": "everyone",
        "SESSION_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
    }
    assert usual["SECOND_FACTOR"] == "above-school"
    assert not usual["KINDS"]
    assert usual["SESSION_COOKIE_AGE"] > strict["SESSION_COOKIE_AGE"]
    assert usual["SHORTEST_PASSWORD"] == 8


@pytest.mark.parametrize(
    ("password", "good"),
    [
        ("Melati-putih-27", True),
        ("melati-putih-27", False),
        ("MELATI-PUTIH-27", False),
        ("Melati-putih-xx", False),
        ("Melatiputih27", False),
    ],
)
def test_a_password_holds_all_kinds_of_signs(password, good):
    with nullcontext() if good else pytest.raises(ValidationError):
        AllKindsOfSigns().validate(password)


HEADS = (
    *("Autentikasi", "Manajemen sesi", "Kontrol akses", "Validasi input"),
    *("Kriptografi pada verifikasi statis", "Penanganan eror dan pencatatan log"),
    *("Proteksi data", "Keamanan komunikasi", "Pengendalian kode berbahaya"),
    *("Logika bisnis", "File", "Keamanan API dan web service"),
    "Keamanan konfigurasi",
)


def test_each_of_the_thirteen_heads_names_settings_and_tests_that_exist():
    page = (ROOT / "docs" / "security.md").read_text()
    table = page.split("## BSSN 4/2021")[1].split("\n## ")[0]
    rows = [line.split("|") for line in table.splitlines() if line.startswith("| ")]
    told = {row[1].strip().partition(". ")[2]: row for row in rows[1:]}

    assert tuple(told) == HEADS
    for head, row in told.items():
        places = re.findall(r"`(tests/[\w/.]+)(?:::(\w+))?`", row[3])
        assert places, head
        for file, name in places:
            source = (ROOT / file).read_text()
            assert not name or f"def {name}(" in source, f"{head}: {file}::{name}"


def test_it_wins_over_a_laxer_second_factor():
    environment = read_environment(STRICT | {"SECOND_FACTOR": "never"})

    assert environment.second_factor == "everyone"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"HTTPS": "0"}, "needs HTTPS 1"),
        ({"EMAIL_URL": "smtp://mail.example:25"}, "needs letters encrypted"),
        ({"DATABASE_URL": "postgresql://db.example/mutu"}, "sslmode=verify-full"),
        (
            {"DATABASE_URL": "postgresql://db.example/mutu?sslmode=require"},
            "sslmode=verify-full",
        ),
        ({"DEBUG": "1"}, "DEBUG 1 shows our inside"),
    ],
)
def test_what_passes_in_the_clear_stops_the_start(more, said):
    with pytest.raises(SettingsAreWrong, match=said):
        read_environment(STRICT | more)


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"EMAIL_URL": "smtp+tls://mail.example"},
        {"EMAIL_URL": "smtps://mail.example"},
        {"DATABASE_URL": "postgresql://127.0.0.1/mutu"},
        {"DATABASE_URL": "postgresql://db.example/mutu?sslmode=verify-full"},
    ],
)
def test_what_is_encrypted_or_stays_on_this_machine_starts(more):
    assert read_environment(STRICT | more).bssn_profile


def test_djangos_own_check_of_an_installation_finds_nothing(tmp_path):
    kept = {k: v for k, v in os.environ.items() if k in {"PATH", "HOME"}}
    given = {"SAKAGURU_DATA": str(tmp_path), "SECRET_KEY": "Kunci-" * 9 + "0Ab1Cd2Ef3"}
    check = ["manage", "check", "--deploy", "--fail-level", "WARNING"]

    done = subprocess.run(
        [sys.executable, "-m", "sakaguru.config", *check],
        env=kept | STRICT | given,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
