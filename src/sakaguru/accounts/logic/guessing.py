"""How long somebody waits who guesses passwords."""

from __future__ import annotations

from datetime import timedelta

FREE_TRIES = 10
"""At one account: of all devices together on which it never came in, and of each other
device by itself."""

FREE_ACCOUNTS = 30
"""At how many accounts one network may fail within `NETWORK_WINDOW`."""

NETWORK_WINDOW = timedelta(minutes=15)
FORGET_AFTER = timedelta(hours=6)
KNOWN_FOR = timedelta(days=90)
"""How long a device is known on which somebody came in."""

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=15), timedelta(minutes=15)
FIRST_OF_NETWORK, LONGEST_OF_NETWORK = timedelta(seconds=1), timedelta(minutes=1)
"""A network is slowed and never shut: a school or a whole town may sit behind it."""


def wait_at_account(failures: int) -> timedelta:
    return _doubling(failures - FREE_TRIES, FIRST_WAIT, LONGEST_WAIT)


def wait_of_network(accounts: int) -> timedelta:
    return _doubling(accounts - FREE_ACCOUNTS, FIRST_OF_NETWORK, LONGEST_OF_NETWORK)


def _doubling(beyond: int, first: timedelta, longest: timedelta) -> timedelta:
    if beyond < 0:
        return timedelta(0)
    doubled: timedelta = first * 2 ** min(beyond, 10)
    return min(doubled, longest)
