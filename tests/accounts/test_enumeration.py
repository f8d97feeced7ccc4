"""No door tells whether somebody has an account: by words, by codes, or by time.

The short form compares the work that is done; the long form takes the time.
"""

from __future__ import annotations

import os
import re
import sys
import time
from statistics import median

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories.organisations import MembershipFactory

from sakaguru.accounts.models import Attempt, Counted, User
from sakaguru.accounts.web.steady import AT_LEAST
from sakaguru.organisations.enums import Role

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "prove"
PASSWORD = "melati-putih-27"
KINDS = {
    "known": "ada@contoh.invalid",
    "without a password": "belum@contoh.invalid",
    "suspended": "mati@contoh.invalid",
    "unknown": "siapa@contoh.invalid",
}
DOORS = {
    "sign-in": ("account_login", "login", {"password": "salah-semua-1"}),
    "reset": ("account_reset_password", "email", {}),
}
TIMES = int(os.environ.get("TIMES", "100"))
DIFFERS = re.compile(
    r'csrfmiddlewaretoken" value="[^"]+|X-CSRFToken[^}]+|[a-z]+@contoh\.invalid'
)

pytestmark = pytest.mark.django_db


class Counting(MD5PasswordHasher):
    """Counts how often a password is hashed."""

    done = 0

    def encode(self, password, salt):
        Counting.done += 1
        return super().encode(password, salt)


@pytest.fixture
def people():
    made = {
        "known": {"password": PASSWORD},
        "without a password": {"password": None},
        "suspended": {"password": PASSWORD, "is_active": False},
    }
    for kind, more in made.items():
        user = User.objects.create_user(KINDS[kind], name="Warga", **more)
        MembershipFactory(user=user)
        EmailAddress.objects.create(
            user=user, email=user.email, verified=True, primary=True
        )


def knock(door, kind, client=None):
    name, field, more = DOORS[door]
    client = client or Client()
    return client.post(reverse(name), {field: KINDS[kind], **more})


def told(response):
    headers = dict(response.headers)
    headers.pop("Content-Length", None)
    headers.pop("Expires", None)  # the second of the answer
    body = DIFFERS.sub("", response.content.decode())
    return response.status_code, headers, body, sorted(response.cookies)


@pytest.mark.parametrize("door", DOORS)
def test_all_get_the_same_answer(people, door):
    answers = {kind: told(knock(door, kind)) for kind in KINDS}

    for kind in KINDS:
        assert answers[kind] == answers["unknown"], kind


@pytest.mark.parametrize("door", DOORS)
def test_the_same_work_is_done_for_all(people, door, settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.Counting"]
    for user in User.objects.all():
        user.set_password(None if "belum" in user.email else PASSWORD)
        user.save()
    knock(door, "known")
    work = {}
    for kind in KINDS:
        Counting.done, letters = 0, len(mail.outbox)
        with CaptureQueriesContext(connection) as asked:
            knock(door, kind)
        work[kind] = (Counting.done, len(mail.outbox) - letters, len(asked))
    hashed = {kind: each[:2] for kind, each in work.items()}
    queries = [each[2] for each in work.values()]

    assert set(hashed.values()) == {(1, 0) if door == "sign-in" else (0, 1)}, work
    assert max(queries) - min(queries) <= 2, work


def test_a_reset_answers_at_a_fixed_moment(people):
    for kind in ("known", "unknown"):
        began = time.perf_counter()
        knock("reset", kind)
        assert time.perf_counter() - began >= AT_LEAST


def test_the_letter_to_a_stranger_promises_nothing(people):
    knock("reset", "unknown")

    letter = mail.outbox[-1]
    assert "Sakaguru" in letter.subject
    assert "http" not in letter.body.lower()


def test_an_invitation_tells_the_inviter_nothing_of_an_account(people, client_as):
    """Whether there is an account shows to whoever opens the letter, not before."""
    client = client_as(MembershipFactory(role=Role.HEAD).organisation, Role.HEAD)
    unit = User.objects.latest("pk").memberships.get().organisation
    url = reverse("organisations:person-invite", args=[unit.code])
    seen = []
    for kind in ("known", "unknown"):
        words = {"name": "Warga", "email": KINDS[kind], "role": Role.VIEWER}
        with CaptureQueriesContext(connection) as asked:
            answer = client.post(url, words)
        seen.append((answer.status_code, answer.headers["Location"], len(asked)))

    assert seen[0] == seen[1]


def test_a_new_address_of_ones_own_that_another_has_is_answered_like_a_free_one(
    people, client_as
):
    client = client_as(MembershipFactory(role=Role.HEAD).organisation, Role.HEAD)
    seen = []
    for kind in ("known", "unknown"):
        words = {"email": KINDS[kind], "action_add": ""}
        answer = client.post(reverse("account_email"), words)
        seen.append((answer.status_code, answer.headers.get("Location")))

    assert seen[0] == seen[1]


def test_the_doors_that_would_open_an_account_are_shut_for_all(people):
    answers = []
    for kind in ("known", "unknown"):
        words = {"email": KINDS[kind], "password1": PASSWORD, "password2": PASSWORD}
        answers.append(told(Client().post(reverse("account_signup"), words)))

    assert answers[0] == answers[1]


@pytest.mark.parametrize("secret", ["skg_salah", "salah", "skg_" + "A" * 43, ""])
def test_wrong_keys_of_programs_are_all_answered_alike(secret):
    bare = Client().get("/organisasi/", HTTP_AUTHORIZATION="Bearer skg_lain")
    answer = Client().get("/organisasi/", HTTP_AUTHORIZATION=f"Bearer {secret}")

    assert told(answer) == told(bare)


if LONG:

    @pytest.mark.parametrize("door", DOORS)
    def test_the_time_tells_nothing(people, door, settings):
        """In turn, so that what slows this machine slows all; with real hashes.

        Printed as the clock shows it and as processor time, which neighbours on the
        machine move less. Asserted is what counts: at the sign-in the processor's, for
        the reset, which waits until a fixed moment, the clock's.
        """
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
        for user in User.objects.exclude(email=KINDS["without a password"]):
            user.set_password(PASSWORD)
            user.save()
        clock, work = ({kind: [] for kind in KINDS} for _ in range(2))
        for _ in range(TIMES):
            for kind in KINDS:
                Attempt.objects.all().delete()
                Counted.objects.all().delete()
                client = Client()
                began, worked = time.perf_counter(), time.thread_time()
                knock(door, kind, client)
                work[kind].append(time.thread_time() - worked)
                clock[kind].append(time.perf_counter() - began)
        for name, times in (("clock", clock), ("processor", work)):
            middle = {kind: median(found) for kind, found in times.items()}
            apart = {kind: middle[kind] / middle["unknown"] - 1 for kind in KINDS}
            sys.stdout.write(
                f"\n{door}, {name}: {1000 * middle['unknown']:.1f} ms unknown; "
                + ", ".join(f"{kind} {share:+.1%}" for kind, share in apart.items())
                + "\n"
            )
            if (door, name) in {("sign-in", "processor"), ("reset", "clock")}:
                assert max(map(abs, apart.values())) < 0.10
