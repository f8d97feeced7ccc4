"""Whose failures count against whom, and from when to when."""

from __future__ import annotations

import datetime as dt

import pytest

from sakaguru.accounts.logic import guessing
from sakaguru.accounts.models import Attempt
from sakaguru.accounts.services.guessing import (
    Try,
    count_try,
    forget_account,
    forget_devices,
    forgive_account,
    give_back,
    know_device,
)

SCHOOL, ELSEWHERE = "203.0.113.7", "198.51.100.9"
AT = dt.datetime(2026, 11, 21, 3, 0, tzinfo=dt.UTC)
SECOND, DAY = dt.timedelta(seconds=1), dt.timedelta(days=1)
MINE = "guru@contoh.invalid"

pytestmark = pytest.mark.django_db


def failed(count, *, email="", network=SCHOOL, device="", at=AT, known=None):
    """So many failures there; at as many accounts where none is named."""
    source = Try(email, network, device)
    source = source.mark if device else source.here
    if email:
        rows = [(Try(email, "").account, count)]
    else:
        rows = [(f"{network} {number}", 1) for number in range(count)]
    Attempt.objects.bulk_create(
        Attempt(
            account=account, source=source, failures=n, last_at=at, came_in_on=known
        )
        for account, n in rows
    )


def wait(email=MINE, network=SCHOOL, device="", at=AT):
    return count_try(tried=Try(email, network, device), at=at)


def failures(email=MINE, network=SCHOOL, device=""):
    tried = Try(email, network, device)
    source = tried.mark if device else tried.here
    row = Attempt.objects.filter(account=tried.account, source=source).first()
    return row and row.failures


@pytest.mark.parametrize(("accounts", "seconds"), [(29, 0), (30, 1), (33, 8), (60, 60)])
def test_a_network_waits_longer_the_more_accounts_it_fails_at(accounts, seconds):
    failed(accounts)

    assert wait() == seconds


def test_a_network_that_sprays_slows_no_other():
    failed(60)

    assert wait(network=ELSEWHERE) == 0


def test_a_network_counts_the_last_quarter_of_an_hour():
    failed(60, at=AT - guessing.NETWORK_WINDOW + 30 * SECOND)
    assert wait(at=AT) == 0, "a minute after the last, it is over"
    failed(60, network=ELSEWHERE, at=AT - 30 * SECOND)
    assert wait(network=ELSEWHERE, email="lain@contoh.invalid") == 30
    Attempt.objects.all().delete()
    failed(60, at=AT - guessing.NETWORK_WINDOW - SECOND)
    failed(1, email="satu@contoh.invalid")
    assert wait() == 0, "sixty are too old to count"


@pytest.mark.parametrize(
    ("count", "seconds"), [(9, 0), (10, 15), (11, 30), (16, 900), (30_000, 900)]
)
def test_an_account_waits_longer_the_more_it_failed(count, seconds):
    failed(count, email=MINE, network=ELSEWHERE)

    assert wait() == seconds


def test_the_failures_of_all_strangers_are_one_sum():
    for number in range(5):
        failed(2, email=MINE, network=f"198.51.100.{number}")

    assert wait() == 15
    assert wait("lain@contoh.invalid") == 0


def test_what_fails_on_a_known_device_slows_no_stranger():
    failed(12, email=MINE, device="tanda", known=AT.date())

    assert wait(device="tanda") > 0
    assert wait() == 0


def test_what_strangers_fail_slows_no_known_device():
    know_device(tried=Try(MINE, SCHOOL, "tanda"), at=AT)
    failed(40, email=MINE, network=ELSEWHERE)

    assert [wait(device="tanda"), wait()] == [0, 900]
    assert failures(device="tanda") == 1


def test_a_device_is_known_for_ninety_days():
    came = (AT - guessing.KNOWN_FOR).date()
    failed(1, email=MINE, device="tanda", known=came, at=AT - guessing.KNOWN_FOR)
    failed(40, email=MINE, network=ELSEWHERE)

    assert wait(device="tanda", at=AT) == 0
    assert wait(device="tanda", at=AT + DAY - dt.timedelta(hours=20)) == 0
    Attempt.objects.exclude(came_in_on=None).update(came_in_on=came - DAY)
    assert wait(device="tanda", at=AT) == 900


@pytest.mark.parametrize("device", ["", "tanda"])
def test_after_six_hours_failures_begin_anew(device):
    known = AT.date() if device else None
    failed(30, email=MINE, device=device, known=known)
    at = AT + guessing.FORGET_AFTER

    assert wait(device=device, at=at) == 0, "the wait was over long before"
    assert failures(device=device) == 31
    Attempt.objects.update(failures=30, last_at=AT)
    assert wait(device=device, at=at + SECOND) == 0
    assert failures(device=device) == 1


def test_a_wait_is_told_in_whole_seconds_and_ends_on_time():
    failed(10, email=MINE)

    assert wait(at=AT + dt.timedelta(milliseconds=200)) == 15
    assert wait(at=AT + 14 * SECOND) == 1
    assert failures() == 10, "who waits is not counted"
    assert wait(at=AT + 15 * SECOND) == 0
    assert failures() == 11


def test_a_try_is_counted_where_it_was_made_and_nowhere_else():
    failed(2, email=MINE, network=ELSEWHERE)
    failed(3, email="lain@contoh.invalid")

    assert [wait(), wait()] == [0, 0]
    assert failures() == 2
    assert failures(network=ELSEWHERE) == 2
    assert failures("lain@contoh.invalid") == 3
    assert wait(" GURU@contoh.invalid ") == 0
    assert failures() == 3, "however it is written"


def test_the_count_stays_within_its_column():
    at = AT + 901 * SECOND
    failed(29_999, email=MINE)
    assert (wait(at=at), failures()) == (0, 30_000)
    at += 901 * SECOND
    assert (wait(at=at), failures()) == (0, 30_000)


def test_a_right_password_gives_back_one_try_of_a_known_device():
    failed(3, email=MINE, device="tanda", known=AT.date())
    failed(3, email=MINE, device="lain", known=AT.date())
    failed(4, email=MINE)
    failed(5, email="lain@contoh.invalid", device="tanda", known=AT.date())

    give_back(tried=Try(MINE, SCHOOL, "tanda"), at=AT)
    assert failures(device="tanda") == 2
    assert failures(device="lain") == 3
    assert failures() == 4
    assert failures("lain@contoh.invalid", device="tanda") == 5


def test_a_right_password_forgives_a_stranger_there_and_nobody_else():
    failed(4, email=MINE)
    failed(4, email=MINE, network=ELSEWHERE)
    failed(4, email="lain@contoh.invalid")
    failed(4, email=MINE, device="tanda", known=AT.date())

    give_back(tried=Try(MINE, SCHOOL), at=AT)
    assert failures() is None
    assert failures(network=ELSEWHERE) == 4
    assert failures("lain@contoh.invalid") == 4
    assert failures(device="tanda") == 4


def known():
    return Attempt.objects.exclude(came_in_on=None).count()


def three_devices():
    for email, device in ((MINE, "satu"), (MINE, "dua"), ("lain@contoh.invalid", "x")):
        know_device(tried=Try(email, SCHOOL, device), at=AT)


def test_devices_of_one_account_or_of_all_are_strangers_again():
    three_devices()
    forget_devices(email=MINE, besides="satu")
    assert known() == 2
    forget_devices(email=MINE)
    assert known() == 1
    three_devices()
    forget_devices(email=None)
    assert known() == 0
    assert Attempt.objects.count() == 3


def test_a_new_password_forgives_strangers_and_keeps_devices():
    three_devices()
    failed(4, email=MINE)
    failed(4, email="lain@contoh.invalid")

    forgive_account(email=MINE)
    assert failures() is None
    assert failures("lain@contoh.invalid") == 4
    assert known() == 3


def test_of_who_is_forgotten_nothing_is_kept():
    three_devices()
    failed(4, email=MINE)

    forget_account(email=MINE)
    assert Attempt.objects.count() == known() == 1


def test_times_are_those_that_were_promised():
    told = (guessing.KNOWN_FOR, guessing.FORGET_AFTER, guessing.NETWORK_WINDOW)

    assert told == (90 * DAY, DAY / 4, DAY / 96)
