# ruff: noqa: T201 -- a program that prints
"""The long form: many rounds of every fault, counted. Exits 1 where something is lost.

    python tests/faults/run.py                       # 25 rounds of each
    python tests/faults/run.py --rounds 5 --disk     # as root: a small disk, filled

Each round: devices send, one fault, recovery; then every receipt is looked up in the
store, some sets are sent again for the same receipt to the byte, and the checks of
integrity are asked. "back": the longest time from the repair to the next receipt, a
dead database being repaired when it answers again. With ``--disk`` the service lies on
a disk in memory of 700 MB, which is mounted for that.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).parents[1]))

import psycopg
from faults import hurting
from lines import Line
from serving import Service, a_set

MEGABYTES = 700
COPIES = 50
AGAIN = 20
FAULTS = (
    *hurting.FAULTS,
    hurting.end_the_database_at_once_and_start,
    hurting.start_the_database_anew,
)


class Tally:
    """What the rounds of one fault came to."""

    def __init__(self) -> None:
        self.rounds = self.acknowledged = self.lost = self.twice = self.open = 0
        self.unsound = 0
        self.gap = self.back = 0.0

    def add(self, load, service) -> None:
        """Count a round that is over. Other receipts at a second asking: twice."""
        with psycopg.connect(service.environment["DATABASE_URL"]) as database:
            rows = database.execute("SELECT id FROM survey_submission").fetchall()
            counted = database.execute(
                "SELECT sum(received[3]) FROM survey_assignment"
            ).fetchone()[0]
        stored = {str(row[0]) for row in rows}
        acknowledged = {n for n, answer in load.receipts.items() if answer}
        if not acknowledged:
            raise RuntimeError("nothing was acknowledged: nothing was proven")
        self.rounds += 1
        self.acknowledged += len(acknowledged)
        self.lost += len(acknowledged - stored)
        self.twice += abs(counted - len(rows))
        self.open += len(load.receipts) - len(acknowledged)
        self.unsound += not is_sound(service)
        self.gap = max(self.gap, load.longest_gap())
        self.back = max(self.back, load.back_after())
        for number, body in list(load.bodies.items())[-AGAIN:]:
            self.twice += asked_again(service.port, body) != load.receipts[number]

    def line(self, name: str) -> str:
        counts = f"{self.rounds:>7}{self.acknowledged:>10}{self.lost:>6}{self.twice:>7}"
        times = f"{self.gap:>8.1f}{self.back:>8.1f}"
        return f"{name:<44}{counts}{self.open:>6}{self.unsound:>8}{times}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--disk", action="store_true")
    options = parser.parse_args()
    tallies: dict[str, Tally] = {}
    began = time.monotonic()
    with room(small=options.disk) as folder, started(folder) as service:
        faults = (hurting.fill_the_disk_and_empty_it,) if options.disk else FAULTS
        for number in range(options.rounds):
            if number and number % 5 == 0:
                tell(tallies)  # a run that is broken off has counted, too
            for fault in faults:
                one_round(service, fault, tallies.setdefault(fault.__name__, Tally()))
            if not options.disk:
                cut_line(service, tallies.setdefault("line cut after commit", Tally()))
                copies(service, tallies.setdefault("50 copies at once", Tally()))
        tell(tallies)
    every = tallies.values()
    print(f"rounds {sum(t.rounds for t in every)}, ", end="")
    print(f"receipts {sum(t.acknowledged for t in every)}, ", end="")
    print(f"lost {sum(t.lost for t in every)}, twice {sum(t.twice for t in every)}")
    print(f"{time.monotonic() - began:.0f} s, load now {os.getloadavg()[0]:.1f}")
    return int(any(t.lost or t.twice or t.open or t.unsound for t in every))


def tell(tallies):
    print(f"{'':<44}{'rounds':>7}{'receipts':>10}{'lost':>6}{'twice':>7}", end="")
    print(f"{'open':>6}{'unsound':>8}{'gap s':>8}{'back s':>8}")
    for name, tally in tallies.items():
        print(tally.line(name.replace("_", " ")), flush=True)


def is_sound(service):
    """Whether all checks of integrity say so."""
    command = [sys.executable, "-m", "sakaguru.config", "integrity"]
    told = subprocess.run(
        command, env=service.environment, check=False, capture_output=True, text=True
    )
    if told.returncode:
        print(told.stdout, told.stderr[-1000:], file=sys.stderr)
    return told.returncode == 0


def asked_again(port, body):
    answer, end = None, time.monotonic() + 20
    while answer is None and time.monotonic() < end:
        answer = hurting.send(port, body)
    return answer


def one_round(service, fault, tally):
    with hurting.Load(service) as load:
        fault(service)
        load.healed()
        service.wait()
    tally.add(load, service)


def cut_line(service, tally):
    line = Line(service.port)
    with hurting.Load(service, line.port) as load:
        for _ in range(10):
            time.sleep(0.05)
            line.cut()
            line.mend()
    line.close()
    tally.add(load, service)


def copies(service, tally):
    """The same set fifty times at once: one row, and equal receipts byte for byte."""
    number = str(uuid4())
    body, found = a_set(service.doors[0], number, 1), []

    def copy():
        answer = None
        while answer is None:
            answer = hurting.send(service.port, body)
        found.append(answer)

    threads = [threading.Thread(target=copy) for _ in range(COPIES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    load = hurting.Load(service)
    load.receipts = {number: found[0]}
    load.bodies = {number: body}
    load.moments.clear()
    tally.add(load, service)
    tally.twice += len(set(found)) - 1


@contextmanager
def room(*, small):
    with tempfile.TemporaryDirectory(prefix="sakaguru-faults-") as folder:
        if not small:
            yield Path(folder)
            return
        size = f"size={MEGABYTES}m"
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", size, "tmpfs", folder], check=True
        )
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "-l", folder], check=True)


@contextmanager
def started(folder):
    service = hurting.with_a_clock(Service(folder))
    try:
        service.prepare()
        service.start()
        yield service
    finally:
        service.close()


if __name__ == "__main__":
    sys.exit(main())
