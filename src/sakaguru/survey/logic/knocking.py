"""How long a door stays shut after wrong PINs or codes."""

from __future__ import annotations

from datetime import timedelta

FREE_TRIES = 5
"""Of one device at a poster; of one network at one link."""

FREE_TRIES_TOGETHER = 60
"""Of one network at a poster, where a class of thirty may sit; of all at one link."""

FIRST_WAIT_SECONDS = 15
LONGEST_WAIT_SECONDS = 900


def wait_after(failures: int, free: int = FREE_TRIES) -> timedelta:
    """No wait for a few slips of the finger, then twice as long each time."""
    if failures < free:
        return timedelta(0)
    doublings = min(failures - free, 10)
    seconds = FIRST_WAIT_SECONDS * 2**doublings
    return timedelta(seconds=min(seconds, LONGEST_WAIT_SECONDS))
