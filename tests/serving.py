"""The real server on a durable database of its own, to be loaded and to be hurt.

Run as a program it fills the database that DATABASE_URL names and prints the doors.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

ITEMS = 200
SCHOOLS = 40
HEALTHY = 200


class Service:
    """PostgreSQL that flushes, and ``sakaguru serve`` in front of it."""

    def __init__(self, folder: Path, *, processes: int = 2) -> None:
        from sakaguru.config.postgres import DURABLE, Postgres

        self.folder = folder
        folder.chmod(0o755)
        self.postgres = Postgres(folder / "postgres", options=DURABLE)
        self.port = free_port()
        self.program: subprocess.Popen | None = None
        self.environment = {
            **os.environ,
            "SECRET_KEY": "only-for-this-service-" * 3,
            "SAKAGURU_DATA": str(folder / "data"),
            "PORT": str(self.port),
            "WEB_PROCESSES": str(processes),
            "LOG_LEVEL": "ERROR",
            "DEBUG": "0",
            "DJANGO_SETTINGS_MODULE": "sakaguru.config.settings",
        }
        self.doors: list[str] = []

    def prepare(self) -> None:
        self.postgres.start()
        self.postgres.ensure_database("intake")
        self.environment["DATABASE_URL"] = self.postgres.url("intake")
        told = subprocess.run(
            [sys.executable, __file__],
            env=self.environment | {"PYTHONPATH": str(Path(__file__).parent)},
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.doors = json.loads(told.stdout.splitlines()[-1])

    def start(self) -> None:
        self.launch()
        self.wait()

    def launch(self) -> None:
        with (self.folder / "serve.log").open("ab") as log:
            self.program = subprocess.Popen(
                [sys.executable, "-m", "sakaguru.config", "serve"],
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait(self, seconds: float = 60) -> float:
        """Until it answers; gives how long that took.

        Two deaths within seconds end the server itself; what supervises it (systemd in
        deploy/) starts it anew, and so do we.
        """
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            with suppress(OSError, http.client.HTTPException):
                if asked(self.port, "GET", "/sehat")[0] == HEALTHY:
                    return time.monotonic() - began
            if self.program.poll() is not None:
                self.launch()
            time.sleep(0.05)
        raise RuntimeError((self.folder / "serve.log").read_text()[-2000:])

    def workers(self) -> list[int]:
        """Processes that answer requests, below the one we started."""
        told = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.program.pid)],
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        return [int(word) for word in told.stdout.split()]

    def kill_all(self) -> None:
        if self.program:
            with suppress(ProcessLookupError):
                os.killpg(self.program.pid, signal.SIGKILL)
            self.program.wait()

    def close(self) -> None:
        self.kill_all()
        self.postgres.erase()


def asked(port: int, verb: str, path: str, body: bytes | None = None):
    """Status, headers and text of one request on a line of its own."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    with closing(link):
        link.request(verb, path, body, {"Content-Type": "application/json"})
        with closing(link.getresponse()) as answer:
            return answer.status, answer.headers, answer.read().decode()


def free_port() -> int:
    """A port that the system gives to nobody else while our server is down."""
    while True:
        port = random.SystemRandom().randrange(20_000, 32_000)
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port


def a_set(door: str, number: str, seed: int) -> bytes:
    """A set of 200 answers as a device posts it in clear."""
    answers = {f"SS{n + 1:03}": (seed + n) % 4 for n in range(ITEMS)}
    content = {"key": "s" * 24, "answers": answers, "consent": "2026-1"}
    envelope = {"id": number, "sequence": 1, "door": door, "content": content}
    return json.dumps(envelope, separators=(",", ":")).encode()


def fill() -> list[str]:
    """Migrate, ask the schools, and give the pass of each for its pupils."""
    import datetime as dt

    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    call_command("migrate", verbosity=0)
    from factories.instruments import ItemFactory, drafted_instrument
    from factories.standards import published
    from factories.survey import opened_campaign

    from sakaguru.survey.adapters.vault import poster_pass

    draft = drafted_instrument(("KS", "GS", "SS", "MT", "PS", "DATA"))
    section = draft.questionnaires.get(role="SS").sections.get()
    for place in range(4, ITEMS):
        code = f"SS{place + 1:03}"
        ItemFactory(
            version=draft, section=section, position=place, code=code, role="SS"
        )
    today = timezone.localdate()
    campaign = opened_campaign(
        schools=SCHOOLS,
        instrument_version=published(draft),
        opens_on=today - dt.timedelta(days=3),
        closes_on=today + dt.timedelta(days=3),
    )
    rows = campaign.assignments.select_related("school", "campaign")
    return [poster_pass(campaign, assignment, "SS") for assignment in rows]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(fill()) + "\n")
