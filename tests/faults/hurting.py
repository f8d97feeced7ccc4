"""Devices that send until they have a receipt, and what is done to the service."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import threading
import time
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from uuid import uuid4

import psycopg
from serving import a_set, asked

SENDERS = 8
TEN_YEARS = 3652.5 * 24 * 3600
CLOCK = Path(__file__).parent / "clock"
NOT_NOW = {"campaign_not_yet_open", "campaign_no_longer_open"}
SECONDS = 1.0
SECONDS_WITHOUT_ROOM = 1.5


class Load:
    """Devices that send sets, each again and again until its receipt is there."""

    def __init__(self, service, port=None) -> None:
        self.service, self.port = service, port or service.port
        self.receipts: dict[str, str] = {}
        self.bodies: dict[str, bytes] = {}
        self.moments = [time.monotonic()]
        self.healed_at: float | None = None
        self.odd: list[str] = []
        self.goes_on = True
        self.threads = [
            threading.Thread(target=self._device, args=(n,), daemon=True)
            for n in range(SENDERS)
        ]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        time.sleep(SECONDS)
        end = time.monotonic() + 60
        while len(self.receipts) < SENDERS and time.monotonic() < end:
            time.sleep(0.05)  # a busy machine: until each device has been answered
        return self

    def __exit__(self, *_):
        time.sleep(SECONDS)
        self.goes_on = False
        end = time.monotonic() + 60
        while any(t.is_alive() for t in self.threads) and time.monotonic() < end:
            self.service.wait()  # a server that ended late is started anew, too
            self.threads[0].join(0.5)
        for thread in self.threads:
            thread.join(1)

    def _device(self, seed) -> None:
        chance = random.Random(seed)
        while self.goes_on:
            number = str(uuid4())
            body = a_set(chance.choice(self.service.doors), number, chance.randrange(4))
            answer = None
            self.bodies[number] = body
            end = time.monotonic() + 50
            while answer is None and time.monotonic() < end:
                answer = send(self.port, body)
            self.receipts[number] = answer
            self.moments.append(time.monotonic())

    def healed(self) -> None:
        """What was broken is whole again: from now on the service has to come back."""
        self.healed_at = time.monotonic()

    def back_after(self) -> float:
        """Seconds from then to the next receipt."""
        if self.healed_at is None:
            return 0.0
        later = [each for each in self.moments if each > self.healed_at]
        return min(later) - self.healed_at if later else float("inf")

    def longest_gap(self) -> float:
        """Seconds in which no device had a receipt."""
        moments = sorted(self.moments)
        return max((b - a for a, b in pairwise(moments)), default=0)

    def check(self) -> None:
        with psycopg.connect(self.service.environment["DATABASE_URL"]) as database:
            rows = database.execute("SELECT id FROM survey_submission").fetchall()
            counted = database.execute(
                "SELECT sum(received[3]) FROM survey_assignment"
            ).fetchone()[0]
        stored = {str(row[0]) for row in rows}
        acknowledged = {n for n, answer in self.receipts.items() if answer}
        assert len(acknowledged) > SENDERS
        assert acknowledged - stored == set()
        assert len(acknowledged) == len(self.receipts)
        assert counted == len(rows)


def send(port, body) -> str | None:
    """The receipt as it was sent, or None: try again."""
    with suppress(OSError, http.client.HTTPException):
        status, headers, text = asked(port, "POST", "/api/v1/submissions", body)
        if status == 201:
            return text
        if json.loads(text)["code"] not in NOT_NOW:  # the server's clock is wrong
            assert status == 503, text
            assert headers["Retry-After"]
    time.sleep(0.1)  # a device obeys Retry-After; here it hurries
    return None


def kill_one_of(found):
    """One that still lives when it is its turn; ``found()`` gives their numbers."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        for pid in found():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                return
        time.sleep(0.05)
    raise AssertionError("there was nobody to kill")


def kill_a_worker(service):
    kill_one_of(lambda: shuffled(service.workers()))


def shuffled(numbers):
    return random.sample(numbers, len(numbers))


def kill_all_workers(service):
    for pid in service.workers():
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def kill_everything_and_start(service):
    service.kill_all()
    service.launch()


def kill_one_session(service):
    def sessions():
        with psycopg.connect(service.environment["DATABASE_URL"]) as database:
            pids = database.execute(
                "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
                "AND backend_type = 'client backend'"
            ).fetchall()
        return shuffled([pid for (pid,) in pids])

    kill_one_of(sessions)


def kill_the_database_and_start(service):
    os.kill(service.postgres.pid(), signal.SIGKILL)
    time.sleep(1)
    service.postgres.start()


def set_the_clock_wrong(service):
    """Ten years ahead, ten behind: nothing is taken then, and all is after."""
    for seconds in (TEN_YEARS, -TEN_YEARS):
        turn_the_clock(service, seconds)
        time.sleep(0.5)
    turn_the_clock(service, 0)


def set_the_clock_wrong_in_a_long_campaign(service):
    """The same where the campaign accepts on those days, too."""
    with days_of_campaigns(service, "1990-01-01", "2060-01-01"):
        set_the_clock_wrong(service)


FAULTS = (
    kill_a_worker,
    kill_all_workers,
    kill_everything_and_start,
    kill_one_session,
    kill_the_database_and_start,
    set_the_clock_wrong,
    set_the_clock_wrong_in_a_long_campaign,
)


def turn_the_clock(service, seconds):
    """How far the server's clock is off; needs `with_a_clock`."""
    file = Path(service.environment["SERVER_CLOCK_FILE"])
    new = file.with_suffix(".new")
    new.write_text(str(seconds))
    new.rename(file)


def with_a_clock(service):
    """A service, not started yet, whose clock can be turned."""
    service.environment["SERVER_CLOCK_FILE"] = str(service.folder / "clock")
    service.environment["PYTHONPATH"] = str(CLOCK)
    return service


@contextmanager
def days_of_campaigns(service, first, last):
    """Let the campaign accept on other days for a while; gives nothing."""
    address = service.environment["DATABASE_URL"]
    change = "UPDATE survey_campaign SET opens_on = %s, closes_on = %s"
    with psycopg.connect(address, autocommit=True) as database:
        days = "SELECT opens_on, closes_on FROM survey_campaign"
        before = database.execute(days).fetchone()
        database.execute(change, [first, last])
        try:
            yield
        finally:
            database.execute(change, before)


def end_the_database_at_once_and_start(service):
    """Its own immediate stop: nothing is tidied up."""
    os.kill(service.postgres.pid(), signal.SIGQUIT)
    time.sleep(0.5)
    service.postgres.start()


def start_the_database_anew(service):
    service.postgres.stop()
    service.postgres.start()


def fill_the_disk_and_empty_it(service):
    """Only where the service has a small disk of its own (`small_disk`)."""
    ballast = service.folder / "ballast"
    with suppress(OSError), ballast.open("wb") as file:
        while True:
            file.write(bytes(1 << 20))
    time.sleep(SECONDS_WITHOUT_ROOM)
    ballast.unlink()
    service.postgres.start()
