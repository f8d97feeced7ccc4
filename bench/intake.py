"""Time the intake of answers: sets per second, beside a bare insert and a bare flush.

Starts the real server and a durable PostgreSQL of its own, and posts sets of 200
answers over kept connections. Every round measures all of it, so that a busy machine
slows all alike: the ratios count. Thrown away afterwards.

    python bench/intake.py                     # five rounds of 4 s each
    python bench/intake.py --rounds 1 --seconds 2
    python bench/intake.py --stored 12000000   # beside an empty store, in turn
    python bench/intake.py --stored 12000000 --folder FOLDER   # kept for the next run
"""

from __future__ import annotations

import argparse
import http.client
import json
import multiprocessing
import os
import random
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import psycopg
from serving import Service, a_set
from stored import SETS_A_SCHOOL, service_with

TICKS = os.sysconf("SC_CLK_TCK")
BATCH = 20
INSERT = """
INSERT INTO survey_submission (id, campaign_id, assignment_id, role, body, digest,
  sequence, key_digest, consent, flags, received_on, filled_for)
VALUES (%s, %s, %s, 'SS', %s, %s, 1, %s, '2026-1', 0, current_date, '')
"""


def main() -> int:
    options = arguments()
    print(f"load {os.getloadavg()[0]:.1f}")
    if options.stored:
        return beside(options)
    with tempfile.TemporaryDirectory(prefix="sakaguru-bench-") as folder:
        service = Service(Path(folder), processes=options.processes)
        try:
            service.prepare()
            service.start()
            load(service, 8, 1, 2)  # what is built once is not counted
            report([one_round(service, options.seconds) for _ in range(options.rounds)])
            print(f"memory of the web processes: {memory(service):.0f} MB (PSS)")
        finally:
            service.close()
    return 0


def beside(options) -> int:
    """Rounds in turn against an empty store and one with many sets; their ratio."""
    with tempfile.TemporaryDirectory(prefix="sakaguru-bench-") as folder:
        services = both(Path(options.folder or folder), options)
        try:
            for service in services:
                load(service, 8, 1, 4)
            rounds = [
                [one_round(service, options.seconds) for service in services]
                for _ in range(options.rounds)
            ]
        finally:
            for service in services:
                service.kill_all()
                if options.folder:
                    service.postgres.stop()
                else:
                    service.close()
    for place, name in enumerate(("EMPTY", f"{options.stored:,} SETS")):
        print(name)
        report([each[place] for each in rounds])
    print(f"{'STORED / EMPTY':<32}{'per s':>9}{'p95':>9}{'cpu':>9}{'log':>9}")
    for name in rounds[0][0]:
        pairs = [(full[name], empty[name]) for empty, full in rounds]
        ratios = [
            statistics.median(full[n] / empty[n] for full, empty in pairs)
            if all(empty[n] for _full, empty in pairs)
            else None
            for n in range(4)
        ]
        print(f"{name:<32}" + "".join(map(as_ratio, ratios)))
    return 0


def as_ratio(value):
    return f"{'':>9}" if value is None else f"{value:>9.2f}"


def both(folder, options):
    schools = max(options.stored // SETS_A_SCHOOL, 1_000)
    named = {"empty": 0, "stored": options.stored}
    return [
        service_with(folder / name, sets, schools, options.processes)
        for name, sets in named.items()
    ]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--stored", type=int, default=0, help="sets stored before")
    parser.add_argument("--folder", help="where the filled stores are kept")
    return parser.parse_args()


def one_round(service, seconds):
    found = {}
    for name, devices, many in (
        ("singles, 8 devices", 8, 1),
        ("singles, 32 devices", 32, 1),
        (f"batches of {BATCH}, 8 devices", 8, BATCH),
    ):
        before, logged = processor_seconds(service), log_position(service)
        rate, p95 = load(service, devices, many, seconds)
        used = processor_seconds(service) - before
        sets = max(rate * seconds, 1)
        kb = (log_position(service) - logged) / 1000 / sets
        found[name] = (rate, p95, 1000 * used / sets, kb)
    logged = log_position(service)
    rate = bare_inserts(service, seconds)
    kb = (log_position(service) - logged) / 1000 / max(rate * seconds, 1)
    found["bare insert, 8 sessions"] = (rate, 0, 0, kb)
    found["bare flush (fdatasync)"] = (bare_flushes(service, seconds), 0, 0, 0)
    return found


def report(rounds):
    print(f"{'':<32}{'per s':>9}{'p95 ms':>9}{'cpu ms':>9}{'log kB':>9}{'of bare':>9}")
    for name in rounds[0]:
        rate, p95, cpu, kb = (
            statistics.median(found[name][place] for found in rounds)
            for place in range(4)
        )
        share = statistics.median(
            found[name][0] / found["bare insert, 8 sessions"][0] for found in rounds
        )
        told = f"{name:<32}{rate:>9.0f}{p95:>9.1f}{cpu:>9.2f}{kb:>9.1f}{share:>9.2f}"
        print(told, flush=True)


def load(service, devices, many, seconds):
    """Sets per second, and the 95th percentile of one request, in milliseconds.

    The devices run in a process of their own: they must not wait for our lock.
    """
    answers = multiprocessing.get_context("spawn").Queue()
    given = (service.port, service.doors, devices, many, seconds, answers)
    other = multiprocessing.get_context("spawn").Process(target=devices_of, args=given)
    other.start()
    times, taken = answers.get()
    other.join()
    times.sort()
    return len(times) * many / taken, 1000 * times[int(0.95 * len(times))]


def devices_of(port, doors, devices, many, seconds, answers):
    times: list[float] = []
    began = time.monotonic()
    threads = [
        threading.Thread(
            target=device, args=(port, doors, many, began + seconds, times)
        )
        for _ in range(devices)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answers.put((times, time.monotonic() - began))


def device(port, doors, many, end, times):
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Content-Type": "application/json"}
    while time.monotonic() < end:
        sets = [a_set(random.choice(doors), str(uuid4()), 1) for _ in range(many)]
        body, path = sets[0], "/api/v1/submissions"
        if many > 1:
            body = b'{"submissions":[' + b",".join(sets) + b"]}"
            path += "/batch"
        began = time.perf_counter()
        link.request("POST", path, body, headers)
        answer = link.getresponse()
        text = answer.read()
        times.append(time.perf_counter() - began)
        assert answer.status in {200, 201}, text
        if many > 1:
            assert {each["status"] for each in json.loads(text)["results"]} == {201}
    link.close()


def bare_inserts(service, seconds):
    count, end = [], time.monotonic() + seconds

    def session():
        with psycopg.connect(service.environment["DATABASE_URL"]) as database:
            told = database.execute(
                "SELECT campaign_id, id FROM survey_assignment ORDER BY random()"
            ).fetchone()
            while time.monotonic() < end:
                digest = uuid4().hex * 2
                row = (uuid4(), *told, os.urandom(200), digest, digest)
                database.execute(INSERT, row)
                database.commit()
                count.append(1)

    threads = [threading.Thread(target=session) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(count) / seconds


def bare_flushes(service, seconds):
    count, end = 0, time.monotonic() + min(seconds, 2)
    with (service.folder / "flush").open("wb") as file:
        while time.monotonic() < end:
            file.write(os.urandom(400))
            file.flush()
            os.fdatasync(file.fileno())
            count += 1
    return count / min(seconds, 2)


def log_position(service):
    """Bytes that the database has written to its log so far."""
    with psycopg.connect(service.environment["DATABASE_URL"]) as database:
        told = database.execute("SELECT pg_current_wal_lsn() - '0/0'").fetchone()
    return float(told[0])


def processor_seconds(service):
    pids = [service.program.pid, *service.workers(), *processes_of(service.postgres)]
    return sum(map(used_by, pids))


def processes_of(server):
    """The running server of a database and its sessions."""
    folder = f"{server.pid()}"
    rows = (path for path in Path("/proc").iterdir() if path.name.isdigit())
    return [int(path.name) for path in rows if folder in {path.name, parent_of(path)}]


def parent_of(path):
    try:
        return (path / "stat").read_text().rpartition(")")[2].split()[1]
    except OSError:
        return ""


def used_by(pid):
    """With what its ended children used: a session of the database ends at any time."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory(service):
    """Proportional set size of the server's processes, in MB."""
    total = 0
    for pid in [service.program.pid, *service.workers()]:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        total += sum(int(line.split()[1]) for line in rollup if line.startswith("Pss:"))
    return total / 1000


if __name__ == "__main__":
    sys.exit(main())
