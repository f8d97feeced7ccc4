"""Guessing is slowed, per account and per network; a school still gets in."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import sys
import threading
import time
from io import StringIO
from statistics import median

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from factories.organisations import MembershipFactory

from sakaguru.accounts.logic.guessing import FREE_ACCOUNTS, FREE_TRIES
from sakaguru.accounts.models import Attempt, Counted, User
from sakaguru.accounts.services.guessing import (
    Try,
    count_try,
    forget_account,
    give_back,
    know_device,
)

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "prove"
PASSWORD = "melati-putih-27"
SCHOOL, ELSEWHERE = "203.0.113.7", "198.51.100.9"
AT = dt.datetime(2026, 11, 21, 3, 0, tzinfo=dt.UTC)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing")]


def person(number):
    user = User.objects.create_user(
        f"guru{number}@contoh.invalid", PASSWORD, name=f"Guru {number}"
    )
    MembershipFactory(user=user)
    return user


def sign_in(email, password=PASSWORD, *, network=SCHOOL, client=None):
    client = client or Client()
    client.post(
        reverse("account_login"),
        {"login": email, "password": password},
        REMOTE_ADDR=network,
    )
    return client


def is_in(client):
    return "_auth_user_id" in client.session


def tries(count, *, email="satu@contoh.invalid", network=SCHOOL, device="", at=AT):
    """Wrong passwords, one after another; gives the waits that were told."""
    tried = Try(email, network, device)
    return [count_try(tried=tried, at=at) for _ in range(count)]


def test_forty_come_in_from_one_network_while_one_of_them_is_attacked():
    people = [person(number) for number in range(40)]
    at_home = sign_in(people[0].email)
    for number in range(15):
        sign_in(people[0].email, f"tebakan-{number}")
    inside = [is_in(sign_in(each.email)) for each in people[1:]]

    assert all(inside), "thirty-nine came in within seconds"
    assert not is_in(sign_in(people[0].email)), "a strange device waits"
    assert is_in(sign_in(people[0].email, client=at_home)), "the own one does not"


def test_one_who_mistypes_comes_in_all_the_same_and_is_forgiven():
    user = person(1)
    for _ in range(FREE_TRIES - 1):
        sign_in(user.email, "salah")

    assert is_in(sign_in(user.email))
    assert not Attempt.objects.filter(failures__gt=0).exists()


def test_the_wait_at_an_account_doubles_and_ends():
    assert tries(FREE_TRIES) == [0] * FREE_TRIES
    told, at = [], AT
    for _ in range(9):
        wait = tries(1, at=at)[0]
        told.append(wait)
        at += dt.timedelta(seconds=wait)
        assert tries(1, at=at) == [0], "one try when the wait is over"

    assert told == [15, 30, 60, 120, 240, 480, 900, 900, 900]
    assert tries(1, at=at + dt.timedelta(hours=6, seconds=1)) == [0]
    assert len(tries(9, at=at + dt.timedelta(hours=6, seconds=1))) == 9


def test_a_guesser_gets_no_more_than_a_hundred_and_twenty_tries_a_day():
    at, count = AT, 0
    while at < AT + dt.timedelta(days=1):
        wait = tries(1, at=at)[0]
        count += not wait
        at += dt.timedelta(seconds=wait)

    assert count <= 120


def test_many_networks_together_get_no_more_than_one():
    for number in range(FREE_TRIES):
        assert tries(1, network=f"198.51.100.{number}") == [0]

    assert tries(1, network="198.51.100.99") == [15]


def test_spraying_over_accounts_is_slowed_and_the_network_never_shut():
    for number in range(FREE_ACCOUNTS):
        assert tries(1, email=f"a{number}@contoh.invalid") == [0]
    at, count = AT, 0
    while at < AT + dt.timedelta(minutes=15):
        wait = tries(1, email=f"b{count}@contoh.invalid", at=at)[0]
        assert wait <= 60
        count += not wait
        at += dt.timedelta(seconds=wait)

    assert count <= 20, "after thirty at once, about one a minute"
    assert tries(1, email="b99@contoh.invalid", network=ELSEWHERE) == [0]


def test_whoever_is_known_on_a_device_does_not_wait_for_sprayers():
    know_device(tried=Try("guru@contoh.invalid", SCHOOL, "tanda"), at=AT)
    for number in range(FREE_ACCOUNTS + 5):
        tries(1, email=f"a{number}@contoh.invalid")

    assert tries(1, email="lain@contoh.invalid") != [0]
    assert tries(1, email="guru@contoh.invalid", device="tanda") == [0]


def test_a_known_device_has_ten_tries_of_its_own_and_no_more():
    know_device(tried=Try("guru@contoh.invalid", SCHOOL, "tanda"), at=AT)

    assert tries(11, email="guru@contoh.invalid", device="tanda")[-1] == 15


@pytest.mark.parametrize("device", ["karangan", "tanda"])
def test_a_mark_of_ones_own_making_or_of_another_person_helps_nothing(device):
    know_device(tried=Try("lain@contoh.invalid", SCHOOL, "tanda"), at=AT)
    tries(FREE_TRIES)

    assert tries(1, device=device) == [15]


def test_a_forged_cookie_is_no_mark():
    user = person(1)
    for _ in range(FREE_TRIES):
        sign_in(user.email, "salah")
    client = Client()
    client.cookies["pernah_masuk"] = "tanda:AAAA:BBBB"

    assert not is_in(sign_in(user.email, client=client))


def test_the_mark_of_a_device_is_for_no_script_and_lasts_ninety_days():
    user = person(1)
    cookie = sign_in(user.email).cookies["pernah_masuk"]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 90 * 24 * 3600
    tried = Try(user.email, SCHOOL, "tanda")
    know_device(tried=tried, at=AT)
    tries(FREE_TRIES, email=user.email, at=AT + dt.timedelta(days=91))
    late = AT + dt.timedelta(days=91)
    assert tries(1, email=user.email, device="tanda", at=late) == [15]


def test_an_unknown_account_waits_just_like_a_known_one():
    user = person(1)
    pages = {}
    for email in (user.email, "siapa@contoh.invalid"):
        for _ in range(FREE_TRIES):
            sign_in(email, "salah")
        page = Client().post(
            reverse("account_login"), {"login": email, "password": "salah"}
        )
        pages[email] = page.text.replace(email, "").count("Tunggu 15 detik")

    assert set(pages.values()) == {1}


def test_a_new_password_by_letter_ends_the_wait(mailoutbox):
    user = person(1)
    for _ in range(FREE_TRIES + 1):
        sign_in(user.email, "salah")
    reset_by_letter(user, mailoutbox)

    assert is_in(sign_in(user.email, "kenanga-biru-81"))


def test_no_address_and_no_account_stands_in_the_tables():
    user = person(1)
    sign_in(user.email, "salah")
    sign_in(user.email)
    sign_in("siapa@contoh.invalid", "salah")
    cache.set(f"x:{SCHOOL}:{user.email}", [1.5], 60)

    kept = json.dumps(
        [*Attempt.objects.values(), *Counted.objects.values()], default=str
    )
    assert Attempt.objects.count() == 2
    assert all(text not in kept for text in (SCHOOL, user.email, "siapa"))
    forget_account(email=user.email.upper())
    assert Attempt.objects.count() == 1


def test_a_network_of_the_new_addresses_is_one_for_a_whole_house():
    from sakaguru.accounts.web.allauth import network_of

    def network(address):
        request = Client().get("/sehat").wsgi_request
        request.META["REMOTE_ADDR"] = address
        return network_of(request)

    assert network("2001:db8:1:2:3::4") == network("2001:db8:1:2::9")
    assert network("2001:db8:1:3::4") != network("2001:db8:1:2::9")
    assert network("203.0.113.7") != network("203.0.113.8")


@pytest.mark.django_db(transaction=True)
def test_fifty_tries_at_once_are_ten(transactional_db):
    """As many processes would: each with a connection of its own."""
    told = []
    gate = threading.Barrier(8)

    def knock():
        gate.wait()
        told.extend(tries(6))
        connections.close_all()

    threads = [threading.Thread(target=knock) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert len(told) == 48
    assert told.count(0) == FREE_TRIES


def test_the_shared_cache_keeps_what_a_cache_keeps():
    assert cache.add("a", [1.5, "x"], 60)
    assert not cache.add("a", 2, 60)
    assert cache.get("a") == [1.5, "x"]
    cache.set("a", {"k": None}, None)
    assert cache.get("a") == {"k": None}
    assert cache.touch("a", -1)
    assert cache.get("a", "gone") == "gone"
    assert not cache.touch("a", 5)
    assert cache.add("a", 3)
    assert cache.delete("a")
    assert not cache.delete("a")
    cache.set("b", 1)
    cache.clear()
    assert cache.get("b") is None


def test_the_tables_of_limits_wait_for_no_disk():
    asked = "SELECT count(*) FROM pg_class WHERE relname IN %s AND relpersistence = 'u'"
    with connection.cursor() as cursor:
        cursor.execute(asked.replace("%s", "('accounts_attempt', 'accounts_counted')"))
        assert cursor.fetchone() == (2,)


def test_giving_back_what_was_never_counted_changes_nothing():
    give_back(tried=Try("satu@contoh.invalid", SCHOOL), at=AT)
    know_device(tried=Try("satu@contoh.invalid", SCHOOL, "tanda"), at=AT)
    give_back(tried=Try("satu@contoh.invalid", SCHOOL, "tanda"), at=AT)

    assert Attempt.objects.get().failures == 0


if LONG:

    def test_what_a_counted_try_costs(transactional_db):
        """Printed: beside the hash of a password, in the same run."""
        took = {"try": [], "give back": [], "hash": []}
        for number in range(200):
            tried = Try(f"a{number % 7}@contoh.invalid", f"10.0.0.{number}")
            for name, act in (("try", count_try), ("give back", give_back)):
                began = time.perf_counter()
                act(tried=tried, at=AT)
                took[name].append(time.perf_counter() - began)
            if number % 20 == 0:
                began = time.perf_counter()
                Argon2PasswordHasher().encode(PASSWORD, "garam-garam-garam")
                took["hash"].append(time.perf_counter() - began)
        middle = {name: 1000 * median(found) for name, found in took.items()}
        told = ", ".join(f"{name} {each:.2f} ms" for name, each in middle.items())
        sys.stdout.write(f"\nguessing: {told}\n")

        assert middle["try"] < middle["hash"]


def change_password(client):
    words = {
        "oldpassword": PASSWORD,
        "password1": "kenanga-biru-81",
        "password2": "kenanga-biru-81",
    }
    return client.post(reverse("account_change_password"), words)


def reset_by_letter(user, mailoutbox):
    Client().post(reverse("account_reset_password"), {"email": user.email})
    path = re.search(r"http://testserver(\S+)", mailoutbox[-1].body).group(1)
    client = Client()
    form = client.get(path, follow=True)
    new = {"password1": "kenanga-biru-81", "password2": "kenanga-biru-81"}
    client.post(form.redirect_chain[-1][0], new)


def known_devices(user):
    account = Try(user.email, "").account
    return Attempt.objects.filter(account=account).exclude(came_in_on=None).count()


@pytest.mark.parametrize("way", ["end_sessions", "everybody", "suspend", "letter"])
def test_a_thiefs_device_is_known_no_more_once_its_owner_is_back(way, mailoutbox):
    user, other = person(1), person(2)
    thief = sign_in(user.email, network=ELSEWHERE)
    sign_in(other.email)
    assert known_devices(user) == 1

    if way == "letter":
        reset_by_letter(user, mailoutbox)
    elif way == "suspend":
        call_command("person", "suspend", user.email, stdout=StringIO())
    else:
        who = "--all" if way == "everybody" else user.email
        call_command("end_sessions", who, stdout=StringIO())

    assert known_devices(user) == 0
    assert known_devices(other) == (0 if way == "everybody" else 1)
    for number in range(FREE_TRIES + 1):
        sign_in(user.email, f"tebakan-{number}", client=thief, network=ELSEWHERE)
    device = thief.cookies["pernah_masuk"].value.split(":")[0]
    at = timezone.now()  # noqa: TID251 -- which stands
    assert tries(1, email=user.email, network=ELSEWHERE, device=device, at=at) != [0]


def test_a_new_password_leaves_known_the_device_at_which_it_was_set():
    user = person(1)
    here = sign_in(user.email)
    sign_in(user.email, network=ELSEWHERE)
    assert known_devices(user) == 2

    assert change_password(here).status_code == 302

    assert known_devices(user) == 1
    kept = Attempt.objects.exclude(came_in_on=None).get()
    device = here.cookies["pernah_masuk"].value.split(":")[0]
    assert kept.source == Try(user.email, SCHOOL, device).mark
