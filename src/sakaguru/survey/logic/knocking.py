"""How long a door stays shut after wrong PINs."""

from __future__ import annotations

from datetime import timedelta

FREE_TRIES = 5
FIRST_WAIT_SECONDS = 15
LONGEST_WAIT_SECONDS = 900


def wait_after(failures: int) -> timedelta:
    """No wait for a few slips of the finger, then twice as long each time."""
    if failures < FREE_TRIES:
        return timedelta(0)
    doublings = min(failures - FREE_TRIES, 10)
    seconds = FIRST_WAIT_SECONDS * 2**doublings
    return timedelta(seconds=min(seconds, LONGEST_WAIT_SECONDS))
